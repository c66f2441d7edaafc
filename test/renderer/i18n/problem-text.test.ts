// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { en } from '../../../renderer/src/i18n/en.ts';
import { problemText } from '../../../renderer/src/i18n/problem-text.ts';
import { zh } from '../../../renderer/src/i18n/zh.ts';

const refusal = (code: string, retryAfterMs: number | null = null) =>
  ({
    kind: 'refused',
    code,
    message: "The server's own words.",
    retryAfterMs,
    fields: {},
  }) as const;

describe('problemText', () => {
  it('says a known refusal in the language of the page', () => {
    expect(problemText(refusal('auth.wrong-password'), en)).toBe('The password is not right.');
    expect(problemText(refusal('auth.wrong-password'), zh)).toBe('密码不正确。');
  });

  it('says an unknown one in the words of the server', () => {
    expect(problemText(refusal('channel.strange'), zh)).toBe("The server's own words.");
  });

  it('adds how long to wait, in whole minutes', () => {
    expect(problemText(refusal('auth.locked-out', 61_000), en)).toBe(
      'Too many wrong passwords from your address. Try again in 2 minutes.',
    );
    expect(problemText(refusal('auth.locked-out', 59_000), en)).toContain('in 1 minute.');
  });

  it('names the status of an answer that was not ours', () => {
    expect(problemText({ kind: 'unexpected', status: 502 }, en)).toContain('502');
  });
});
