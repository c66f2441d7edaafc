import type { DesktopSettings } from '../contracts/desktop.ts';

const en = {
  failover: {
    title: (from: string) => `${from} failed`,
    body: (to: string, model: string | null) =>
      model === null ? `${to} answered instead.` : `${to} answered instead, for ${model}.`,
  },
  cooling: {
    title: (name: string) => `${name} is cooling down`,
    body: (minutes: number) => `It is left out for about ${String(minutes)} minutes.`,
  },
  allDown: {
    title: 'No channel can answer',
    body: 'Every channel is cooling down, over its budget or without a usable key.',
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
    title: (from) => `${from} 失败`,
    body: (to, model) =>
      model === null ? `已由 ${to} 应答。` : `${model} 的请求已由 ${to} 应答。`,
  },
  cooling: {
    title: (name) => `${name} 正在冷却`,
    body: (minutes) => `大约 ${String(minutes)} 分钟内不会使用它。`,
  },
  allDown: {
    title: '没有渠道可以应答',
    body: '所有渠道都在冷却、超出预算或没有可用密钥。',
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

/** What notifications say. */
export function announcementTexts(language: DesktopSettings['language']): typeof en {
  return language === 'zh' ? zh : en;
}
