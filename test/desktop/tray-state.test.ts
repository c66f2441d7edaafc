import { describe, expect, it } from 'vitest';
import { trayImage } from '../../main/desktop/tray-images.ts';
import { channelState, trayMood, trayTooltip } from '../../main/desktop/tray-state.ts';
import type { TrayMood } from '../../main/desktop/tray-model.ts';
import type { ShellState } from '../../main/app/shell-port.ts';
import { channelsOf, MINUTE_MS, NOON, shellChannel, shellState } from './tray-builder.ts';

const cooling = { coolingUntil: NOON + MINUTE_MS };
const PLATFORMS = ['darwin', 'win32', 'linux'] as const;

describe('channelState', () => {
  it.each([
    [{}, 'ready'],
    [cooling, 'cooling'],
    [{ coolingUntil: NOON }, 'ready'],
    [{ isOverBudget: true, ...cooling }, 'overBudget'],
    [{ hasUsableKey: false, isOverBudget: true }, 'noKey'],
    [{ isEnabled: false, hasUsableKey: false, ...cooling }, 'disabled'],
  ] as const)('says of %j: %s', (facts, expected) => {
    expect(channelState(shellChannel(facts), NOON)).toBe(expected);
  });
});

describe('trayMood', () => {
  const cases: readonly (readonly [string, TrayMood, Partial<ShellState>])[] = [
    ['nothing runs', 'idle', {}],
    ['there are no channels yet', 'idle', { channels: [] }],
    ['requests run', 'busy', { inFlight: 2 }],
    ['one of two channels cools', 'degraded', { channels: channelsOf({}, cooling) }],
    ['trouble and work meet', 'degraded', { channels: channelsOf({}, cooling), inFlight: 2 }],
    ['a channel has no key', 'degraded', { channels: channelsOf({}, { hasUsableKey: false }) }],
    [
      'a channel has spent its budget',
      'idle',
      { channels: channelsOf({}, { isOverBudget: true }) },
    ],
    ['a channel is disabled', 'idle', { channels: channelsOf({}, { isEnabled: false }) }],
    ['a cooldown is over', 'idle', { channels: channelsOf({ coolingUntil: NOON }) }],
    ['every channel cools', 'allDown', { channels: channelsOf(cooling, cooling), inFlight: 1 }],
    ['no channel is enabled', 'allDown', { channels: channelsOf({ isEnabled: false }) }],
    ['all budgets are spent', 'allDown', { channels: channelsOf({ isOverBudget: true }) }],
    ['the keys are locked', 'allDown', { channels: channelsOf({ hasUsableKey: false }) }],
    ['a person stopped it', 'stopped', { proxy: 'off', channels: channelsOf(cooling) }],
    ['its port is taken', 'stopped', { proxy: 'portTaken', taken: { port: 8080, holder: null } }],
  ];
  it.each(cases)('when %s: %s', (_when, mood, facts) => {
    expect(trayMood(shellState(facts), NOON)).toBe(mood);
  });
});

describe('trayTooltip', () => {
  const mixed = shellState({
    inFlight: 3,
    channels: channelsOf({}, cooling, { isOverBudget: true }, { isEnabled: false }),
  });

  it('counts what runs and how the channels are', () => {
    expect(trayTooltip(mixed, 'darwin', 'en', NOON)).toBe(
      'ccLoad Desktop\nOn 127.0.0.1:8080, 3 in flight\n1 of 3 channels ready, 1 cooling, 1 over budget',
    );
    expect(trayTooltip(mixed, 'win32', 'zh', NOON)).toBe(
      'ccLoad Desktop\n运行于 127.0.0.1:8080，3 个请求进行中\n3 个渠道中 1 个可用，1 个冷却中，1 个超出预算',
    );
  });

  it('is one line on Linux', () => {
    expect(trayTooltip(shellState(), 'linux', 'en', NOON)).toBe(
      'ccLoad Desktop · On 127.0.0.1:8080 · 1 channel ready',
    );
  });

  it.each([
    [{ proxy: 'off' }, 'The proxy is stopped'],
    [{ proxy: 'portTaken', taken: { port: 8080, holder: 'nginx (7)' } }, 'Port 8080 is in use'],
    [{ channels: [] }, 'No channels yet'],
    [{ channels: channelsOf({ isEnabled: false }) }, 'All channels are disabled'],
    [{ lockedReason: 'The keyring is closed.' }, 'The keys are locked'],
    [
      { channels: channelsOf({}, { hasUsableKey: false }) },
      '1 of 2 channels ready, 1 without a key',
    ],
  ] as const)('says of %j: %s', (facts, line) => {
    const lines = trayTooltip(shellState(facts), 'darwin', 'en', NOON).split('\n');
    expect(lines).toContain(line);
  });

  it.each(PLATFORMS)('is never cut off on %s', (platform) => {
    const worst = shellState({
      address: 'http://[2001:db8:1234:5678:9abc:def0:1234:5678]:65535',
      inFlight: 1000,
      channels: Array.from({ length: 999 }, (_, at) =>
        shellChannel([{}, cooling, { isOverBudget: true }, { hasUsableKey: false }][at % 4]),
      ),
    });
    for (const language of ['en', 'zh'] as const) {
      const text = trayTooltip(worst, platform, language, NOON);
      expect(text.length).toBeLessThanOrEqual(127);
    }
  });
});

describe('trayImage', () => {
  it.each([
    ['idle', 'darwin', true, 'idleTemplate.png'],
    ['stopped', 'darwin', false, 'stoppedTemplate.png'],
    ['busy', 'win32', true, 'busy-on-dark.ico'],
    ['degraded', 'win32', false, 'degraded-on-light.ico'],
    ['allDown', 'linux', true, 'allDown.png'],
    ['idle', 'freebsd', false, 'idle.png'],
  ] as const)('of %s on %s (dark: %s) is %s', (mood, platform, isDark, name) => {
    expect(trayImage(mood, platform, isDark)).toBe(name);
  });
});
