import type { DesktopSettings } from '../contracts/desktop.ts';
import type { FailoverNews } from './gathered-failovers.ts';

const en = {
  failover: {
    title: ({ count, channels, last: { from } }: FailoverNews) => {
      if (count === 1) return `${from} failed`;
      return channels.length === 1
        ? `${from} failed ${String(count)} times`
        : `${String(count)} requests went on to another channel`;
    },
    body: ({ count, channels, last: { to, model } }: FailoverNews) => {
      if (channels.length > 1) return `Failed: ${counted(channels).join(', ')}.`;
      return model === null || count > 1
        ? `${to} answered instead.`
        : `${to} answered instead, for ${model}.`;
    },
  },
  cooling: {
    title: (name: string) => `${name} is cooling down`,
    body: (minutes: number) => `It is left out for about ${String(minutes)} minutes.`,
  },
  allDown: {
    down: {
      title: 'No channel can answer',
      body: 'Every channel is cooling down, over its budget or without a usable key.',
    },
    over: { title: 'Requests are answered again', body: 'At least one channel is ready.' },
  },
  update: {
    title: (version: string) => `Version ${version} is available`,
    body: 'The tray menu has it.',
  },
  budget: {
    title: (kind: 'channel' | 'token', name: string, percent: number) =>
      `${kind === 'token' ? 'Token' : 'Channel'} ${name}: ${String(percent)} % of the budget spent`,
    body: (period: 'day' | 'month', limitUsd: number) =>
      `Its limit for the ${period} is $${limitUsd.toFixed(2)}.`,
  },
};

const zh: typeof en = {
  failover: {
    title: ({ count, channels, last: { from } }) => {
      if (count === 1) return `${from} 失败`;
      return channels.length === 1
        ? `${from} 失败 ${String(count)} 次`
        : `${String(count)} 个请求转到了其他渠道`;
    },
    body: ({ count, channels, last: { to, model } }) => {
      if (channels.length > 1) return `失败：${counted(channels).join('、')}。`;
      return model === null || count > 1 ? `已由 ${to} 应答。` : `${model} 的请求已由 ${to} 应答。`;
    },
  },
  cooling: {
    title: (name) => `${name} 正在冷却`,
    body: (minutes) => `大约 ${String(minutes)} 分钟内不会使用它。`,
  },
  allDown: {
    down: {
      title: '没有渠道可以应答',
      body: '所有渠道都在冷却、超出预算或没有可用密钥。',
    },
    over: { title: '请求已恢复应答', body: '至少有一个渠道可用。' },
  },
  update: {
    title: (version) => `有新版本 ${version}`,
    body: '可在托盘菜单中获取。',
  },
  budget: {
    title: (kind, name, percent) =>
      `${kind === 'token' ? '令牌' : '渠道'} ${name}：预算已用 ${String(percent)} %`,
    body: (period, limitUsd) =>
      `${period === 'day' ? '每日' : '每月'}限额为 $${limitUsd.toFixed(2)}。`,
  },
};

function counted(channels: FailoverNews['channels']): readonly string[] {
  return channels.map(({ from, count }) => `${from} (${String(count)})`);
}

/** What notifications say. */
export function announcementTexts(language: DesktopSettings['language']): typeof en {
  return language === 'zh' ? zh : en;
}
