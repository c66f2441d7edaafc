import { describe, expect, it } from 'vitest';
import type { ChannelId, UrlId } from '../../main/contracts/channel.ts';
import { LatencyBook, type Measured } from '../../main/state/latency-book.ts';
import { aChannel } from '../support/channel-builder.ts';

const HOUR = 60 * 60_000;
const CHANNEL = 1 as ChannelId;
const URL_ID = 10 as UrlId;

function aTarget(upstreamModel: string | null = 'm'): Measured {
  return { channelId: CHANNEL, urlId: URL_ID, upstreamModel };
}

describe('LatencyBook', () => {
  it('knows nothing of what was never measured', () => {
    const book = new LatencyBook();
    expect(book.ofChannel(CHANNEL, 'm', 0)).toBeNull();
    expect(book.ofUrl(CHANNEL, URL_ID, 0)).toBeNull();
  });

  it('tells the models of a channel apart, and takes all of them for the URL', () => {
    const book = new LatencyBook();
    book.note(aTarget('slow'), 900, 0);
    book.note(aTarget('fast'), 100, 0);
    expect(['slow', 'fast', null].map((model) => book.ofChannel(CHANNEL, model, 0))).toEqual([
      900,
      100,
      null,
    ]);
    expect(book.ofUrl(CHANNEL, URL_ID, 0)).toBeCloseTo(660, 6);
  });

  it('says that somebody is finding out, until that takes too long', () => {
    const book = new LatencyBook();
    book.begin(aTarget(), 0);
    expect(book.ofChannel(CHANNEL, 'm', 29_999)).toBe(Infinity);
    expect(book.ofUrl(CHANNEL, URL_ID, 29_999)).toBe(Infinity);
    expect(book.ofChannel(CHANNEL, 'm', 30_000)).toBeNull();
  });

  it('keeps what it knows while it is measured again', () => {
    const book = new LatencyBook();
    book.note(aTarget(), 50, 0);
    book.begin(aTarget(), 1);
    expect(book.ofChannel(CHANNEL, 'm', 2)).toBe(50);
  });

  it('forgets after a day', () => {
    const book = new LatencyBook();
    book.note(aTarget(), 50, 0);
    expect(book.ofChannel(CHANNEL, 'm', 24 * HOUR - 1)).toBe(50);
    expect(book.ofChannel(CHANNEL, 'm', 24 * HOUR)).toBeNull();
  });

  it('forgets channels and URLs that are gone', () => {
    const book = new LatencyBook();
    book.note(aTarget(), 50, 0);
    book.retain([aChannel(1, { urls: [] })]);
    expect([book.ofChannel(CHANNEL, 'm', 0), book.ofUrl(CHANNEL, URL_ID, 0)]).toEqual([50, null]);
    book.retain([]);
    expect(book.ofChannel(CHANNEL, 'm', 0)).toBeNull();
  });

  it('keeps a hundred models of a channel, whatever clients invent', () => {
    const book = new LatencyBook();
    for (let n = 0; n <= 100; n++) book.note(aTarget(`m${String(n)}`), 50, 0);
    const known = Array.from({ length: 101 }, (_, n) =>
      book.ofChannel(CHANNEL, `m${String(n)}`, 0),
    ).filter((speed) => speed !== null);
    expect(known).toHaveLength(100);
    expect(book.ofChannel(CHANNEL, 'm100', 0)).toBe(50);
  });
});
