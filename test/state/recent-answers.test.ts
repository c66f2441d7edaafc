import { describe, expect, it } from 'vitest';
import type { ChannelId } from '../../main/contracts/channel.ts';
import { RecentAnswers } from '../../main/state/recent-answers.ts';

const SECRET = 'my-own-key-0123456789';

function note(book: RecentAnswers, at: number, text = 'text', rawHeaders: string[] = []): void {
  book.note(
    {
      at,
      channelId: 1 as ChannelId,
      channelName: 'One',
      status: 400,
      protocol: 'anthropic',
      flaw: null,
      isEmpty: false,
      rawHeaders,
      text,
    },
    [SECRET],
  );
}

describe('RecentAnswers', () => {
  it('keeps the last 200, newest first', () => {
    const book = new RecentAnswers();
    for (let at = 1; at <= 250; at++) note(book, at);
    const kept = book.list().map((one) => one.at);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([200, 250, 51]);
  });

  it('keeps the beginning of a text, with no secret in it, cut or not', () => {
    const book = new RecentAnswers();
    note(book, 1, `key ${SECRET} was refused`);
    note(book, 2, 'x'.repeat(8192 - 12) + SECRET);
    const [cut, whole] = book.list();
    expect(whole?.text).toBe('key my-o…6789 was refused');
    expect(cut?.text).not.toContain(SECRET.slice(0, 10));
    expect(cut?.text.length).toBeLessThanOrEqual(8192);
  });

  it('keeps headers in lower case, the first of each name, and none that carries a credential', () => {
    const book = new RecentAnswers();
    note(book, 1, '', [
      ...['Retry-After', '5', 'retry-after', '6', 'Set-Cookie', 'a=b', 'X-Api-Key', 'k'],
      ...['Authorization', 'Basic x', 'X-Auth-Token', 'y', 'X-Echo', `is ${SECRET}`],
      ...['X-RateLimit-Remaining-Tokens', '7'],
    ]);
    expect(book.list()[0]?.headers).toEqual({
      'retry-after': '5',
      'x-echo': 'is my-o…6789',
      'x-ratelimit-remaining-tokens': '7',
    });
  });
});
