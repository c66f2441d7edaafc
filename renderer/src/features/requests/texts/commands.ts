import { catalogue } from '../../../i18n/catalogue.ts';

const en = {
  section: 'Requests',
  failed: 'Show failed requests',
  slow: 'Show slow requests',
  failedOver: 'Show requests that failed over',
  expensive: 'Show expensive requests',
};

export const requestCommandTexts = catalogue(en, {
  section: '请求',
  failed: '显示失败的请求',
  slow: '显示缓慢的请求',
  failedOver: '显示发生故障转移的请求',
  expensive: '显示昂贵的请求',
});
