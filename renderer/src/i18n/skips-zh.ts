/** Why a channel is not used, in Chinese, by the kinds of the record: it follows the channel's name. */
export const SKIPS_ZH: Readonly<Record<string, string>> = {
  disabled: '已停用',
  protocol: '不支持该请求的协议',
  conversion: '请求内容无法用它的协议表达',
  model: '没有该模型',
  noUrl: '没有启用的网址',
  noKey: '没有可用密钥',
  locked: '密钥处于锁定状态',
  token: '该令牌无权使用',
  limit: '已达到限额，或不在可用时段',
  cooling: '正在冷却',
  notReached: '请求在轮到它之前已结束',
  failoverOff: '故障转移已关闭',
  maxChannels: '一条请求可尝试的渠道数已用完',
  timeIsOver: '客户端给的时间不够',
};
