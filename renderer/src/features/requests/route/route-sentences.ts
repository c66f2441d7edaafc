import type { AffinitySign } from '#contracts/record';
import type { ExplainedCooldown, RouteSaid, RouteSentence } from '#contracts/route-explanation';
import type { Format } from '../../../i18n/format.ts';
import type { Language } from '../../../i18n/language.svelte.ts';
import { words } from '../../../i18n/words.ts';
import { PROTOCOL_NAMES } from '../../channels/channel-facts.ts';

// The program's own sentences are English; here are the same in Chinese, by their codes.

const BALANCINGS: Readonly<Record<RouteSaid['sharing']['balancing'], string>> = {
  weighted_round_robin: '按权重轮流',
  round_robin: '依次轮流',
  random: '随机',
  weighted_random: '按权重随机',
  least_in_flight: '优先分给进行中请求最少的渠道',
  fastest: '优先分给最快的渠道',
};

const SIGNS: Readonly<Record<AffinitySign, string>> = {
  header: '请求头',
  userId: '用户编号',
  promptCacheKey: 'prompt_cache_key',
  previousResponse: '所接续的应答',
  cachedContent: '所引用的缓存内容',
  hash: '开头内容',
};

const CONVERSATIONS: Readonly<Record<RouteSaid['conversation']['now'], string>> = {
  stays: '现在仍留在这里',
  elsewhere: '但现在会去别处：优先级更高的渠道已恢复，或该密钥不可用',
  cannotBe: '但现在无法留在这里',
};

const SENTENCES: {
  readonly [C in keyof RouteSaid]: (values: RouteSaid[C], format: Format) => string;
} = {
  bodyUnrecorded: () =>
    '没有记录请求的内容、查询参数和请求头：“将发送的内容”只包括本程序添加的部分，费用估算也不含它们。',
  opaqueUnrecorded: () => '没有记录它携带的不透明标记。',
  conversationUnrecorded: () => '没有记录用来识别会话的内容：此处不考虑会话在哪里得到服务。',
  tokenGone: ({ token }) => `它的令牌“${token}”已不存在，因此按没有令牌来说明。`,
  sizesUncompressed: () => '大小按解压后的内容计算。',
  tokenUnknown: () => '令牌未知：未考虑令牌的权限和限额。',
  queued: ({ running, waiting }, format) =>
    `已有 ${format.count(running)} 条请求在进行，${format.count(waiting)} 条在等待（设置 maxConcurrency）：它会排队等候。`,
  converted: ({ client, to }) =>
    `它不支持 ${PROTOCOL_NAMES[client]}：请求会转换为 ${PROTOCOL_NAMES[to]}，同一优先级中支持 ${PROTOCOL_NAMES[client]} 的渠道排在它前面。`,
  rank: ({ priority, group }, format) =>
    `优先级 ${format.count(priority)}，位于第 ${format.count(group)} 组。`,
  health: ({ effective, requests, failures }, format) =>
    `按健康状况计为 ${format.count(effective)}：最近 ${format.count(requests)} 条请求中有 ${format.count(failures)} 条失败。`,
  sharing: (values, format) =>
    `${format.count(values.count)} 个渠道分担请求，方式为${BALANCINGS[values.balancing]}（设置 balancing）：它占 ${format.percent(values.share)}，${standing(values, format)}。`,
  conversation: ({ sign, key, now }) => {
    const known = sign === null ? '' : `（根据${SIGNS[sign]}识别）`;
    return `该会话${known}此前由这里的密钥 ${key} 服务，${CONVERSATIONS[now]}。`;
  },
  cheaper: ({ period, limitUsd, spentPercent, model }) =>
    `${period === 'day' ? '每日' : '每月'}限额 ${String(limitUsd)} 美元已用去 ${String(spentPercent)}%，因此改用较便宜的“${model}”（设置 budgetCheaperPercent）。`,
};

/** By what the balancing goes. */
function standing(values: RouteSaid['sharing'], format: Format): string {
  const weight = `权重 ${format.count(values.weight)}`;
  switch (values.balancing) {
    case 'weighted_round_robin':
    case 'round_robin':
      return `${weight}，尚欠 ${String(values.credit)} 轮`;
    case 'least_in_flight':
      return `${weight}，进行中 ${format.count(values.inFlight)} 条`;
    case 'fastest':
      return values.latencyMs === null
        ? `${weight}，尚未测量`
        : `${weight}，首字节 ${format.duration(values.latencyMs)}`;
    case 'random':
    case 'weighted_random':
      return weight;
  }
}

export function routeSentence({ code, values, text }: RouteSentence, language: Language): string {
  if (language.code === 'en') return text;
  const say = SENTENCES[code] as (values: RouteSentence['values'], format: Format) => string;
  return say(values, language.format);
}

/** One thing of a channel that cools down, and why. */
export function cooldownSentence(one: ExplainedCooldown, now: number, language: Language): string {
  if (language.code === 'en') return one.text;
  const { scope, subject, state, follows, isManual, isStated, strikes, isTrialRunning } = one;
  const names = { channel: '渠道', key: '密钥', url: '网址', model: '模型' } as const;
  const what = subject === null ? '渠道' : `${names[scope.kind]} ${subject} `;
  const until = language.format.time(one.until);
  const reason = language.of(words).blameReasons[one.reason];
  if (follows !== null) {
    return `它的全部${follows === 'keys' ? '密钥' : '网址'}都在冷却，最早的一个到 ${until} 为止。`;
  }
  if (state === 'halfOpen') {
    const trial = isTrialRunning ? '正有一条在试探' : '由下一条请求试探';
    return `${what}冷却已结束，在证明可用之前一次只接受一条请求：${trial}。`;
  }
  if (one.until <= now) return `${what}冷却中，直到一次检查成功（${reason}）。`;
  const stated = isStated ? '，时间由上游给出' : '';
  const times = strikes > 1 ? `，连续第 ${String(strikes)} 次` : '';
  return `${what}冷却至 ${until}：${isManual ? '手动设置' : `${reason}${stated}${times}`}。`;
}
