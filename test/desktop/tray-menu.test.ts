import { describe, expect, it } from 'vitest';
import { trayMenu } from '../../main/desktop/tray-menu.ts';
import { TRAY_SCREENS, type Language, type TrayInput } from '../../main/desktop/tray-model.ts';
import type { ShellState } from '../../main/app/shell-port.ts';
import { SCREENS } from '../../renderer/src/app/screens.ts';
import { shellTexts } from '../../renderer/src/app/texts.ts';
import { TRAY_TEXTS } from '../../main/desktop/tray-texts.ts';
import {
  channelsOf,
  drawn,
  everyItem,
  itemOf,
  MINUTE_MS,
  NOON,
  shellState,
  trayInput,
} from './tray-builder.ts';

const PLATFORMS = ['darwin', 'win32', 'linux'] as const;
const LANGUAGES: readonly Language[] = ['en', 'zh'];

function menuOf(shell: Partial<ShellState>, rest: Partial<TrayInput> = {}) {
  return trayMenu(trayInput({ shell: shellState(shell), ...rest }), 'darwin', 'en');
}

describe('trayMenu', () => {
  it('offers everything in one sight', () => {
    const channels = channelsOf(
      { name: 'relay-a' },
      { name: 'relay-b', coolingUntil: NOON + 152 * MINUTE_MS },
      { name: 'relay-c', isOverBudget: true },
      { name: 'relay-d', isEnabled: false },
      { name: 'relay-e', hasUsableKey: false },
    );
    expect(drawn(menuOf({ channels, inFlight: 2 }, { isLaunchedAtLogin: true }))).toEqual([
      '(1 of 4 channels ready, 1 cooling, 1 over budget, 1 without a key)',
      '[x] Proxy on 127.0.0.1:8080',
      '---',
      'Copy export line for Claude Code',
      'Copy export line >',
      '  Claude Code >',
      '    bash, zsh',
      '    fish',
      '    PowerShell',
      '  Codex CLI >',
      '    bash, zsh',
      '    fish',
      '    PowerShell',
      '---',
      '[x] relay-a',
      '[x] relay-b (cooling until 14:32)',
      '[x] relay-c (over budget)',
      '[ ] relay-d (disabled)',
      '[x] relay-e (no usable key)',
      'Clear all cooldowns',
      'Cancel 2 running requests',
      '---',
      'Open ccLoad Desktop',
      'Open >',
      '  Overview',
      '  Channels',
      '  Requests',
      '  Usage',
      '  Tokens',
      '  Connect',
      '  Settings',
      'Show logs',
      '[x] Launch at login',
      'Check for updates…',
      '---',
      'Quit',
    ]);
  });

  it('says the same in Chinese', () => {
    const channels = channelsOf({}, { name: 'relay-b', coolingUntil: NOON + 152 * MINUTE_MS });
    const lines = drawn(trayMenu(trayInput({ shell: shellState({ channels }) }), 'win32', 'zh'));
    expect(lines).toEqual([
      '(2 个渠道中 1 个可用，1 个冷却中)',
      '[x] 代理运行于 127.0.0.1:8080',
      '---',
      '复制 Claude Code 的 export 命令行',
      '复制 export 命令行 >',
      '  Claude Code >',
      '    PowerShell',
      '    命令提示符',
      '    bash、zsh',
      '    fish',
      '  Codex CLI >',
      '    PowerShell',
      '    命令提示符',
      '    bash、zsh',
      '    fish',
      '---',
      '[x] relay-a',
      '[x] relay-b（冷却至 14:32）',
      '清除所有冷却',
      '(取消所有进行中的请求)',
      '---',
      '打开 ccLoad Desktop',
      '打开 >',
      '  概览',
      '  渠道',
      '  请求',
      '  用量',
      '  令牌',
      '  接入',
      '  设置',
      '显示日志',
      '[ ] 登录时启动',
      '检查更新…',
      '---',
      '退出',
    ]);
  });

  const states: readonly (readonly [string, Partial<ShellState>, readonly string[]])[] = [
    ['idle', {}, ['(1 channel ready)', '[x] Proxy on 127.0.0.1:8080']],
    ['busy', { inFlight: 1 }, ['(1 channel ready)', '[x] Proxy on 127.0.0.1:8080']],
    [
      'all down',
      { channels: channelsOf({ coolingUntil: NOON + 1 }) },
      ['(0 of 1 channels ready, 1 cooling)', '[x] Proxy on 127.0.0.1:8080'],
    ],
    ['stopped', { proxy: 'off' }, ['(The proxy is stopped)', '[ ] Proxy on 127.0.0.1:8080']],
    [
      'port taken',
      {
        proxy: 'portTaken',
        address: 'http://127.0.0.1:8081',
        taken: { port: 8080, holder: 'nginx (4711)' },
      },
      [
        '(Port 8080 is in use)',
        '(Port 8080 is in use by nginx (4711))',
        'Use 127.0.0.1:8081 from now on',
        'Try port 8080 again',
      ],
    ],
    ['without channels', { channels: [] }, ['(No channels yet)', '[x] Proxy on 127.0.0.1:8080']],
    [
      'locked',
      { lockedReason: 'closed', channels: channelsOf({ hasUsableKey: false }) },
      ['(The keys are locked)', '[x] Proxy on 127.0.0.1:8080'],
    ],
  ];
  it.each(states)('begins with the state: %s', (_state, shell, expected) => {
    const lines = drawn(menuOf(shell));
    expect(lines.slice(0, lines.indexOf('---'))).toEqual(expected);
  });

  describe.each(PLATFORMS)('on %s', (platform) => {
    it.each(LANGUAGES)(
      'has a new id and a text for every item in %s, in every state',
      (language) => {
        for (const [, shell] of states) {
          const menu = trayMenu(trayInput({ shell: shellState(shell) }), platform, language);
          const items = everyItem(menu);
          expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
          expect(items.filter((item) => item.type !== 'separator' && item.label === '')).toEqual(
            [],
          );
        }
      },
    );
  });

  it('names the wanted state, not the other one', () => {
    const channels = channelsOf({}, { isEnabled: false });
    const menu = menuOf({ channels, proxy: 'off' });
    expect(itemOf(menu, 'proxy')).toMatchObject({ action: { kind: 'setProxy', isOn: true } });
    expect(itemOf(menu, 'login')).toMatchObject({ action: { isOn: true } });
    expect(itemOf(menu, 'channel:1')).toMatchObject({ action: { channelId: 1, isEnabled: false } });
    expect(itemOf(menu, 'channel:2')).toMatchObject({ action: { channelId: 2, isEnabled: true } });
  });

  it.each([
    ['darwin', 'bash'],
    ['linux', 'bash'],
    ['win32', 'powershell'],
  ] as const)('copies for the usual shell of %s first', (platform, shell) => {
    const menu = trayMenu(trayInput(), platform, 'en');
    expect(itemOf(menu, 'copy')).toMatchObject({ action: { client: 'claude-code', shell } });
  });

  it('says so while there is no line to copy', () => {
    const menu = menuOf({}, { clients: [] });
    expect(drawn(menu)).toContain('(No export lines yet)');
  });

  it('leads to the channels while there are none', () => {
    const menu = menuOf({ channels: [] });
    expect(itemOf(menu, 'first-channel')).toMatchObject({ action: { screen: 'channels' } });
  });

  it.each([
    [10, []],
    [11, ['9–11']],
    [33, ['9–33']],
    [60, ['9–33', '34–58', '59–60']],
  ] as const)('folds %i channels away as %j', (count, folded) => {
    const channels = channelsOf(...Array.from({ length: count }, () => ({})));
    const menu = menuOf({ channels });
    const folds = menu.filter((item) => item.type === 'submenu' && item.id.startsWith('channels:'));
    expect(folds).toMatchObject(folded.map((range) => ({ label: `Channels ${range}` })));
    const boxes = everyItem(menu).filter(({ id }) => id.startsWith('channel:'));
    expect(boxes.map(({ id }) => id)).toEqual(channels.map(({ id }) => `channel:${String(id)}`));
  });

  it('cuts long names between characters and keeps the state in sight', () => {
    const family = '👨‍👩‍👧';
    const channels = channelsOf({ name: `${family.repeat(40)}`, isOverBudget: true });
    expect(itemOf(menuOf({ channels }), 'channel:1')).toMatchObject({
      label: `${family.repeat(31)}… (over budget)`,
    });
  });

  it.each([
    ['R&D & friends', 'R&&D && friends'],
    ['a\tCtrl+Q', 'a Ctrl+Q'],
    ['two\r\nlines', 'two lines'],
    ['safe\u202etxt.exe', 'safe txt.exe'],
    ['snake_case', 'snake_case'],
  ])('shows a channel that is called %j as it is called', (name, label) => {
    for (const platform of PLATFORMS) {
      const shell = shellState({ channels: channelsOf({ name }) });
      const menu = trayMenu(trayInput({ shell }), platform, 'en');
      expect(itemOf(menu, 'channel:1')).toMatchObject({ label });
    }
  });

  it('says the day where a cooldown ends on another one', () => {
    const channels = channelsOf({ coolingUntil: NOON + 24 * 60 * MINUTE_MS });
    expect(itemOf(menuOf({ channels }), 'channel:1')).toMatchObject({
      label: 'relay-a (cooling until 26 Nov 12:00)',
    });
    expect(itemOf(menuOf({ channels }, { zone: 'Asia/Tokyo' }), 'channel:1')).toMatchObject({
      label: 'relay-a (cooling until 26 Nov 21:00)',
    });
  });

  it.each(['darwin', 'win32', 'linux'] as const)(
    'has on %s nothing that changes with every request, where a change closes the menu',
    (platform) => {
      const menuAt = (inFlight: number) =>
        drawn(trayMenu(trayInput({ shell: shellState({ inFlight }) }), platform, 'en'));
      if (platform === 'linux') expect(menuAt(3)).toEqual(menuAt(0));
      else expect(menuAt(3)).not.toEqual(menuAt(0));
    },
  );

  it.each([
    ['restart', 'Restart to update to 1.2.0'],
    ['download', 'Download version 1.2.0'],
    ['page', 'Version 1.2.0 is out…'],
  ] as const)('offers an update by way of %s', (kind, label) => {
    const menu = menuOf({}, { update: { kind, version: '1.2.0' } });
    expect(itemOf(menu, 'update')).toMatchObject({ label, action: { kind: 'acceptUpdate' } });
  });

  it('calls the screens as the window does', () => {
    expect(TRAY_SCREENS).toEqual(SCREENS.map(({ id }) => id));
    for (const language of LANGUAGES) {
      expect(shellTexts[language].screens).toMatchObject(TRAY_TEXTS[language].screens);
    }
  });
});
