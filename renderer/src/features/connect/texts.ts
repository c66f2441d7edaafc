import { catalogue } from '../../i18n/catalogue.ts';

const en = {
  heading: 'Connect a client',
  reveal: 'Show the token',
  conceal: 'Hide the token',
  noToken: 'The local token could not be read.',
  intoFile: (file: string) => `Add to ${file}:`,
  inShell: 'In the shell:',
  others: 'OpenAI-compatible clients',
  apiDocs: 'Admin API',
};

export const connectTexts = catalogue(en, {
  heading: '接入客户端',
  reveal: '显示令牌',
  conceal: '隐藏令牌',
  noToken: '无法读取本地令牌。',
  intoFile: (file) => `添加到 ${file}：`,
  inShell: '在终端中：',
  others: '兼容 OpenAI 的客户端',
  apiDocs: '管理 API',
});
