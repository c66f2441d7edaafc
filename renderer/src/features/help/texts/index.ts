import { catalogue } from '../../../i18n/catalogue.ts';
import { cases as en } from './en.ts';
import { cases as zh } from './zh.ts';

export type CaseId = keyof typeof en;

export const helpTexts = catalogue(
  {
    heading: 'When something does not work',
    hint: 'Open the request first: it says which channel was tried, and what the upstream answered.',
    search: 'Search the cases',
    nothing: 'No case matches',
    nothingHint: 'Try fewer words, or look at the requests that failed.',
    symptom: 'What you see',
    cause: 'Why',
    remedy: 'What to do',
    shortcuts: 'Keyboard shortcuts',
    apiDocs: 'Admin API',
    links: {
      channels: 'Channels',
      requests: 'Requests',
      failures: 'Failed requests',
      tokens: 'Tokens',
      connect: 'Connect',
      usage: 'Usage',
      cooldowns: 'Cooldown settings',
      timeouts: 'Timeouts',
      costs: 'Prices and budgets',
      security: 'Security settings',
      diagnostics: 'Diagnostics',
      proxy: 'Proxy settings',
    },
    cases: en,
  },
  {
    heading: '遇到问题时',
    hint: '请先打开请求：其中写明尝试了哪个渠道，以及上游的回答。',
    search: '搜索问题',
    nothing: '没有匹配的问题',
    nothingHint: '请减少关键词，或查看失败的请求。',
    symptom: '现象',
    cause: '原因',
    remedy: '处理方法',
    shortcuts: '键盘快捷键',
    apiDocs: '管理 API',
    links: {
      channels: '渠道',
      requests: '请求',
      failures: '失败的请求',
      tokens: '令牌',
      connect: '接入',
      usage: '用量',
      cooldowns: '冷却设置',
      timeouts: '超时',
      costs: '价格与预算',
      security: '安全设置',
      diagnostics: '诊断',
      proxy: '代理设置',
    },
    cases: zh,
  },
);
