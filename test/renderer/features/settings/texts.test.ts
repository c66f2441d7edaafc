// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { settingSchemas } from '../../../../main/contracts/settings.schema.ts';
import type { SettingName, SettingView } from '#contracts/settings';
import { found, sectionOf } from '../../../../renderer/src/features/settings/sections.ts';
import { settingNames } from '../../../../renderer/src/features/settings/texts/index.ts';

const names = Object.keys(settingSchemas).toSorted();

describe('the texts of settings', () => {
  it.each(['en', 'zh'] as const)('name and explain each setting in %s, and none else', (code) => {
    expect(Object.keys(settingNames[code]).toSorted()).toEqual(names);
  });

  it('are searched by words of the name, of the explanation, and by the name in the API', () => {
    const views = names.map((name) => ({ name: name as SettingName })) as SettingView[];
    const search = (query: string) =>
      found(views, query, (name) => settingNames.en[name]).map(({ name }) => name);
    expect(search('rate LIMIT')).toContain('cooldownRateLimitMs');
    expect(search('x-forwarded')).toEqual(['trustedProxies']);
    expect(search('drainMs')).toEqual(['drainMs']);
    expect(search('nothing of the kind')).toEqual([]);
  });
});

describe('a section', () => {
  it('of an unknown name is the first', () => {
    expect(sectionOf('data')).toBe('data');
    expect(sectionOf('everything')).toBe('general');
    expect(sectionOf(null)).toBe('general');
  });
});
