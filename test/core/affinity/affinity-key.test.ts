import { describe, expect, it } from 'vitest';
import { affinityOf, type Affinity } from '../../../main/core/affinity/affinity-key.ts';
import { conversationOf } from '../../../main/core/conversation.ts';
import { readString, scanMembers, scanObject } from '../../../main/core/json-members.ts';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { lookup } from '../../support/header-lookup.ts';

const SESSION = '5f2d1c0e-6f0a-4a8e-9d5b-0c7f3a2b1e4d';

function signs(
  protocol: Protocol,
  value: object | string,
  headers: Record<string, string> = {},
): readonly Affinity[] {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const scan = scanMembers(body);
  const members = scan.ok ? scan.members : null;
  const metadata = members?.get('metadata');
  const inner = metadata === undefined ? null : scanObject(body, metadata.start, metadata.end);
  const userId = inner?.ok === true ? inner.members.get('user_id') : undefined;
  const metadataUserId = userId === undefined ? null : readString(body, userId);
  const header = lookup(headers);
  const conversation = conversationOf(header, metadataUserId);
  return affinityOf({ protocol, header, body, members, conversation });
}

/** What would be hashed, as texts. */
function texts(protocol: Protocol, value: object): readonly string[] {
  const body = Buffer.from(JSON.stringify(value));
  const [sign] = signs(protocol, value);
  if (sign?.source !== 'hash') throw new Error('It is not known by its beginning.');
  return sign.beginning.ranges.map(({ start, end }) => body.toString('utf8', start, end));
}

describe('a conversation that its client names', () => {
  it.each([
    [{ 'x-claude-code-session-id': SESSION }, SESSION],
    [{ 'x-session-id': 'ses_1' }, 'ses_1'],
    [{ 'x-session-affinity': 'ses_2' }, 'ses_2'],
    [{ 'session-id': 's', 'thread-id': 't' }, 's/t'],
    [{ 'session-id': 's', 'thread-id': 's' }, 's'],
    [{ 'thread-id': 't' }, 't'],
    [{ 'x-claude-code-session-id': SESSION, 'thread-id': 't' }, SESSION],
    [{ 'session-id': ' ', 'x-session-affinity': 'ses_3' }, 'ses_3'],
  ])('is known by its headers %j', (headers, key) => {
    const value = { prompt_cache_key: 'k', messages: [{ role: 'user', content: 'hi' }] };
    expect(signs('anthropic', value, headers)).toEqual([{ source: 'header', key }]);
  });

  it.each([
    JSON.stringify({ device_id: 'd', account_uuid: '', session_id: SESSION }),
    `user_0a1b_account__session_${SESSION}`,
  ])('is known by its user id %s', (userId) => {
    const value = { metadata: { user_id: userId }, prompt_cache_key: 'k' };
    expect(signs('anthropic', value)).toEqual([{ source: 'userId', key: SESSION }]);
  });

  it('is known by its prompt cache key', () => {
    const value = { prompt_cache_key: 'thread', input: 'hi' };
    expect(signs('openai-responses', value)).toEqual([{ source: 'promptCacheKey', key: 'thread' }]);
  });

  it.each(['', 'x'.repeat(257), 7, null])('is not known by the cache key %j', (key) => {
    const [sign] = signs('openai-responses', { prompt_cache_key: key, input: 'hi' });
    expect(sign?.source).toBe('hash');
  });
});

describe('a conversation that goes on from what an upstream stored', () => {
  it.each([
    ['openai-responses', { previous_response_id: 'resp_1' }, 'previousResponse', 'resp_1'],
    ['openai-responses', { conversation: 'conv_1' }, 'previousResponse', 'conv_1'],
    ['openai-responses', { conversation: { id: 'conv_2' } }, 'previousResponse', 'conv_2'],
    ['gemini', { cachedContent: 'cachedContents/a' }, 'cachedContent', 'cachedContents/a'],
    ['gemini', { cached_content: 'cachedContents/b' }, 'cachedContent', 'cachedContents/b'],
  ] as const)('asks first who minted it: %s %j', (protocol, value, source, mintedId) => {
    expect(signs(protocol, { ...value, input: 'next' })).toEqual([{ source, mintedId }]);
    expect(signs(protocol, value, { 'session-id': 's' })).toEqual([
      { source, mintedId },
      { source: 'header', key: 's' },
    ]);
  });
});

describe('a conversation that nobody names', () => {
  const mark = { cache_control: { type: 'ephemeral' } };

  it('is known by its system without the first block, and the first message of the user', () => {
    const value = {
      model: 'claude',
      system: [
        { type: 'text', text: 'billing 17' },
        { type: 'text', text: 'You are …', ...mark },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'first' },
            { type: 'image', source: {} },
          ],
        },
        { role: 'assistant', content: 'answer' },
        { role: 'user', content: 'second' },
      ],
    };
    expect(texts('anthropic', value)).toEqual(['You are …', 'first']);
  });

  it('is the same with the cache mark elsewhere and the text bare', () => {
    const bare = { system: 'S', messages: [{ role: 'user', content: 'hi' }] };
    const listed = {
      system: [{ type: 'text', text: 'S', ...mark }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi', ...mark }] }],
    };
    expect(texts('anthropic', bare)).toEqual(['S', 'hi']);
    expect(texts('anthropic', listed)).toEqual(['S', 'hi']);
  });

  it.each([
    [
      'openai-chat',
      {
        messages: [
          { role: 'system', content: 'S' },
          { role: 'developer', content: [{ type: 'text', text: 'D' }] },
          { role: 'assistant', content: 'A' },
          { role: 'user', content: 'U' },
        ],
      },
      ['S', 'D', 'U'],
    ],
    ['openai-responses', { instructions: 'I', input: 'U' }, ['I', 'U']],
    [
      'openai-responses',
      {
        input: [
          { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'D' }] },
          { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'U' }] },
        ],
      },
      ['D', 'U'],
    ],
    [
      'gemini',
      {
        systemInstruction: { parts: [{ text: 'S' }] },
        contents: [{ parts: [{ text: 'U' }] }, { role: 'model', parts: [{ text: 'M' }] }],
      },
      ['S', 'U'],
    ],
  ] as const)('is known by its beginning in %s', (protocol, value, beginning) => {
    expect(texts(protocol, value)).toEqual(beginning);
  });

  it('is not known when no text of the user can be found', () => {
    expect(signs('anthropic', { system: 'S', messages: [] })).toEqual([]);
    expect(signs('anthropic', { system: 'S' })).toEqual([]);
    expect(signs('openai-chat', { messages: [{ role: 'user', content: [{ x: 1 }] }] })).toEqual([]);
    expect(signs('openai-chat', 'no JSON')).toEqual([]);
  });

  it('tells a beginning from what goes on from one', () => {
    const isAll = (value: object): boolean | null => {
      const [sign] = signs('openai-chat', value);
      return sign?.source === 'hash' ? sign.beginning.isAll : null;
    };
    const user = { role: 'user', content: 'U' };
    expect(isAll({ messages: [{ role: 'system', content: 'S' }, user] })).toBe(true);
    expect(isAll({ messages: [user, { role: 'assistant', content: 'A' }, user] })).toBe(false);
  });

  it('is looked at up to 64 KiB', () => {
    const value = {
      system: 'S'.repeat(60_000),
      messages: [{ role: 'user', content: 'U'.repeat(9000) }],
    };
    expect(texts('anthropic', value).map((one) => one.length)).toEqual([60_000, 5536]);
  });
});
