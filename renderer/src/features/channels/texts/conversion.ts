import type { Quirks } from '#contracts/quirks';
import { catalogue } from '../../../i18n/catalogue.ts';

type QuirkText = { readonly name: string; readonly hint: string };

const enQuirks = {
  maxTokensName: {
    name: 'Name of the output limit',
    hint: 'Newer OpenAI models want the long name.',
  },
  maxOutputTokens: { name: 'Largest output limit', hint: 'Larger wishes are cut to it.' },
  defaultMaxOutputTokens: {
    name: 'Output limit where none is asked',
    hint: 'Anthropic demands one.',
  },
  unsupported: {
    name: 'Members that are refused',
    hint: 'They are taken out of the request. Names with commas between them.',
  },
  reasoningContent: {
    name: 'Send reasoning back',
    hint: 'Some refuse a turn with calls without the reasoning before it.',
  },
  reasoningPlaceholder: {
    name: 'Placeholder for reasoning',
    hint: 'Sent where reasoning is demanded and not known. Empty sends none.',
  },
  thinking: { name: 'How thinking is asked for', hint: 'Vendors have different words for it.' },
  hasTools: {
    name: 'Takes tools',
    hint: 'Without them, clients that act by tools cannot be served.',
  },
  hasWebSearch: {
    name: 'Searches the web by itself',
    hint: 'Where its protocol has a tool for it.',
  },
  hasParallelTools: {
    name: 'Calls several tools at once',
    hint: 'Otherwise calls of one answer come one at a time.',
  },
  hasForcedTools: {
    name: 'A tool can be demanded',
    hint: 'Otherwise it decides by itself whether it calls one.',
  },
  hasImages: {
    name: 'Reads pictures',
    hint: 'Otherwise they are left out, or the channel is not asked.',
  },
  hasImageUrls: {
    name: 'Fetches pictures from addresses',
    hint: 'Otherwise only pictures in the request itself are taken.',
  },
  hasDocuments: { name: 'Reads documents', hint: 'PDF files, for example.' },
  hasToolResultImages: {
    name: 'Takes pictures in results of tools',
    hint: 'Otherwise they follow in a message of the user.',
  },
  responseFormat: { name: 'Answers as JSON', hint: 'With a schema, as any object, or not at all.' },
  schema: { name: 'Schemas it understands', hint: 'What it does not know is taken out of them.' },
  systemRole: {
    name: 'Role of instructions',
    hint: 'For upstreams that know no system role, they come from the user.',
  },
  hasLateSystem: {
    name: 'Instructions in mid-conversation',
    hint: 'Otherwise they become a part of a turn of the user.',
  },
  hasOneSystem: { name: 'Wants one system message', hint: 'Several are put together.' },
  isAlternating: { name: 'Turns must alternate', hint: 'Neighbours of one role are put together.' },
  hasStreamUsage: {
    name: 'Is asked for the usage of streams',
    hint: 'Some state it unasked and refuse the question.',
  },
  hasCacheMarks: {
    name: 'Understands cache marks',
    hint: 'In chat only few do, OpenRouter among them.',
  },
  addsCacheMarks: { name: 'Is sent cache marks of ours', hint: 'Anthropic caches what is marked.' },
  hasStringContent: {
    name: 'Text alone is sent as a string',
    hint: 'Some do not read a list of parts.',
  },
  placeholderSignature: {
    name: 'Signature where none is known',
    hint: 'Gemini wants one on every call. Empty sends none.',
  },
} satisfies Readonly<Record<keyof Quirks, QuirkText>>;

