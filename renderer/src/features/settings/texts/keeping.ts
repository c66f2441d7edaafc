import { catalogue } from '../../../i18n/catalogue.ts';

const en = {
  recordRetentionDays: {
    name: 'Keep requests',
    hint: '0 keeps them for ever. Hourly totals are always kept.',
  },
  recordMaxRows: {
    name: 'Requests kept at most',
    hint: 'The oldest go when there are more. 0 sets no limit.',
  },
  recordMaxBytes: {
    name: 'Database at most',
    hint: 'The oldest requests go when it is larger. 0 sets no limit; the least is 16 MiB.',
  },
  captureMaxBytes: { name: 'Captured of each body', hint: 'What is longer is cut.' },
  captureRetentionHours: { name: 'Keep captures', hint: 'They are deleted afterwards.' },
  captureMaxTotalBytes: {
    name: 'Room for captures',
    hint: 'The oldest are deleted when it is used up.',
  },
  logLevel: { name: 'Log level', hint: 'Debug has a line for each step of each request.' },
  isAccessLogged: {
    name: 'Log successful requests',
    hint: 'A line for each request that went well, too.',
  },
};

export const keepingTexts = catalogue(en, {
  recordRetentionDays: { name: '请求保留时间', hint: '0 表示永久保留。每小时总计始终保留。' },
  recordMaxRows: { name: '请求保留条数', hint: '超出后删除最旧的请求。0 表示不限。' },
  recordMaxBytes: {
    name: '数据库大小上限',
    hint: '超出后删除最旧的请求。0 表示不限，否则至少 16 MiB。',
  },
  captureMaxBytes: { name: '每个正文的捕获上限', hint: '超出部分会被截断。' },
  captureRetentionHours: { name: '捕获保留时间', hint: '到期后删除。' },
  captureMaxTotalBytes: { name: '捕获占用空间', hint: '用满后先删除最旧的捕获。' },
  logLevel: { name: '日志级别', hint: '“调试”级别会记录每个请求的每一步。' },
  isAccessLogged: { name: '记录成功的请求', hint: '成功的请求也各记一行。' },
});
