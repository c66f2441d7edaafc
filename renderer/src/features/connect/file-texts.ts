import { catalogue } from '../../i18n/catalogue.ts';

const en = {
  heading: 'Clients on this machine',
  hint: 'The program can put its address into the clients’ own configuration files. It shows every change first, touches nothing else in them, and can undo it at any time.',
  otherMachine:
    'You look at this from another machine. The files are on the machine on which the program runs.',
  none: 'No client was found here. The lines below connect one by hand.',
  connect: 'Connect…',
  again: 'Connect again…',
  undo: 'Undo…',
  preview: 'What would change',
  apply: 'Write this',
  applyUndo: 'Undo it',
  cancel: 'Cancel',
  hidden: 'Values of other settings are hidden here. They stay as they are.',
  left: (names: string) => `Others have changed ${names} since. That stays as it is.`,
  changes: {
    created: 'will be made',
    changed: 'will be changed',
    removed: 'will be removed',
    none: 'stays as it is',
  },
  states: {
    off: 'Not connected',
    on: 'Connected',
    outdated: 'Connected with an old address or token',
    changed: 'Others have changed what was written',
    byHand: 'Points here already, set up by hand',
    unreadable: 'Not touched, because it cannot be understood',
  },
  conflicts: {
    environmentWins: (name: string) => `${name} is set and outranks the file.`,
    otherCloud: (name: string) => `${name} is set, which sends the client to a cloud of its own.`,
    twoCredentials: (name: string) =>
      `${name} is set too, so the client would send two credentials.`,
    keyHelper: (name: string) => `${name} hands the client credentials of its own.`,
    otherProxy: (url: string) => `The client points to ${url} now. Undoing brings that back.`,
    managed: (file: string) => `An administrator’s file outranks the user’s: ${file}`,
    providerDisabled: (name: string) => `${name} shuts our provider out.`,
  },
};

export type FileTexts = typeof en;

export const fileTexts = catalogue(en, {
  heading: '本机的客户端',
  hint: '本程序可将自己的地址写入客户端的配置文件。写入前会先显示全部改动，不会触及其他内容，并可随时撤销。',
  otherMachine: '你正从另一台机器访问。这些文件位于运行本程序的机器上。',
  none: '此处未找到客户端，可按下方内容手动接入。',
  connect: '接入…',
  again: '重新接入…',
  undo: '撤销…',
  preview: '将要进行的改动',
  apply: '写入',
  applyUndo: '确认撤销',
  cancel: '取消',
  hidden: '其他设置的值已隐藏，不会被改动。',
  left: (names) => `${names} 已被其他程序修改，将保持现状。`,
  changes: {
    created: '将新建',
    changed: '将修改',
    removed: '将删除',
    none: '保持不变',
  },
  states: {
    off: '未接入',
    on: '已接入',
    outdated: '已接入，但地址或令牌已过时',
    changed: '写入的内容已被其他程序修改',
    byHand: '已手动指向本程序',
    unreadable: '无法解析，未作改动',
  },
  conflicts: {
    environmentWins: (name) => `已设置 ${name}，其优先级高于该文件。`,
    otherCloud: (name) => `已设置 ${name}，客户端会改用其他云服务。`,
    twoCredentials: (name) => `同时设置了 ${name}，客户端会发送两份凭据。`,
    keyHelper: (name) => `${name} 会向客户端提供另外的凭据。`,
    otherProxy: (url) => `客户端目前指向 ${url}，撤销后将恢复。`,
    managed: (file) => `管理员文件的优先级高于用户文件：${file}`,
    providerDisabled: (name) => `${name} 禁用了本程序对应的提供方。`,
  },
});
