import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessChannels, vendorOfUrl } from '../../../main/core/guess-channel/guess.ts';
import { CHANNEL_PRESETS } from '../../../main/core/guess-channel/vendors.ts';

const ANT = 'sk-ant-api03-AbCdEf0123456789';
const ROUTER = 'sk-or-v1-0123456789abcdef';
const SK = 'sk-0123456789abcdef01234567';

/** What of a guess the tables below speak of. */
function seen(text: string) {
  return guessChannels(text).map(({ preset, channel, missing }) => ({
    preset,
    url: channel.url,
    keys: channel.api_key.split('\n').filter((key) => key !== ''),
    protocols: channel.protocols,
    missing,
  }));
}

const anthropic = {
  preset: 'anthropic',
  url: 'https://api.anthropic.com',
  keys: [ANT],
  protocols: ['anthropic'],
  missing: [],
};

describe('a pasted text', () => {
  it.each([
    ['a bare key', ANT, anthropic],
    ['a key in quotes', `"${ANT}"`, anthropic],
    ['a line of bash', `export ANTHROPIC_API_KEY=${ANT}`, anthropic],
    ['a line of fish', `set -gx ANTHROPIC_API_KEY '${ANT}'`, anthropic],
    ['a line of PowerShell', `$env:ANTHROPIC_API_KEY = "${ANT}"`, anthropic],
    ['a line of cmd', `set "ANTHROPIC_API_KEY=${ANT}"`, anthropic],
    ['a line of a .env file', `ANTHROPIC_API_KEY="${ANT}"`, anthropic],
    [
      'variables with an address',
      `export ANTHROPIC_BASE_URL=https://relay.example/claude\nexport ANTHROPIC_AUTH_TOKEN=${SK}`,
      {
        preset: null,
        url: 'https://relay.example/claude',
        keys: [SK],
        protocols: ['anthropic'],
        missing: [],
      },
    ],
    [
      "a vendor's address for Claude Code",
      `ANTHROPIC_BASE_URL=https://api.deepseek.com/anthropic\nANTHROPIC_AUTH_TOKEN=${SK}`,
      {
        preset: 'deepseek',
        url: 'https://api.deepseek.com/anthropic',
        keys: [SK],
        protocols: ['anthropic'],
        missing: [],
      },
    ],
    [
      'settings of Claude Code',
      JSON.stringify({
        env: { ANTHROPIC_BASE_URL: 'https://api.z.ai/api/anthropic', ANTHROPIC_AUTH_TOKEN: SK },
      }),
      {
        preset: 'zai',
        url: 'https://api.z.ai/api/anthropic',
        keys: [SK],
        protocols: ['anthropic'],
        missing: [],
      },
    ],
    [
      'JSON with an address and a key',
      JSON.stringify({ base_url: 'https://openrouter.ai/api/v1', api_key: ROUTER }),
      {
        preset: 'openrouter',
        url: 'https://openrouter.ai/api/v1',
        keys: [ROUTER],
        protocols: ['openai-chat', 'openai-responses', 'anthropic'],
        missing: [],
      },
    ],
    [
      'a curl command',
      `curl https://api.anthropic.com/v1/messages \\\n  -H "x-api-key: ${ANT}" \\\n  -d '{"model":"claude-x"}'`,
      anthropic,
    ],
    [
      'a curl command for an unknown host',
      `curl https://relay.example/v1/chat/completions -H 'Authorization: Bearer ${SK}'`,
      { preset: null, url: 'https://relay.example', keys: [SK], missing: [] },
    ],
    [
      'a deep link',
      `ccload://v1/import?name=Relay&base_url=https%3A%2F%2Frelay.example&type=anthropic&api_key=${SK}`,
      {
        preset: null,
        url: 'https://relay.example',
        keys: [SK],
        protocols: ['anthropic'],
        missing: [],
      },
    ],
    [
      'a key that many vendors could have given',
      SK,
      { preset: null, url: '', keys: [SK], protocols: [], missing: ['url'] },
    ],
    [
      'an address alone',
      'https://api.groq.com/openai/v1',
      { preset: 'groq', keys: [], protocols: ['openai-chat'], missing: ['key'] },
    ],
    [
      'a local server',
      'http://localhost:11434',
      { preset: 'ollama', keys: [], protocols: ['openai-chat'], missing: [] },
    ],
  ])('that is %s makes one channel', (_what, text, expected) => {
    expect(seen(text)).toMatchObject([expected]);
  });

  it('of several keys makes a channel for each vendor', () => {
    expect(seen(`${ANT}\n${ROUTER}\n${ANT}\nsk-ant-another-9876543210\n`)).toMatchObject([
      { preset: 'anthropic', keys: [ANT, 'sk-ant-another-9876543210'] },
      { preset: 'openrouter', keys: [ROUTER] },
    ]);
  });

  it('of an address and keys makes one channel of them', () => {
    expect(seen(`https://relay.example\n${ANT}\n${SK}`)).toMatchObject([
      { preset: null, url: 'https://relay.example', keys: [ANT, SK] },
    ]);
  });

  it('of a list makes a channel of each entry', () => {
    const list = [
      { name: 'One', url: 'https://a.example', keys: [{ key: SK }], models: ['m-1'] },
      { name: 'Two', url: 'https://b.example', api_key: `${ANT},${ROUTER}` },
    ];
    expect(
      guessChannels(JSON.stringify({ channels: list })).map((one) => one.channel),
    ).toMatchObject([
      { name: 'One', api_key: SK, models: ['m-1'] },
      { name: 'Two', api_key: `${ANT}\n${ROUTER}`, models: ['*'] },
    ]);
  });

  it.each(['export ANTHROPIC_API_KEY=sk-ant-...', 'ANTHROPIC_API_KEY=<your key>'])(
    'with a placeholder lacks its key: %s',
    (text) => {
      const [guess] = guessChannels(text);
      expect(guess).toMatchObject({ preset: 'anthropic', missing: ['key'] });
      expect(guess?.hints.map(({ code }) => code)).toContain('isPlaceholder');
    },
  );

  it.each(['', '   ', 'hello world, how are you?', '{}', '[]', 'curl --help', '{"a":'])(
    'that says nothing makes no channel: %j',
    (text) => {
      expect(guessChannels(text)).toEqual([]);
    },
  );

  it('never makes it fail, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.webUrl()), (text) => {
        for (const prefix of ['', 'curl ', 'ccload://v1/import?', 'export A_KEY=']) {
          expect(guessChannels(prefix + text).length).toBeLessThanOrEqual(50);
        }
      }),
    );
  });
});

describe('presets', () => {
  it('have names, addresses and key prefixes of their own', () => {
    const names = CHANNEL_PRESETS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const prefixes = CHANNEL_PRESETS.flatMap(({ keyPrefixes }) => keyPrefixes);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  it('are known by their own addresses', () => {
    for (const { name, endpoints } of CHANNEL_PRESETS) {
      for (const { url } of endpoints) expect(vendorOfUrl(url)).toBe(name);
    }
  });
});
