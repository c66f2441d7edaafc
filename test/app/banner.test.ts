import { describe, expect, it } from 'vitest';
import { banner, type BannerFacts } from '../../main/app/banner.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';
import { aChannel, aKey, aUrl } from '../support/channel-builder.ts';

const facts: BannerFacts = {
  version: '1.2.3',
  address: 'http://127.0.0.1:8080',
  dataFolder: '/data',
  channels: [],
  settings: DEFAULT_SETTINGS,
  token: null,
  newPassword: null,
  notices: [],
};

describe('banner', () => {
  it('lists every channel with its URL and state', () => {
    const channels = [
      aChannel(1, { name: 'Main', urls: [aUrl(1), aUrl(2)] }),
      aChannel(2, { name: 'Off', isEnabled: false }),
      aChannel(3, { name: 'Shut', keys: [aKey(3, { secret: null })] }),
      aChannel(4, { name: 'Bare', keys: [aKey(4, { isEnabled: false })] }),
    ];
    const text = banner({ ...facts, channels });
    expect(text).toMatch(/1\. Main {2}https:\/\/u1\.example \(\+1\) {2}enabled/);
    expect(text).toMatch(/2\. Off .* disabled/);
    expect(text).toMatch(/3\. Shut .* locked/);
    expect(text).toMatch(/4\. Bare .* no enabled key/);
    expect(text).not.toContain('sk-key');
  });

  it('has a line to paste for each client, with the token where it may be shown', () => {
    const shown = banner({ ...facts, token: 'ccl-abc' });
    for (const name of [
      'ANTHROPIC_AUTH_TOKEN',
      'CCLOAD_TOKEN',
      'GEMINI_API_KEY',
      'OPENAI_API_KEY',
    ]) {
      expect(shown).toContain(`${name}=ccl-abc`);
    }
    expect(banner(facts)).not.toContain('ccl-');
  });

  it('shows a new password and the notices, and neither when there is none', () => {
    const text = banner({
      ...facts,
      newPassword: 'abcde-fghij',
      notices: ['REDIS_URL has no effect.'],
    });
    expect(text).toContain('abcde-fghij');
    expect(text).toContain('Note: REDIS_URL has no effect.');
    expect(banner(facts)).not.toMatch(/Password|Note/);
  });
});
