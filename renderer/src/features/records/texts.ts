import { catalogue } from '../../i18n/catalogue.ts';

const en = {
  heading: 'Last requests',
  empty: 'No requests yet',
  emptyHint:
    'Point a client at this program and ask it something. Each request is listed here when it ends.',
  time: 'Time',
  outcome: 'Outcome',
  model: 'Model',
  channel: 'Channel',
  token: 'Token',
  firstByte: 'First byte',
  duration: 'Duration',
  attempts: (count: number) => `${count} attempts`,
  running: 'Running',
  noModel: 'no model',
  showNewest: 'Show the newest',
  older: 'Show older',
  loadingOlder: 'Loading…',
  end: 'That is all.',
};

export const recordTexts = catalogue(en, {
  heading: '最近请求',
  empty: '还没有请求',
  emptyHint: '把客户端指向本程序并发送一个请求，结束后会列在这里。',
  time: '时间',
  outcome: '结果',
  model: '模型',
  channel: '渠道',
  token: '令牌',
  firstByte: '首字节',
  duration: '耗时',
  attempts: (count) => `${count} 次尝试`,
  running: '进行中',
  noModel: '无模型',
  showNewest: '显示最新的',
  older: '显示更早的',
  loadingOlder: '正在加载…',
  end: '没有更早的了。',
});
