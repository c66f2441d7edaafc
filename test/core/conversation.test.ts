import { describe, expect, it } from 'vitest';
import { conversationOf } from '../../main/core/conversation.ts';
import { lookup } from '../support/header-lookup.ts';

const SESSION = '5f2d1c0e-6f0a-4a8e-9d5b-0c7f3a2b1e4d';

describe('conversationOf', () => {
  it.each(['x-claude-code-session-id', 'session-id', 'thread-id', 'session_id', 'x-session-id'])(
    'reads the header %s',
    (name) => {
      expect(conversationOf(lookup({ [name]: ` ${SESSION} ` }), null)).toBe(SESSION);
    },
  );

  it('prefers the session of Codex to its thread, and any header to the body', () => {
    const header = lookup({ 'thread-id': 'thread', 'session-id': 'session' });
    expect(conversationOf(header, '{"session_id":"body"}')).toBe('session');
  });

  it('reads the JSON in metadata.user_id', () => {
    const userId = JSON.stringify({ device_id: 'd', account_uuid: '', session_id: SESSION });
    expect(conversationOf(lookup(), userId)).toBe(SESSION);
  });

  it('reads the older form of metadata.user_id', () => {
    const userId = `user_0a1b_account__session_${SESSION}`;
    expect(conversationOf(lookup(), userId)).toBe(SESSION);
  });

  it.each([
    null,
    '',
    'somebody',
    '{"session_id":7}',
    '{"device_id":"d"}',
    '{"session_id":',
    '{}',
    '{"__proto__":{"session_id":"x"}}',
    `{"session_id":"${'x'.repeat(2100)}"}`,
  ])('names none for the user id %j', (userId) => {
    expect(conversationOf(lookup(), userId)).toBeNull();
  });

  it('refuses ids that are empty, too long or hold control characters, and looks further', () => {
    const longest = 'a'.repeat(128);
    expect(conversationOf(lookup({ 'session-id': longest }), null)).toBe(longest);
    expect(conversationOf(lookup({ 'session-id': `${longest}a` }), null)).toBeNull();
    expect(conversationOf(lookup({ 'session-id': ' ', 'x-session-id': 'next' }), null)).toBe(
      'next',
    );
    expect(conversationOf(lookup(), JSON.stringify({ session_id: 'a\nb' }))).toBeNull();
  });
});
