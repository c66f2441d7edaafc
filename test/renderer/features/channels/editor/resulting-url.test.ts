// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { joinUpstreamUrl } from '../../../../../main/core/upstream-url.ts';
import { resultingUrl } from '../../../../../renderer/src/features/channels/editor/resulting-url.ts';

const BASES = [
  'https://api.example.com',
  'https://api.example.com/',
  'https://api.example.com/v1',
  'https://api.example.com/v1/',
  'https://api.example.com/v1/messages',
  'https://api.example.com/api/anthropic',
  'https://api.example.com/v1beta/openai',
  'https://api.example.com/v1beta',
  'https://api.example.com/chat/completions',
  'https://api.example.com/api/paas/v4/chat/completions',
  'https://api.example.com/v1?team=a',
  'http://127.0.0.1:8790/relay//',
];

const PATHS = {
  anthropic: '/v1/messages',
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
  gemini: '/v1beta/models/gemini-3:generateContent',
} as const;

describe('the resulting URL', () => {
  const cases = BASES.flatMap((base) =>
    (Object.keys(PATHS) as (keyof typeof PATHS)[]).map((protocol) => ({ base, protocol })),
  );

  it.each(cases)('of $base for $protocol is where the engine sends', ({ base, protocol }) => {
    for (const isExact of [true, false]) {
      expect(resultingUrl(base, isExact, protocol, ['*', 'gemini-3'])).toBe(
        joinUpstreamUrl(base, isExact, PATHS[protocol], ''),
      );
    }
  });

  it('of an address that ends in # is that address', () => {
    expect(resultingUrl('https://a.example/x/y#', false, 'anthropic', [])).toBe(
      'https://a.example/x/y',
    );
  });

  it.each(['', 'api.example.com', 'https://', 'ftp://a.example', 'https://a b'])(
    'is none for %j',
    (base) => {
      expect(resultingUrl(base, false, 'anthropic', [])).toBeNull();
    },
  );
});
