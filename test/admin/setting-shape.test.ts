import { describe, expect, it } from 'vitest';
import { groupOf, shapeOf } from '../../main/admin/setting-shape.ts';
import { SETTING_GROUPS } from '../../main/contracts/constants.ts';
import { settingSchemas } from '../../main/contracts/settings.schema.ts';
import type { SettingName } from '../../main/contracts/settings.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';

const NAMES = Object.keys(settingSchemas) as SettingName[];

describe('the shape of a setting', () => {
  it.each([
    ['port', { kind: 'number', min: 1, max: 65_535, choices: null }],
    ['recordMaxBytes', { kind: 'number', min: 0, max: 2 ** 40, choices: null }],
    ['isFailoverEnabled', { kind: 'boolean', min: null, max: null, choices: null }],
    ['allCooling', { kind: 'enum', min: null, max: null, choices: ['all', 'one', 'none'] }],
    ['corsOrigins', { kind: 'list', min: null, max: null, choices: null }],
    ['groupBalancing', { kind: 'rows', min: null, max: null, choices: null }],
  ] as const)('of %s is taken from its schema', (name, shape) => {
    expect(shapeOf(name)).toEqual(shape);
  });

  it('is known of every setting, and fits its default', () => {
    for (const name of NAMES) {
      const { kind, min, max, choices } = shapeOf(name);
      const value = DEFAULT_SETTINGS[name];
      if (kind === 'number') {
        expect(value).toBeGreaterThanOrEqual(min ?? NaN);
        expect(value).toBeLessThanOrEqual(max ?? NaN);
      }
      if (kind === 'enum') expect(choices).toContain(value);
      if (kind === 'boolean') expect(typeof value).toBe('boolean');
      if (kind === 'list' || kind === 'rows') expect(value).toBeInstanceOf(Array);
    }
  });

  it.each([
    ['port', 'proxy'],
    ['connectTimeoutMs', 'timeouts'],
    ['balancing', 'routing'],
    ['checkIntervalMs', 'checks'],
    ['cooldownAuthMs', 'cooldowns'],
    ['captureMaxBytes', 'captures'],
    ['recordRetentionDays', 'data'],
    ['trustedProxies', 'security'],
    ['logLevel', 'logging'],
    ['unknownPrice', 'costs'],
    ['affinityTtlMs', 'conversations'],
  ] as const)('has %s in the group %s', (name, group) => {
    expect(groupOf(name)).toBe(group);
  });

  it('leaves no group empty', () => {
    expect(new Set(NAMES.map(groupOf))).toEqual(new Set(SETTING_GROUPS));
  });
});
