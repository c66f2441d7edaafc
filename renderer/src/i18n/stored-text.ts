import type { LanguageCode } from './language.svelte.ts';
import { SKIPS_ZH } from './skips-zh.ts';

// Records hold what was said in their time, in English. The program's own sentences are of few forms, so each stands here in
// Chinese; the words of upstreams within them, and what is of no known form, stay as they came.

type Forms = readonly (readonly [RegExp, string])[];

/** Completes the sentence that begins with a channel's or a token's name (`main/core/limits/limit-reason.ts`). */
const LIMITS: Forms = [
  [/^is used from (\S+) to (\S+) only, again from (.+)$/, '只在 $1 至 $2 使用，$3 起恢复'],
  [
    /^has had its limit of (\d+) requests? a minute; the next is possible in (\d+) s$/,
    '已达到每分钟 $1 条请求的限额，$2 秒后可再次使用',
  ],
  [
    /^is at its limit of (\d+) requests? at once; the next is possible when one ends$/,
    '已达到同时 $1 条请求的限额，有请求结束后可再次使用',
  ],
  [
    /^has no money left for this within (?:(\S+ %) of )?its limit of (\S+) USD a day; the next day begins at (.+)$/,
    '每日 $2 美元的限额$1已用完，$3 进入下一日',
  ],
  [
    /^has no money left for this within (?:(\S+ %) of )?its limit of (\S+) USD a month; the next month begins at (.+)$/,
    '每月 $2 美元的限额$1已用完，$3 进入下一月',
  ],
  [
    /^has set the rest of (?:(\S+ %) of )?its limit of (\S+) USD a (?:day|month) aside for requests that run; the next is possible when one ends$/,
    '$2 美元限额$1的余额已为进行中的请求预留，有请求结束后可再次使用',
  ],
  [/^was at one of its limits a moment ago$/, '刚才达到了一项限额'],
  [
    /^has a limit of money, and the price of the model "(.+)" is unknown \(setting "unknownPrice"\)$/,
    '有金额限额，而模型“$1”的价格未知（设置 unknownPrice）',
  ],
  [
    /^has a limit of money, and the price of this request is unknown \(setting "unknownPrice"\)$/,
    '有金额限额，而此请求的价格未知（设置 unknownPrice）',
  ],
];

/** What excludes a channel, after its name (`main/core/candidates.ts`). */
const EXCLUSIONS: Forms = [
  [/^disabled$/, '已停用'],
  [/^does not speak this protocol, and nothing is converted for it$/, '不支持该协议，也不为它转换'],
  [
    /^does not speak this protocol, and this kind of request cannot be converted$/,
    '不支持该协议，且此类请求无法转换',
  ],
  [/^cannot be asked this in its own protocol \((\S+)\): .+$/, '请求内容无法用它的协议（$1）表达'],
  [/^does not offer this model$/, '没有该模型'],
  [/^has no enabled URL$/, '没有启用的网址'],
  [/^has no enabled key$/, '没有启用的密钥'],
  [/^its keys are locked$/, '密钥处于锁定状态'],
  [/^may not be used with this token$/, '该令牌无权使用'],
  [/^is cooling down$/, '正在冷却'],
  ...LIMITS,
];

/** What became of an attempt (`main/core/outcome.ts`). An upstream's words may follow after a colon. */
const OUTCOMES: Forms = [
  [/^an error in the guise of a success/, '成功状态中的错误'],
  [/^the stream began with an error/, '流以错误开始'],
  [/^a web page instead of an answer/, '返回了网页而不是应答'],
  [/^an empty answer/, '空应答'],
  [/^the stream ended without its end marker/, '流没有结束标记'],
  [/^the answer is not valid JSON/, '应答不是有效的 JSON'],
  [/^the outbound proxy /, '出站代理 '],
  [/^connection refused/, '连接被拒绝'],
  [/^host name not found/, '主机名无法解析'],
  [/^TLS failed/, 'TLS 失败'],
  [/^connection lost before an answer/, '应答之前连接中断'],
  [/^the URL leads back to this program/, '该网址指回本程序'],
  [/^no connection within (\S+) s/, '$1 秒内未能连接'],
  [/^no first byte within (\S+) s/, '$1 秒内没有首字节'],
  [/^no output within (\S+) s/, '$1 秒内没有输出'],
  [/^no further byte within (\S+) s/, '$1 秒内没有新的内容'],
  [/^no whole answer within (\S+) s/, '$1 秒内没有完整应答'],
  [/^the answer broke off: terminated$/, '应答中断'],
  [/^the answer broke off/, '应答中断'],
  [/^the client closed the connection/, '客户端关闭了连接'],
  [/^cancelled by hand/, '已手动取消'],
  [/^sent on to the next channel by hand/, '已手动转到下一渠道'],
];

