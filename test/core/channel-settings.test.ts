import { describe, expect, it } from 'vitest';
import { settingsFor } from '../../main/core/channel-settings.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';
import { aChannel } from '../support/channel-builder.ts';

describe('the settings of a channel', () => {
  it('are those of everybody, the very same object, when it has none of its own', () => {
    expect(settingsFor(DEFAULT_SETTINGS, aChannel(1))).toBe(DEFAULT_SETTINGS);
  });

  it('are its own where it has them', () => {
    const channel = aChannel(1, { overrides: { gateTimeoutMs: 0, maxKeysPerChannel: 9 } });
    expect(settingsFor(DEFAULT_SETTINGS, channel)).toEqual({
      ...DEFAULT_SETTINGS,
      gateTimeoutMs: 0,
      maxKeysPerChannel: 9,
    });
  });
});
