import type { ClientName, Shell } from '../contracts/connect.ts';
import type { Language, TrayScreen } from './tray-model.ts';

type Screens = Readonly<Record<TrayScreen, string>>;
type Shells = Readonly<Record<Shell, string>>;
/** Where the title of a client is a sentence, or has to be said in the person's language. */
type Clients = Readonly<Partial<Record<ClientName, string>>>;

const en = {
  app: 'ccLoad Desktop',
  comma: ', ',
  running: (address: string, count: number) =>
    count === 0 ? `On ${address}` : `On ${address}, ${String(count)} in flight`,
  stopped: 'The proxy is stopped',
  taken: (port: number, holder: string | null) =>
    holder === null
      ? `Port ${String(port)} is in use`
      : `Port ${String(port)} is in use by ${holder}`,
  noChannels: 'No channels yet',
  locked: 'The keys are locked',
  allDisabled: 'All channels are disabled',
  ready: (ready: number, total: number) =>
    ready === total
      ? `${String(total)} ${total === 1 ? 'channel' : 'channels'} ready`
      : `${String(ready)} of ${String(total)} channels ready`,
  coolingCount: (count: number) => `${String(count)} cooling`,
  overBudgetCount: (count: number) => `${String(count)} over budget`,
  noKeyCount: (count: number) => `${String(count)} without a key`,

  proxyOn: (address: string) => `Proxy on ${address}`,
  useFreePort: (address: string) => `Use ${address} from now on`,
  retryPort: (port: number) => `Try port ${String(port)} again`,

  copyExport: (client: string) => `Copy export line for ${client}`,
  copyExports: 'Copy export line',
  noExports: 'No export lines yet',
  clients: { 'openai-sdk': 'OpenAI SDK and compatible clients' } as Clients,
  shells: {
    bash: 'bash, zsh',
    fish: 'fish',
    powershell: 'PowerShell',
    cmd: 'Command Prompt',
  } as Shells,

  channels: 'Channels',
  moreChannels: (from: number, to: number) => `Channels ${String(from)}–${String(to)}`,
  /** After the name of a channel. */
  states: {
    ready: (name: string) => name,
    cooling: (name: string, until: string) => `${name} (cooling until ${until})`,
    overBudget: (name: string) => `${name} (over budget)`,
    noKey: (name: string) => `${name} (no usable key)`,
    disabled: (name: string) => `${name} (disabled)`,
  },
  clearCooldowns: 'Clear all cooldowns',
  cancelRequests: 'Cancel all running requests',
  cancelCount: (count: number) =>
    count === 1 ? 'Cancel 1 running request' : `Cancel ${String(count)} running requests`,

  open: 'Open ccLoad Desktop',
  openScreen: 'Open',
  screens: {
    overview: 'Overview',
    channels: 'Channels',
    requests: 'Requests',
    usage: 'Usage',
    tokens: 'Tokens',
    connect: 'Connect',
    settings: 'Settings',
  } as Screens,
  showLogs: 'Show logs',
  launchAtLogin: 'Launch at login',
  checkForUpdates: 'Check for updates…',
  updates: {
    restart: (version: string) => `Restart to update to ${version}`,
    download: (version: string) => `Download version ${version}`,
    page: (version: string) => `Version ${version} is out…`,
  },
  quit: 'Quit',
};

export type TrayTexts = typeof en;

const zh: TrayTexts = {
  app: 'ccLoad Desktop',
  comma: '，',
  running: (address, count) =>
    count === 0 ? `运行于 ${address}` : `运行于 ${address}，${String(count)} 个请求进行中`,
  stopped: '代理已停止',
  taken: (port, holder) =>
    holder === null ? `端口 ${String(port)} 已被占用` : `端口 ${String(port)} 已被 ${holder} 占用`,
  noChannels: '还没有渠道',
  locked: '密钥处于锁定状态',
  allDisabled: '所有渠道均已停用',
  ready: (ready, total) =>
    ready === total
      ? `${String(total)} 个渠道可用`
      : `${String(total)} 个渠道中 ${String(ready)} 个可用`,
  coolingCount: (count) => `${String(count)} 个冷却中`,
  overBudgetCount: (count) => `${String(count)} 个超出预算`,
  noKeyCount: (count) => `${String(count)} 个没有密钥`,

  proxyOn: (address) => `代理运行于 ${address}`,
  useFreePort: (address) => `今后使用 ${address}`,
  retryPort: (port) => `重试端口 ${String(port)}`,

  copyExport: (client) => `复制 ${client} 的 export 命令行`,
  copyExports: '复制 export 命令行',
  noExports: '暂无可复制的命令行',
  clients: { 'openai-sdk': 'OpenAI SDK 及兼容客户端' },
  shells: {
    bash: 'bash、zsh',
    fish: 'fish',
    powershell: 'PowerShell',
    cmd: '命令提示符',
  },

  channels: '渠道',
  moreChannels: (from, to) => `渠道 ${String(from)}–${String(to)}`,
  states: {
    ready: (name) => name,
    cooling: (name, until) => `${name}（冷却至 ${until}）`,
    overBudget: (name) => `${name}（超出预算）`,
    noKey: (name) => `${name}（没有可用密钥）`,
    disabled: (name) => `${name}（已停用）`,
  },
  clearCooldowns: '清除所有冷却',
  cancelRequests: '取消所有进行中的请求',
  cancelCount: (count) => `取消 ${String(count)} 个进行中的请求`,

  open: '打开 ccLoad Desktop',
  openScreen: '打开',
  screens: {
    overview: '概览',
    channels: '渠道',
    requests: '请求',
    usage: '用量',
    tokens: '令牌',
    connect: '接入',
    settings: '设置',
  },
  showLogs: '显示日志',
  launchAtLogin: '登录时启动',
  checkForUpdates: '检查更新…',
  updates: {
    restart: (version) => `重新启动以更新到 ${version}`,
    download: (version) => `下载版本 ${version}`,
    page: (version) => `版本 ${version} 已发布…`,
  },
  quit: '退出',
};

/** Every text of the tray. The English one is the shape of the other. */
export const TRAY_TEXTS: Readonly<Record<Language, TrayTexts>> = { en, zh };