/** How a whole request ended (`main/proxy/ending.ts`, `refusals.ts`, `queue.ts`, `token-limits.ts`). */
const ENDINGS: Forms = [
  [/^The request was cancelled by hand\.$/, '请求已被手动取消。'],
  [/^The program (?:was|is being) stopped\.$/, '程序已停止。'],
  [/^The client closed its connection\.$/, '客户端关闭了连接。'],
  [/^The program ended while this request was in flight\.$/, '此请求进行期间程序已退出。'],
  [
    /^No client token\. Send one of this program's tokens as (.+)\.$/,
    '没有客户端令牌。请用以下方式之一发送本程序的令牌：$1。',
  ],
  [
    /^This client token is not known here\. .+$/,
    '此客户端令牌在这里不存在，请从程序中复制有效的令牌。',
  ],
  [/^This client token is disabled\.$/, '此客户端令牌已停用。'],
  [/^This client token has expired\.$/, '此客户端令牌已过期。'],
  [/^(\S+) is not possible here; allowed: (.+)\.$/, '此处不支持 $1，允许：$2。'],
  [
    /^The request body is larger than (.+) \(setting "maxBodyBytes"\)\.$/,
    '请求内容超过 $1（设置 maxBodyBytes）。',
  ],
  [/^The request body stopped coming before its end\.$/, '请求内容尚未发完就停止了。'],
  [
    /^The content-encoding is not understood here; (.+) are\.$/,
    '不支持此 content-encoding，可用 $1。',
  ],
  [
    /^The request body is not what its content-encoding says\.$/,
    '请求内容与其 content-encoding 不符。',
  ],
  [
    /^The connection closed before the whole request body had arrived\.$/,
    '请求内容尚未收完，连接就已关闭。',
  ],
  [/^The request body is not valid JSON\.$/, '请求内容不是有效的 JSON。'],
  [/^The request body must be a JSON object\.$/, '请求内容必须是 JSON 对象。'],
  [/^The request names no model\.$/, '请求没有指明模型。'],
  [/^The model must be a string of 1 to 256 characters\.$/, '模型必须是 1 至 256 个字符的文本。'],
  [/^There is nothing at this path\. Requests go to (.+)\.$/, '此路径不存在，请求应发往 $1。'],
  [
    /^The request target must be a plain path; this program is no forward proxy\.$/,
    '请求目标必须是普通路径，本程序不是转发代理。',
  ],
  [/^WebSockets are not served here; .+$/, '此处不支持 WebSocket，请用 HTTP 发送同样的请求。'],
  [
    /^Pages of this origin may not open sockets here \(setting "corsOrigins"\)\.$/,
    '此来源的页面不能在这里打开连接（设置 corsOrigins）。',
  ],
  [/^The proxy is stopped\. .+$/, '代理已停止，请在托盘菜单或 ccLoad 的窗口中启动。'],
  [/^The tokens of this request could not be counted\.$/, '无法计算此请求的 Token 数。'],
  [/^The upstream broke off its answer\.$/, '上游中断了应答。'],
  [/^The channel has no such enabled URL\.$/, '该渠道没有这个启用的网址。'],
  [/^The channel has no such enabled key\.$/, '该渠道没有这个启用的密钥。'],
  [/^The channel's keys are locked\.$/, '该渠道的密钥处于锁定状态。'],
  [
    /^Name a model to test with: the channel lists none\.$/,
    '该渠道没有列出模型，请指定用于测试的模型。',
  ],
  [/^No channel offers the model "(.+)"\.$/, '没有渠道提供模型“$1”。'],
  [
    /^(\d+) requests run already \(setting "maxConcurrency"\), and (\d+) wait \(setting "maxQueued"\)\.$/,
    '已有 $1 条请求在进行（设置 maxConcurrency），$2 条在等待（设置 maxQueued）。',
  ],
  [
    /^(\d+) requests run already \(setting "maxConcurrency"\), and none of them ended in time \(setting "queueTimeoutMs"\)\.$/,
    '已有 $1 条请求在进行（设置 maxConcurrency），没有一条及时结束（设置 queueTimeoutMs）。',
  ],
  [
    /^The token "(.+)" may not be used for requests that name no model\. It is limited to: (.+)\.$/,
    '令牌“$1”不能用于未指明模型的请求，仅限：$2。',
  ],
  [
    /^The token "(.+)" may not be used for the model "(.+)"\. It is limited to: (.+)\.$/,
    '令牌“$1”不能用于模型“$2”，仅限：$3。',
  ],
];

const EXHAUSTED: Readonly<Record<string, string>> = {
  'No channel could answer': '没有渠道能够应答',
  'Every channel is rate-limited': '所有渠道都已被限速',
  'The request was refused': '请求被拒绝',
  'Every key was refused': '所有密钥都被拒绝',
};

/** Why a channel was not tried, after its name. */
export function skipText(kind: string, text: string, language: LanguageCode): string {
  if (language === 'en') return text;
  return inForm(LIMITS, text) ?? SKIPS_ZH[kind] ?? inForm(EXCLUSIONS, text) ?? text;
}

/** What an attempt came to: perhaps the rule that judged it, what happened, and the upstream's words. */
export function attemptText(text: string, language: LanguageCode): string {
  if (language === 'en') return text;
  const [, rule, rest] = /^rule ("(?:[^"\\]|\\.)*")(?:: (.*))?$/s.exec(text) ?? [];
  if (rule === undefined) return inForm(OUTCOMES, text) ?? text;
  const name = `规则“${String(JSON.parse(rule))}”`;
  return rest === undefined ? name : `${name}：${attemptText(rest, language)}`;
}

