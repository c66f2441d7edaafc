import { catalogue } from '../../../i18n/catalogue.ts';

const en = {
  asOf: (time: string) => `As things stood at ${time}.`,
  again: 'Look again',
  verdicts: {
    chosen: (channel: string) => `It would go to **${channel}**.`,
    drawn: (shares: string) => `Chance would decide: ${shares}.`,
    waits: 'It would wait for another request that tries what cools.',
    noChannel: 'There is no channel that could take it.',
    refused: 'It would be turned away before any channel is considered.',
    answeredHere: 'This program would answer it itself.',
  },
  share: (channel: string, share: string) => `**${channel}** ${share}`,
  then: (channels: string) => `If that failed: ${channels}.`,
  refusal: (status: string, message: string) => `${status}: ${message}`,
  channels: 'Channels',
  states: {
    tried: (place: string) => `Attempt ${place}`,
    notReached: 'Not reached',
    cooling: 'Cooling',
    barred: 'Barred',
    excluded: 'Cannot serve it',
  },
  choices: {
    rotation: 'It is its turn.',
    affinity: 'It served the conversation before.',
    failover: 'It comes after another channel has failed.',
    staysInChannel: 'It comes after another key or URL of it has failed.',
    cooling: 'It cools, and nothing else is left.',
    only: 'There is no other.',
  },
  health: (successes: string, failures: string, effective: string) =>
    `By its health (${successes} successes, ${failures} failures) its priority counts as ${effective}.`,
  sent: 'What would be sent',
  model: (name: string) => `Model ${name}`,
  bytes: (given: string, sent: string) => `${given} in, ${sent} out`,
  stripped: (count: string) => `${count} tokens of other upstreams would be taken out.`,
};

export const routeTexts = catalogue(en, {
  asOf: (time) => `截至 ${time} 的情况。`,
  again: '重新查看',
  verdicts: {
    chosen: (channel) => `会发往 **${channel}**。`,
    drawn: (shares) => `将按概率决定：${shares}。`,
    waits: '会等待另一条正在试探冷却渠道的请求。',
    noChannel: '没有能够处理它的渠道。',
    refused: '在选择渠道之前就会被拒绝。',
    answeredHere: '本程序会直接应答。',
  },
  share: (channel, share) => `**${channel}** 占 ${share}`,
  then: (channels) => `若失败，则依次尝试：${channels}。`,
  refusal: (status, message) => `状态码 ${status}：${message}`,
  channels: '渠道',
  states: {
    tried: (place) => `第 ${place} 次尝试`,
    notReached: '轮不到',
    cooling: '冷却中',
    barred: '暂不可用',
    excluded: '无法处理',
  },
  choices: {
    rotation: '轮到它。',
    affinity: '此前服务过该会话。',
    failover: '在另一渠道失败之后。',
    staysInChannel: '在该渠道的另一密钥或网址失败之后。',
    cooling: '虽在冷却，但别无选择。',
    only: '没有其他渠道。',
  },
  health: (successes, failures, effective) =>
    `按健康状况（成功 ${successes}，失败 ${failures}），优先级按 ${effective} 计。`,
  sent: '将发送的内容',
  model: (name) => `模型 ${name}`,
  bytes: (given, sent) => `收到 ${given}，发送 ${sent}`,
  stripped: (count) => `将去掉其他上游的 ${count} 个标记。`,
});
