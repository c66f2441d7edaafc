import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskSecret, redactText } from '../../main/core/redact.ts';

const SECRET = 'sk-abcdefghijklmnopqrstuvwxyz1';
const MASK = 'sk-a…xyz1';

describe('maskSecret', () => {
  it.each([
    [SECRET, MASK],
    ['0123456789abcdef', '0123…cdef'],
    ['0123456789ab', '012…9ab'],
    ['012345678', '01…78'],
    ['01234567', '…'],
    ['x', '…'],
    ['', '…'],
    ['🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑', '🔑🔑🔑…🔑🔑'],
  ])('shows %j as %j', (secret, mask) => {
    expect(maskSecret(secret)).toBe(mask);
  });

  it('shows no more than half, whatever the length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), (secret) => {
        const shown = maskSecret(secret).length - 1;
        expect(shown).toBeLessThanOrEqual(Math.min(8, secret.length / 2));
      }),
    );
  });
});

describe('redactText', () => {
  it.each([
    [`refused: ${SECRET}.`, `refused: ${MASK}.`],
    [`${SECRET}${SECRET}`, `${MASK}${MASK}`],
    ['nothing here', 'nothing here'],
    ['', ''],
  ])('masks the given secret in %j', (text, redacted) => {
    expect(redactText(text, [SECRET])).toBe(redacted);
  });

  it('finds a secret escaped for JSON or a URL', () => {
    const secret = 'key/with"odd+characters&more';
    const mask = 'key/…more';
    for (const text of [
      JSON.stringify({ secret }),
      JSON.stringify({ secret }).replaceAll('/', '\\/'),
      `?key=${encodeURIComponent(secret)}`,
      `?key=${encodeURIComponent(secret).replaceAll('%2F', '%2f').replaceAll('%2B', '%2b')}`,
    ]) {
      const redacted = redactText(text, [secret]);
      expect(redacted).toContain(mask);
      expect(redacted).not.toContain('odd');
    }
  });

  it('leaves no end behind where one secret begins another', () => {
    const longer = `${SECRET}-and-its-continuation`;
    expect(redactText(longer, [SECRET, longer])).toBe('sk-a…tion');
  });

  it('masks a secret that the end of the text cuts off', () => {
    for (let length = 8; length < SECRET.length; length++) {
      expect(redactText(`key ${SECRET.slice(0, length)}`, [SECRET])).toBe(`key ${MASK}`);
    }
    expect(redactText('key sk-abcd', [SECRET])).toBe('key sk-abcd');
  });

  it('takes a secret literally, not as a pattern', () => {
    expect(redactText('a.b$&c(d cost $1', ['a.b$&c(d'])).toBe('… cost $1');
  });

  it('ignores placeholders too short to be secrets', () => {
    expect(redactText('no key', ['', 'no'])).toBe('no key');
  });

  it.each([
    ['sk-proj-0123456789abcdef', 'sk-p…cdef'],
    ['sk-ant-api03-0123456789_abc', 'sk-a…_abc'],
    ['AIzaSyA0123456789abcdefghi', 'AIza…fghi'],
    ['gsk_0123456789abcdef', 'gsk_…cdef'],
    ['xai-0123456789abcdef', 'xai-…cdef'],
    ['ccl-0123456789abcdef', 'ccl-…cdef'],
  ])('masks %s, which it was not told of', (key, mask) => {
    const contexts = [
      `Key ${key}.`,
      `"${key}"`,
      `\\n${key}`,
      `\\u0022${key}`,
      `?key=${key}&a`,
      `%22${key}`,
    ];
    for (const text of contexts) {
      expect(redactText(text, [])).toBe(text.replace(key, mask));
    }
  });

  it.each([
    ['Authorization: Bearer abcd1234efgh5678', 'Authorization: Bearer abcd…5678'],
    ['bearer abcdefghijklmnopqrstuvwxyz', 'bearer abcd…wxyz'],
    ['Missing Bearer authentication in header', 'Missing Bearer authentication in header'],
    ['The task-force-management-department', 'The task-force-management-department'],
    ['model gpt-4o-mini-2024-07-18', 'model gpt-4o-mini-2024-07-18'],
  ])('reads %j as %j', (text, redacted) => {
    expect(redactText(text, [])).toBe(redacted);
  });

  it('hides every given secret in any text, and changes nothing the second time', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9_-]{12,40}$/);
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1 }), fc.string(), (secrets, text) => {
        const redacted = redactText([text, ...secrets, text].join(' '), secrets);
        for (const one of secrets) expect(redacted).not.toContain(one);
        expect(redactText(redacted, secrets)).toBe(redacted);
      }),
    );
  });

  it('finishes on 64 KiB of text made to be slow', () => {
    for (const piece of ['sk-', 'Bearer ', 'sk-a', '%73k-', '\\n', 'AIza', 'a']) {
      const text = piece.repeat(Math.ceil(65_536 / piece.length));
      expect(redactText(text, [SECRET]).length).toBeGreaterThan(0);
    }
  });
});
