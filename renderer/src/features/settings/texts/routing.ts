import { catalogue } from '../../../i18n/catalogue.ts';

const en = {
  isFailoverEnabled: {
    name: 'Failover',
    hint: 'When an attempt fails, the next key or channel is tried. Switched off, each request has one attempt.',
  },
  balancing: {
    name: 'Share between equal channels',
    hint: 'How channels of the same priority share their requests.',
  },
  groupBalancing: {
    name: 'Share otherwise at some priorities',
    hint: 'Priorities whose channels share in another way than the rest.',
  },
  maxKeysPerChannel: {
    name: 'Keys tried in a channel',
    hint: 'After so many failed keys the next channel is tried.',
  },
  maxChannelsPerRequest: {
    name: 'Channels tried for a request',
    hint: '0 tries as many as there are.',
  },
  isHealthScoreEnabled: {
    name: 'Failing channels lose priority',
    hint: 'Channels that failed lately are asked later, without being cooled down.',
  },
  healthWindowMs: { name: 'Look back for health', hint: 'Older requests do not count.' },
  healthMinSamples: {
    name: 'Requests for full weight',
    hint: 'With fewer requests in the window a channel’s health counts less.',
  },
  healthPenaltyWeight: {
    name: 'Lost priority',
    hint: 'What a channel that always fails loses of its priority.',
  },
  isDateSuffixIgnored: {
    name: 'Ignore dates in model names',
    hint: 'claude-x also serves claude-x-20250101, and the other way round.',
  },
  isModelSuffixIgnored: {
    name: 'Ignore marks in model names',
    hint: 'claude-x also serves claude-x[1m].',
  },
  isFuzzyModelEnabled: {
    name: 'Take the most similar model',
    hint: 'A model that no channel offers goes to the one whose name is most like it.',
  },
  isAffinityEnabled: {
    name: 'Keep conversations together',
    hint: 'Requests of one conversation stay with the key that served them, so that its cache is used.',
  },
  affinityTtlMs: {
    name: 'Remember conversations',
    hint: 'A conversation that is silent for this long is forgotten.',
  },
  affinityMaxConversations: {
    name: 'Conversations remembered',
    hint: 'The oldest are forgotten first.',
  },
  isForeignTokenStripped: {
    name: 'Remove marks of other upstreams',
    hint: 'Signatures that another upstream made, and that would be refused, are taken out of a request.',
  },
  conversion: {
    name: 'Convert between protocols',
    hint: 'Whether a channel is also sent requests of clients whose protocol it does not speak, in its own. Each channel can say otherwise.',
  },
  conversionLoss: {
    name: 'What cannot be converted',
    hint: 'A request may hold what the other protocol has no words for, as a web search that the upstream runs. Its record tells what was left out.',
  },
  unknownPrice: {
    name: 'Models without a known price',
    hint: 'What a limit of money makes of them.',
  },
  budgetAlertPercents: {
    name: 'Tell of budgets at',
    hint: 'Percentages of a limit, separated by commas. None is never told of.',
  },
  budgetCheaperPercent: {
    name: 'Cheaper models from',
    hint: 'From this share of its budget on, a channel is asked for the cheaper models of its table. 0 never does.',
  },
  budgetPausePercent: {
    name: 'Pause at',
    hint: 'At this share of its budget a channel is paused until the day or month ends. 0 only tells.',
  },
  countTokensBy: {
    name: 'Who counts tokens',
    hint: 'Who answers a client that asks how many tokens a request has.',
  },
  isUsageAskedFor: {
    name: 'Ask streams for their usage',
    hint: 'Chat upstreams are asked for usage where the client did not. The client does not see it.',
  },
};

export const routingTexts = catalogue(en, {
  isFailoverEnabled: {
    name: '故障转移',
    hint: '尝试失败后换下一个密钥或渠道。关闭后每个请求只尝试一次。',
  },
  balancing: { name: '同级渠道的分配', hint: '优先级相同的渠道如何分担请求。' },
  groupBalancing: { name: '特定优先级的分配', hint: '为某些优先级单独指定分配方式。' },
  maxKeysPerChannel: { name: '每渠道尝试的密钥数', hint: '失败密钥达到此数后，换下一个渠道。' },
  maxChannelsPerRequest: { name: '每请求尝试的渠道数', hint: '0 表示尝试所有渠道。' },
  isHealthScoreEnabled: {
    name: '失败渠道降低优先级',
    hint: '近期失败的渠道会靠后，但不会进入冷却。',
  },
  healthWindowMs: { name: '健康度统计时段', hint: '更早的请求不计入。' },
  healthMinSamples: { name: '足量样本数', hint: '时段内请求少于此数时，健康度的影响相应减小。' },
  healthPenaltyWeight: { name: '扣减的优先级', hint: '始终失败的渠道会被扣减的优先级数值。' },
  isDateSuffixIgnored: {
    name: '忽略模型名中的日期',
    hint: 'claude-x 也可服务 claude-x-20250101，反之亦然。',
  },
  isModelSuffixIgnored: { name: '忽略模型名中的标记', hint: 'claude-x 也可服务 claude-x[1m]。' },
  isFuzzyModelEnabled: {
    name: '使用最相近的模型',
    hint: '没有渠道提供的模型，会转到名称最相近的模型。',
  },
  isAffinityEnabled: {
    name: '保持会话',
    hint: '同一会话的请求固定使用同一密钥，以便利用其缓存。',
  },
  affinityTtlMs: { name: '会话记忆时长', hint: '静默超过此时间的会话会被遗忘。' },
  affinityMaxConversations: { name: '记忆的会话数', hint: '最旧的会话最先遗忘。' },
  isForeignTokenStripped: {
    name: '移除其他上游的签名',
    hint: '由其他上游生成、会被拒绝的签名，将从请求中移除。',
  },
  conversion: {
    name: '协议转换',
    hint: '渠道不支持客户端的协议时，是否转换成渠道自己的协议再发送。每个渠道可单独设置。',
  },
  conversionLoss: {
    name: '无法转换的内容',
    hint: '请求中可能有目标协议无法表达的内容，例如由上游执行的网页搜索。请求记录会写明省略了什么。',
  },
  unknownPrice: { name: '价格未知的模型', hint: '费用限额如何处理这类模型。' },
  budgetAlertPercents: { name: '预算提醒', hint: '限额的百分比，用逗号分隔。留空则不提醒。' },
  budgetCheaperPercent: {
    name: '改用更便宜的模型',
    hint: '预算用到此比例后，渠道改用其表中更便宜的模型。0 表示不改。',
  },
  budgetPausePercent: {
    name: '暂停',
    hint: '预算用到此比例后，渠道暂停至当日或当月结束。0 表示只提醒。',
  },
  countTokensBy: { name: 'Token 计数方', hint: '客户端询问请求有多少 Token 时，由谁回答。' },
  isUsageAskedFor: {
    name: '向流索取用量',
    hint: '客户端未要求时，也向聊天上游索取用量，客户端不会看到。',
  },
});
