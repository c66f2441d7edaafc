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
};

export function dialogTexts(language: DesktopSettings['language']): DialogTexts {
  return language === 'zh' ? zh : en;
}
