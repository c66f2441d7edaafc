/** The columns that are written, the seeds' first. Reading them, case, spaces, dashes and underscores do not count. */
export const COLUMNS = [
  'name',
  'api_key',
  'url',
  'priority',
  'models',
  'model_redirects',
  'channel_type',
  'key_strategy',
  'enabled',
  'urls',
  'rpm_limit',
  'max_concurrency',
  'daily_cost_limit',
  'cost_multiplier',
  'proxy_url',
  'available_time_start',
  'available_time_end',
  'scheduled_check_enabled',
  'scheduled_check_model',
  'weight',
  'protocols',
  'key_notes',
  'more',
] as const;

export type Column = (typeof COLUMNS)[number];

/** What the README of ccLoad promises, and what people write by hand. */
const ALIASES: Readonly<Partial<Record<Column, string>>> = {
  name: 'channel channelname 名称 渠道 渠道名 渠道名称',
  api_key: 'apikeys key keys 密钥 api密钥 渠道密钥',
  url: 'baseurl apiurl 地址 网址 接口地址 api地址 请求地址',
  urls: '地址列表',
  priority: '优先级',
  models: 'model modellist model(s) 模型 模型列表 支持的模型 支持模型',
  model_redirects: 'modelredirect redirects redirect 模型重定向 重定向',
  channel_type: 'type 类型 渠道类型',
  key_strategy: '策略 使用策略 密钥策略',
  enabled: 'status isenabled 启用 状态 是否启用',
  rpm_limit: 'rpm 每分钟请求数 rpm限制',
  max_concurrency: 'concurrency concurrencylimit maxconcurrent 并发 最大并发 并发限制',
  daily_cost_limit: '每日费用上限 每日成本限额 日限额',
  cost_multiplier: 'pricemultiplier 倍率 费用倍率',
  proxy_url: 'proxy 代理 代理地址',
  available_time_start: '可用时间开始 开始时间',
  available_time_end: '可用时间结束 结束时间',
  scheduled_check_enabled: 'scheduledcheck 定时检测',
  scheduled_check_model: '定时检测模型 检测模型',
  weight: '权重',
  protocols: 'protocol 协议',
  key_notes: '密钥备注',
};

/** What exports of ccLoad hold beside them and what nothing is lost by, or what is looked at by itself. */
export const SILENT_COLUMNS: ReadonlySet<string> = new Set(
  ['id', 'protocol_transform_mode', 'retry_other_keys_on_failure', 'websockets'].map(bare),
);

const BY_NAME: ReadonlyMap<string, Column> = new Map(
  COLUMNS.flatMap((column) =>
    [column, ...(ALIASES[column]?.split(' ') ?? [])].map((name) => [bare(name), column] as const),
  ),
);

export function columnOf(title: string): Column | undefined {
  return BY_NAME.get(bare(title));
}

export function bare(title: string): string {
  return title
    .normalize('NFKC')
    .replace(/[\s_-]+/g, '')
    .toLowerCase();
}
