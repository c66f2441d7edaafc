import { catalogue } from '../../../i18n/catalogue.ts';

const en = {
  cooldownAuthMs: {
    name: 'Refused key',
    hint: 'First cooldown of a key that was refused. 0 cools nothing down.',
  },
  cooldownServerMs: {
    name: 'Fault of the upstream',
    hint: 'First cooldown after a 5xx or an error inside a success. 0 cools nothing down.',
  },
  cooldownTimeoutMs: {
    name: 'Too slow or broken off',
    hint: 'First cooldown after an answer that came too late or broke off. 0 cools nothing down.',
  },
  cooldownRateLimitMs: {
    name: 'Rate limit',
    hint: 'First cooldown after a 429 that does not say until when. 0 cools nothing down.',
  },
  cooldownOverloadedMs: {
    name: 'Overloaded',
    hint: 'First cooldown after “overloaded” without a time. 0 cools nothing down.',
  },
  cooldownUnreachableMs: {
    name: 'Not reachable',
    hint: 'First cooldown after a connection that could not be made. 0 cools nothing down.',
  },
  cooldownMinMs: {
    name: 'Shortest repeated cooldown',
    hint: 'A cooldown that follows another is at least this long.',
  },
  cooldownMaxMs: {
    name: 'Longest cooldown',
    hint: 'Each repetition doubles the time, up to this.',
  },
  statedResetCapMs: {
    name: 'Believe stated times up to',
    hint: 'An upstream that says until when it is closed is believed this far ahead.',
  },
  failuresBeforeOpening: {
    name: 'Failures in a row',
    hint: 'So many are needed before something cools down. Refused keys and rate limits count at once.',
  },
  allCooling: {
    name: 'When everything cools down',
    hint: 'What becomes of a request for which nothing else is left.',
  },
  trialWaitMs: {
    name: 'Wait for another’s trial',
    hint: 'Longest wait for a request that is trying a cooled channel already.',
  },
  disableKeyAfterRefusals: {
    name: 'Switch a refused key off',
    hint: 'After so many cooldowns in a row for being refused. 0 never does.',
  },
  checkIntervalMs: {
    name: 'Time between checks',
    hint: 'For channels that have checks and no interval of their own.',
  },
  checkTimeoutMs: { name: 'Time for a check', hint: 'A check that takes longer has failed.' },
  maxChecksAtOnce: { name: 'Checks at once', hint: 'Further ones wait for their turn.' },
  isRecoveredByCheckOnly: {
    name: 'Recover by checks alone',
    hint: 'A checked channel that cools down comes back by a successful check, not by a request.',
  },
};

export const cooldownTexts = catalogue(en, {
  cooldownAuthMs: { name: '密钥被拒绝', hint: '密钥被拒绝后的首次冷却。0 表示不冷却。' },
  cooldownServerMs: {
    name: '上游故障',
    hint: '出现 5xx 或成功状态中含错误后的首次冷却。0 表示不冷却。',
  },
  cooldownTimeoutMs: {
    name: '太慢或中断',
    hint: '应答太迟或中途断开后的首次冷却。0 表示不冷却。',
  },
  cooldownRateLimitMs: {
    name: '速率限制',
    hint: '收到未说明恢复时间的 429 后的首次冷却。0 表示不冷却。',
  },
  cooldownOverloadedMs: {
    name: '上游过载',
    hint: '收到未说明恢复时间的过载后的首次冷却。0 表示不冷却。',
  },
  cooldownUnreachableMs: { name: '无法连接', hint: '连接失败后的首次冷却。0 表示不冷却。' },
  cooldownMinMs: { name: '连续冷却的最短时间', hint: '接连发生的冷却至少持续这么久。' },
  cooldownMaxMs: { name: '最长冷却时间', hint: '每次重复加倍，最多到此值。' },
  statedResetCapMs: {
    name: '采信上游时间的上限',
    hint: '上游说明的恢复时间，最多采信这么久。',
  },
  failuresBeforeOpening: {
    name: '连续失败次数',
    hint: '连续失败达到此数才冷却。密钥被拒绝和速率限制立即冷却。',
  },
  allCooling: { name: '全部冷却时', hint: '没有其他选择时，请求如何处理。' },
  trialWaitMs: { name: '等待他人试探', hint: '已有请求在试探冷却中的渠道时，最多等待这么久。' },
  disableKeyAfterRefusals: {
    name: '停用被拒绝的密钥',
    hint: '连续因被拒绝而冷却达到此数后停用。0 表示从不停用。',
  },
  checkIntervalMs: { name: '检测间隔', hint: '用于启用了检测但未指定间隔的渠道。' },
  checkTimeoutMs: { name: '检测时限', hint: '超过此时间的检测视为失败。' },
  maxChecksAtOnce: { name: '同时检测数', hint: '其余检测排队等待。' },
  isRecoveredByCheckOnly: {
    name: '仅通过检测恢复',
    hint: '启用检测的渠道冷却后，只有检测成功才恢复，请求不会去试探。',
  },
});
