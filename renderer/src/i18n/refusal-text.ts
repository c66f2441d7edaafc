import type { AdminError } from '#contracts/admin-api';
import type { SentenceValues } from '#contracts/sentence';
import type { LanguageCode } from './language.svelte.ts';
import { SKIPS_ZH } from './skips-zh.ts';

type Refusal = Omit<AdminError['error'], 'fields'>;

/** What the program refuses, in Chinese, by its code. What is missing is shown in the program's own words. */
const REFUSALS: Readonly<Record<string, string | ((values: SentenceValues) => string)>> = {
  internal: ({ id }) => `程序内部出错，详情见日志中的 ${said(id)}。`,
  'auth.required': '请先登录。',
  'auth.bad-ticket': '此登录凭证已被使用或已过期。',
  'auth.wrong-current-password': '当前密码不正确。',
  'auth.forbidden-origin': '只能从本程序自己的页面登录和操作。',
  'auth.password-fixed': '密码由 CCLOAD_PASS 设定，请在那里修改，或移除它以改用保存的密码。',
  'path.not-found': '此地址不存在。',
  'path.wrong-method': '此地址不支持该操作。',
  'request.invalid': '有些内容填写不正确。',
  'request.malformed': '发送的内容无法读取。',
  'request.too-large': ({ mib }) => `内容过大，最多 ${said(mib)} MiB。`,
  'request.unsupported-media': '不支持这种内容格式。',
  'channel.name-taken': ({ name }) => `已有名为“${said(name)}”的渠道。`,
  'channel.key-not-found': '该渠道已没有这个密钥。',
  'channel.invalid': '渠道的部分内容不正确。',
  'notice.not-found': '该通知已不存在。',
  'capture.not-found': '没有捕获到此请求的内容。',
  'capture.no-order': '该捕获任务已不存在。',
  'capture.cut': '捕获时内容已被截断。',
  'capture.too-many-orders': '等待中的捕获任务已过多。',
  'replay.impossible': ({ why, channel }) =>
    channel === undefined
      ? (REPLAYS[said(why)] ?? '此请求无法重放。')
      : `无法重放到渠道“${said(channel)}”：${SKIPS_ZH[said(why)] ?? '该渠道无法使用'}。`,
  'rule.not-found': '该规则已不存在。',
  'rule.too-many': ({ most }) => `每个渠道最多 ${said(most)} 条规则，全局规则也是如此。`,
  'token.not-found': '该令牌已不存在。',
  'token.exists': '已有这个令牌。',
  'token.local-exists': '本地令牌已存在。',
  'token.local-permanent': '本地令牌不能删除，但可以停用或更换。',
  'connect.unreadable': ({ file, why }) => `无法读取 ${said(file)}：${clause(why)}。`,
  'connect.not-editable': ({ file, why, line }) =>
    `未改动 ${said(file)}：${clause(why)}${line === null ? '' : `（第 ${said(line)} 行）`}。`,
  'connect.not-writable': ({ file, why }) => `无法写入 ${said(file)}（${said(why)}）。`,
  'connect.file-changed': '文件在此期间已被修改，请重新查看。',
  'connect.note-damaged': ({ file, why }) => `无法读取接入记录 ${said(file)}：${clause(why)}。`,
  'connect.not-connected': '该客户端没有可撤销的改动。',
  'connect.no-model': 'opencode 启动时需要一个模型，请先添加提供模型的渠道。',
  'connect.no-token': '无法读取本地令牌，没有可写入的令牌，请另行指定。',
  'connect.unknown-token': '这不是本程序的令牌。',
  'import.nothing': '其中没有可导入的内容。',
  'import.refused': ({ token }) =>
    token === undefined
      ? '内容有误，未导入任何内容。'
      : `未导入任何内容。令牌“${said(token)}”只能使用未选中的渠道：请至少选中其中一个，或不导入该令牌。`,
  'import.unreadable': '此数据库已损坏，无法读取。',
  'restore.refused': ({ why }) => RESTORES[said(why)] ?? '此备份无法恢复。',
  'undo.too-late': '已无法撤销。',
  'desktop.foreign-sender': '只有本程序的页面才能进行此操作。',
  'desktop.bad-argument': ({ call }) => `桌面程序不接受“${said(call)}”的这种用法。`,
  'desktop.link-gone': '此链接已失效。',
  'events.too-many': '打开的实时连接过多。',
};

const REPLAYS: Readonly<Record<string, string>> = {
  notForUpstream: '此请求不会发往上游，无法重放。',
  bodyUnreadable: '请求内容已无法读取。',
  noSuchKey: '该渠道没有这个可用的密钥。',
};

/** By the codes of the database's faults. */
const RESTORES: Readonly<Record<string, string>> = {
  foreign: '此文件不是本程序的备份。',
  newer: '此备份由更新版本的程序创建。',
  damaged: '备份无法打开：口令不对，或文件已损坏。',
  locked: '另一个备份正在读取中。',
  unreadable: '备份无法读取。',
  migration: '此备份的数据无法升级到当前版本。',
};

/** Why a client's file is left alone. What is missing is a code of the system. */
const CLAUSES: Readonly<Record<string, string>> = {
  'it is too large': '文件过大',
  'it is not UTF-8': '不是 UTF-8 编码',
  'it is a link to nowhere': '链接指向不存在的文件',
  'it is not JSON': '不是 JSON',
  'it is of another version': '属于其他版本',
  'it is not valid JSON': '不是有效的 JSON',
  'it holds no JSON object': '其中没有 JSON 对象',
  'it is not valid TOML': '不是有效的 TOML',
  'it has no tables': '其中不能有表',
  'the value cannot be written in such a file': '该值无法写入这种文件',
  'a table inside a table is not written': '不支持写入嵌套的表',
  'it is written in a way that is not edited': '其写法不支持自动修改',
};

/** What the program does not do, in the language of the person. */
export function refusalText({ code, message, values }: Refusal, language: LanguageCode): string {
  if (language === 'en') return message;
  const text = REFUSALS[code];
  if (typeof text === 'string') return text;
  return text?.(values ?? {}) ?? message;
}

function said(value: SentenceValues[string] | undefined): string {
  return String(value ?? '');
}

function clause(why: SentenceValues[string] | undefined): string {
  const text = said(why);
  const name = /^"(.+)" is no object$/.exec(text)?.[1];
  return name === undefined ? (CLAUSES[text] ?? text) : `“${name}”不是对象`;
}
