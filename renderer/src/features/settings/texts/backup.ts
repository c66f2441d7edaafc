import { catalogue } from '../../../i18n/catalogue.ts';

const en = {
  heading: 'Backup',
  hint: 'Everything in one file: channels with their keys, tokens, settings, requests. It is encrypted with a passphrase; without it nobody can open the file, nor can we.',
  passphrase: 'Passphrase',
  passphraseHint: 'At least 8 characters. Keep it somewhere else than the file.',
  again: 'Passphrase again',
  differ: 'The two are not the same.',
  make: 'Make a backup',
  making: 'Making the backup…',
  made: 'The backup was made.',
  restoreHeading: 'Restore a backup',
  restoreHint:
    'The file is checked first. It takes effect at the next start; what is here now is kept aside in the data folder.',
  file: 'Backup file',
  restore: 'Check and prepare',
  checking: 'Checking…',
  waiting: (channels: string, tokens: string, requests: string) =>
    `A backup with ${channels} channels, ${tokens} tokens and ${requests} requests is ready. It is restored when ccLoad starts anew.`,
  restartYourself:
    'Restart it where it runs: end it and start it again, or “systemctl restart ccload”, or “docker restart” with the name of its container.',
  discard: 'Do not restore it',
  discarded: 'Nothing will be restored.',
};

export const backupTexts = catalogue(en, {
  heading: '备份',
  hint: '把全部数据存入一个文件：渠道及其密钥、令牌、设置、请求记录。文件用口令加密，没有口令任何人都无法打开，我们也不能。',
  passphrase: '口令',
  passphraseHint: '至少 8 个字符。请与文件分开保管。',
  again: '再次输入口令',
  differ: '两次输入不一致。',
  make: '创建备份',
  making: '正在创建备份…',
  made: '备份已创建。',
  restoreHeading: '恢复备份',
  restoreHint: '先检查文件，下次启动时生效；现有数据会保留在数据目录中。',
  file: '备份文件',
  restore: '检查并准备恢复',
  checking: '正在检查…',
  waiting: (channels, tokens, requests) =>
    `备份已就绪：${channels} 个渠道、${tokens} 个令牌、${requests} 条请求。ccLoad 重新启动时恢复。`,
  restartYourself:
    '请在其运行处重启：结束后再次启动，或使用“systemctl restart ccload”，或对其容器使用“docker restart”。',
  discard: '取消恢复',
  discarded: '不会恢复任何备份。',
});
