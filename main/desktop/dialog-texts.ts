import type { DesktopSettings } from '../contracts/desktop.ts';
import type { LinkFault } from './deep-link.ts';

type DialogTexts = {
  readonly hint: {
    readonly title: string;
    readonly text: string;
    readonly keep: string;
    readonly quit: string;
  };
  readonly badLink: string;
  readonly linkFaults: Readonly<Record<LinkFault, string>>;
  readonly cannotStart: string;
  readonly databaseFailed: string;
  readonly update: {
    readonly none: string;
    readonly notInstalled: string;
    readonly available: (version: string) => string;
    readonly get: string;
    readonly running: (version: string, requests: number) => string;
    readonly later: string;
    readonly whenEnded: string;
    readonly notNow: string;
  };
};

const en: DialogTexts = {
  hint: {
    title: 'ccLoad is still running',
    text: 'Requests go on. The tray icon opens the window again, and its menu quits.',
    keep: 'OK',
    quit: 'Quit instead',
  },
  badLink: 'The link was not taken',
  linkFaults: {
    tooLong: 'It is too long.',
    unknown: 'It is no link that this version understands.',
    ambiguous: 'It says something twice.',
    name: 'Its name for the channel cannot be used.',
    url: 'Its base URL must be https, or http on this machine, without a password in it.',
    protocol: 'It names a protocol that is not known here.',
    models: 'Its list of models cannot be used.',
    key: 'Its key cannot be used.',
  },
  cannotStart: 'ccLoad cannot start',
  databaseFailed: 'The database failed. ccLoad has to end.',
  update: {
    none: 'This is the newest version.',
    notInstalled: 'This program was started from its sources: there is nothing to update.',
    available: (version) => `Version ${version} is available.`,
    get: 'Get it',
    running: (version, requests) =>
      `${requests === 1 ? 'A request is' : `${String(requests)} requests are`} running. Restart to ${version} afterwards?`,
    later: 'Nothing is cut off. The restart comes as soon as no request is running.',
    whenEnded: 'When they have ended',
    notNow: 'Not now',
  },
};

const zh: DialogTexts = {
  hint: {
    title: 'ccLoad 仍在运行',
    text: '请求会继续转发。点击托盘图标可重新打开窗口，在其菜单中可退出。',
    keep: '好的',
    quit: '直接退出',
  },
  badLink: '链接未被接受',
  linkFaults: {
    tooLong: '链接太长。',
    unknown: '此版本无法识别该链接。',
    ambiguous: '链接中有重复的内容。',
    name: '其中的渠道名称无法使用。',
    url: '其中的基础网址必须是 https，或本机的 http，且不能包含密码。',
    protocol: '其中的协议无法识别。',
    models: '其中的模型列表无法使用。',
    key: '其中的密钥无法使用。',
  },
  cannotStart: 'ccLoad 无法启动',
  databaseFailed: '数据库出现故障，ccLoad 必须退出。',
  update: {
    none: '已是最新版本。',
    notInstalled: '程序是从源代码启动的，没有可更新的内容。',
    available: (version) => `有新版本 ${version}。`,
    get: '获取',
    running: (version, requests) =>
      `还有 ${String(requests)} 个请求正在进行。结束后重启以更新到 ${version} 吗？`,
    later: '不会中断任何请求；没有请求时才会重启。',
    whenEnded: '结束后重启',
    notNow: '暂不',
  },
};

export function dialogTexts(language: DesktopSettings['language']): DialogTexts {
  return language === 'zh' ? zh : en;
}
