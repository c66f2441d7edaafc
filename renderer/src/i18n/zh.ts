import type { Messages } from './en.ts';

export const zh: Messages = {
  name: '中文',
  app: 'ccLoad Desktop',
  skip: '跳到正文',
  language: '语言',

  discardQuestion: '放弃更改？',
  discard: '放弃',
  keepEditing: '继续编辑',

  connection: {
    connecting: '正在连接…',
    live: '实时',
    paused: '已暂停',
    lost: '正在重连…',
    lostSince: (time) => `正在重连… 数据截至 ${time}`,
    neverOpened: '实时连接尚未建立，正在重试…',
    retryNow: '立即重试',
    address: '地址',
    copyAddress: '复制地址',
  },

  list: {
    loading: '正在加载…',
    failed: '加载失败。',
    outdated: '刷新失败。',
    retry: '重试',
    copy: '复制',
    copied: '已复制',
    copyFailed: '请手动选中并复制',
  },

  problem: {
    unreachable: '程序没有应答。',
    loggedOut: '会话已结束。',
    unexpected: (status) => `意外的应答，状态码 ${status}。`,
    codes: {
      'auth.wrong-password': '密码不正确。',
      'auth.locked-out': '来自你的地址的错误密码次数过多。',
      'auth.busy': '同时登录的次数过多，请稍后再试。',
      'auth.no-password': '尚未设置密码，请用 --reset-password 启动程序。',
      'host.not-allowed': '本程序不接受这个主机名。请将其加入 CCLOAD_HOSTS，或改用 IP 地址。',
      'channel.not-found': '该渠道已不存在。',
      'request.not-found': '该请求已不在进行中。',
      'vault.locked': '密钥处于锁定状态。',
    },
    waitMinutes: (minutes) => `请在 ${minutes} 分钟后重试。`,
  },
};
