import { catalogue } from '../../i18n/catalogue.ts';

const en = {
  heading: 'Log in',
  password: 'Admin password',
  submit: 'Log in',
  busy: 'Logging in…',
  hint: 'It was printed in the terminal when the program started for the first time. To get a new one, run:',
  checking: 'Connecting…',
  ended: 'Your session has ended. Log in again.',
  logOut: 'Log out',
  logOutFailed: (reason: string) => `You are still logged in: ${reason}`,
};

export const loginTexts = catalogue(en, {
  heading: '登录',
  password: '管理密码',
  submit: '登录',
  busy: '正在登录…',
  hint: '密码在程序首次启动时显示在终端里。如需重新生成，请运行：',
  checking: '正在连接…',
  ended: '会话已结束，请重新登录。',
  logOut: '退出登录',
  logOutFailed: (reason) => `仍处于登录状态：${reason}`,
});
