import { catalogue } from '../../i18n/catalogue.ts';

const en = {
  heading: 'Desktop',
  login: 'Launch at login',
  loginHint: 'Starts in the tray, without a window.',
  loginProblems: {
    needsApproval: 'Allow it under System Settings → General → Login Items.',
    switchedOff: 'It is switched off in the Task Manager, under Startup apps.',
    refused: 'The system did not accept it.',
  },
  quitOnClose: 'Quit when the window is closed',
  quitOnCloseHint: 'Off: requests go on, and the tray icon brings the window back.',
  minimizes:
    'No tray is certain to be there, so closing minimizes the window instead of hiding it.',
  updates: 'Look for updates once a day',
  updatesHint:
    'Nothing is downloaded or installed without being asked for. The tray menu can always look.',
  notify: 'Notifications',
  notifyHint: 'What the system tells you of while you look elsewhere.',
  kinds: {
    failover: 'A request went on to another channel',
    cooling: 'A channel cools down for long',
    allDown: 'No channel can serve',
    budget: 'A budget is nearly spent',
    update: 'A newer version is there',
  },
  keys: 'Stored keys',
  keysOpenedBy: {
    keyStore: 'Encrypted with a key that this system’s own key store keeps.',
    secret: 'Encrypted with CCLOAD_SECRET.',
    file: 'Stored without a system keyring: the key that opens them lies in a file beside the data, which only your user may read. Install or unlock a keyring, or set CCLOAD_SECRET, and start again.',
  },
  keysLocked:
    'The stored keys cannot be opened, so nothing is sent. None of them is lost: unlock the keyring of this system, then try again.',
  retryKeys: 'Try again (starts anew)',
  restart: 'Restart now',
  restartHint: 'Requests that run are finished first.',
  taken: (port: string, holder: string | null) =>
    holder === null
      ? `Port ${port} is in use by another program, so the proxy is stopped.`
      : `Port ${port} is in use by ${holder}, so the proxy is stopped.`,
  useFreePort: (port: string) => `Use port ${port} from now on`,
  retryPort: 'Try again',
  link: {
    title: 'Add this channel?',
    warning:
      'This site will receive your prompts. Add it only if you trust where the link came from.',
    fromLink: 'from the link',
    keyWarning: 'The link holds a key. Browsers and shells keep links, so others may have read it.',
    name: 'Name',
    address: 'Base URL',
    protocol: 'Protocol',
    guessed: 'guessed',
    models: 'Models',
    allModels: 'all',
    key: 'Key',
    noKey: 'none; add one in the editor',
    disabled: 'It is added switched off.',
    add: 'Add the channel',
    cancel: 'Do not add it',
  },
};

export const desktopTexts = catalogue(en, {
  heading: '桌面',
  login: '登录时启动',
  loginHint: '在托盘中启动，不打开窗口。',
  loginProblems: {
    needsApproval: '请在“系统设置 → 通用 → 登录项”中允许。',
    switchedOff: '已在任务管理器的“启动应用”中被关闭。',
    refused: '系统没有接受此设置。',
  },
  quitOnClose: '关闭窗口时退出',
  quitOnCloseHint: '关闭此项时：请求继续转发，点击托盘图标可重新打开窗口。',
  minimizes: '无法确定托盘可用，因此关闭窗口时会最小化而不是隐藏。',
  updates: '每天检查一次更新',
  updatesHint: '未经你同意，不会下载或安装任何内容。托盘菜单中可随时检查。',
  notify: '通知',
  notifyHint: '当你在看别处时，由系统提醒的事情。',
  kinds: {
    failover: '请求转到了另一个渠道',
    cooling: '某个渠道将长时间冷却',
    allDown: '没有可用的渠道',
    budget: '预算即将用尽',
    update: '有新版本',
  },
  keys: '已保存的密钥',
  keysOpenedBy: {
    keyStore: '已加密，加密所用的密钥由系统自带的密钥库保管。',
    secret: '已用 CCLOAD_SECRET 加密。',
    file: '保存时没有使用系统密钥环：解密所用的密钥在数据旁的一个文件里，仅你的用户可读。请安装或解锁密钥环，或设置 CCLOAD_SECRET，然后重新启动。',
  },
  keysLocked:
    '无法打开已保存的密钥，因此不会发送任何请求。密钥没有丢失：请解锁系统的密钥环，然后重试。',
  retryKeys: '重试（重新启动）',
  restart: '立即重启',
  restartHint: '会先完成正在进行的请求。',
  taken: (port, holder) =>
    holder === null
      ? `端口 ${port} 已被其他程序占用，代理已停止。`
      : `端口 ${port} 已被 ${holder} 占用，代理已停止。`,
  useFreePort: (port) => `今后使用端口 ${port}`,
  retryPort: '重试',
  link: {
    title: '添加此渠道？',
    warning: '该站点将收到你的提示词。仅当你信任此链接的来源时才添加。',
    fromLink: '来自链接',
    keyWarning: '链接中含有密钥。浏览器和命令行会保留链接，他人可能已经读到。',
    name: '名称',
    address: '基础网址',
    protocol: '协议',
    guessed: '自动判断',
    models: '模型',
    allModels: '全部',
    key: '密钥',
    noKey: '无；请在编辑器中添加',
    disabled: '添加后默认处于停用状态。',
    add: '添加渠道',
    cancel: '不添加',
  },
});