const zhQuirks: Readonly<Record<keyof Quirks, QuirkText>> = {
  maxTokensName: { name: '输出上限的字段名', hint: '较新的 OpenAI 模型要求长名称。' },
  maxOutputTokens: { name: '输出上限的最大值', hint: '超过时截至此值。' },
  defaultMaxOutputTokens: { name: '未指定时的输出上限', hint: 'Anthropic 要求必须指定。' },
  unsupported: { name: '不接受的字段', hint: '会从请求中去掉。多个名称用逗号分隔。' },
  reasoningContent: { name: '回传推理内容', hint: '有些上游拒绝缺少推理内容的工具调用轮次。' },
  reasoningPlaceholder: {
    name: '推理内容占位',
    hint: '要求推理内容而又未知时发送。留空则不发送。',
  },
  thinking: { name: '请求思考的方式', hint: '各家的写法不同。' },
  hasTools: { name: '支持工具', hint: '不支持时，依赖工具的客户端无法使用。' },
  hasWebSearch: { name: '自带网页搜索', hint: '其协议有此工具时。' },
  hasParallelTools: { name: '可同时调用多个工具', hint: '否则同一应答中的调用逐个进行。' },
  hasForcedTools: { name: '可指定必须调用工具', hint: '否则由上游自行决定是否调用。' },
  hasImages: { name: '支持图片', hint: '否则省略图片，或不使用此渠道。' },
  hasImageUrls: { name: '可读取网址中的图片', hint: '否则只接受请求中直接附带的图片。' },
  hasDocuments: { name: '支持文档', hint: '例如 PDF 文件。' },
  hasToolResultImages: { name: '工具结果中可含图片', hint: '否则图片放入随后的用户消息。' },
  responseFormat: { name: 'JSON 应答', hint: '按 Schema、任意对象，或不支持。' },
  schema: { name: '支持的 Schema', hint: '不支持的部分会被去掉。' },
  systemRole: { name: '指令所用的角色', hint: '不支持系统角色的上游，改由用户发出指令。' },
  hasLateSystem: { name: '对话中途可有指令', hint: '否则并入用户的消息。' },
  hasOneSystem: { name: '只接受一条系统消息', hint: '多条会合并。' },
  isAlternating: { name: '角色必须交替', hint: '相邻的同角色消息会合并。' },
  hasStreamUsage: { name: '向流索取用量', hint: '有些上游会主动给出，并拒绝此要求。' },
  hasCacheMarks: { name: '支持缓存标记', hint: '聊天协议中只有少数支持，例如 OpenRouter。' },
  addsCacheMarks: { name: '由本程序添加缓存标记', hint: 'Anthropic 只缓存有标记的内容。' },
  hasStringContent: { name: '纯文本以字符串发送', hint: '有些上游不接受分段内容。' },
  placeholderSignature: {
    name: '未知签名的占位',
    hint: 'Gemini 的每次调用都需要签名。留空则不发送。',
  },
};

const en = {
  urls: 'What each address speaks',
  asChannel: 'As the channel',
  ownProtocols: (url: string) => `${url} speaks its own`,
  native: 'Requests in a protocol that is spoken here are never converted.',
  follows: (choice: string) => `As set: ${choice}`,
  quirks: 'Where the upstream differs',
  quirksHint:
    'What is known of the vendor holds until something is chosen here. It matters only for converted requests.',
  vendor: (vendor: string, count: string) => `Known of ${vendor}: ${count}`,
  noVendor: 'The vendor is not known.',
  byVendor: (value: string) => `Preset: ${value}`,
  byProtocol: 'as the protocol has it',
  yes: 'Yes',
  no: 'No',
  empty: 'none',
  quirkNames: enQuirks,
};

export const conversionTexts = catalogue(en, {
  urls: '各网址使用的协议',
  asChannel: '与渠道相同',
  ownProtocols: (url) => `${url} 单独设置`,
  native: '此处支持的协议，其请求从不转换。',
  follows: (choice) => `按设置：${choice}`,
  quirks: '上游的特殊之处',
  quirksHint: '未选择时按已知的厂商预设。仅影响经转换的请求。',
  vendor: (vendor, count) => `${vendor} 的预设：${count} 项`,
  noVendor: '厂商未知。',
  byVendor: (value) => `预设：${value}`,
  byProtocol: '按协议',
  yes: '是',
  no: '否',
  empty: '无',
  quirkNames: zhQuirks,
});