/** How a check went: what was asked, and what came of it (`main/proxy/check.ts`). */
export function checkText(text: string, language: LanguageCode): string {
  if (language === 'en') return text;
  if (text.startsWith('nothing to check')) {
    return '无可检查：需要启用的网址、可用的密钥，发送消息的检查还需要模型';
  }
  const [, asked, said = ''] = /^([A-Z]+ \S+): (.*)$/s.exec(text) ?? [];
  return asked === undefined ? text : `${asked}：${attemptText(said, language)}`;
}

/** How a request ended, as its record tells it and its client was told. */
export function endingText(text: string, language: LanguageCode): string {
  if (language === 'en') return text;
  return (
    inForm(ENDINGS, text) ??
    exhaustedText(text, language) ??
    unservedText(text) ??
    limitedText(text) ??
    attemptText(text, language)
  );
}

/** `No channel could answer (2 attempts): channel "A": …; channel "B": …` (`main/core/final-answer.ts`). */
function exhaustedText(text: string, language: LanguageCode): string | null {
  const [, what = '', count = '', attempts = ''] =
    /^(.+?) \((\d+) attempts?\): (.*)$/s.exec(text) ?? [];
  const said = EXHAUSTED[what];
  if (said === undefined) return null;
  const told = attempts
    .split(/; (?=channel "|key \S+ of channel "|and \d+ more$)/)
    .map((one) => toldAttempt(one, language));
  return `${said}（${count} 次尝试）：${told.join('；')}`;
}

function toldAttempt(text: string, language: LanguageCode): string {
  const more = /^and (\d+) more$/.exec(text)?.[1];
  if (more !== undefined) return `以及另外 ${more} 次`;
  const [, key, channel, words = ''] =
    /^(?:key (\S+) of )?channel "(.+?)"(?: was refused)?: (.*)$/s.exec(text) ?? [];
  if (channel === undefined) return text;
  const said = attemptText(words, language);
  return key === undefined
    ? `渠道“${channel}”：${said}`
    : `渠道“${channel}”的密钥 ${key} 被拒绝：${said}`;
}

/** `No channel can serve the model "x": "A" is cooling down, "B" disabled.` (`main/proxy/reply-exhausted.ts`). */
function unservedText(text: string): string | null {
  const [, model, reasons] =
    /^No channel can serve (?:the model "(.+?)"|this request): (.+)\.$/s.exec(text) ?? [];
  if (reasons === undefined) return null;
  const what = model === undefined ? '此请求' : `模型“${model}”`;
  if (reasons === 'there are no channels yet') return `没有渠道能够处理${what}：还没有任何渠道。`;
  const told = reasons.split(/, (?=")/).map((one) => {
    const [, name = '', why = ''] = /^"(.+?)" (.+)$/s.exec(one) ?? [];
    return `“${name}”${inForm(EXCLUSIONS, why) ?? why}`;
  });
  return `没有渠道能够处理${what}：${told.join('，')}。`;
}

/** `The token "x" is at its limit …` (`main/proxy/token-limits.ts`). */
function limitedText(text: string): string | null {
  const [, name, limit = ''] = /^The token "(.+?)" (.+)\.$/s.exec(text) ?? [];
  const said = name === undefined ? null : inForm(LIMITS, limit);
  return said === null ? null : `令牌“${name ?? ''}”${said}。`;
}

function inForm(forms: Forms, text: string): string | null {
  const found = forms.find(([form]) => form.test(text));
  return found === undefined ? null : text.replace(found[0], found[1]);
}
