import { describe, expect, it } from 'vitest';
import type { ChannelId } from '../../main/contracts/channel.ts';
import type { TokenId } from '../../main/contracts/token.ts';
import { BY_SWITCH, CaptureBook, type CaptureSubject } from '../../main/state/capture-book.ts';

const ONE = 1 as ChannelId;
const TWO = 2 as ChannelId;
const TOKEN = 1 as TokenId;
const ANY = { channelId: null, tokenId: null, model: null };

const subject = (change: Partial<CaptureSubject> = {}): CaptureSubject => ({
  channelId: ONE,
  tokenId: TOKEN,
  model: 'm-1',
  ...change,
});

describe('CaptureBook', () => {
  it('is off until somebody wants something, and when the last order is used up', () => {
    const book = new CaptureBook();
    expect(book.isOn).toBe(false);
    const order = book.order({ ...ANY, count: 1 });
    expect(book.isOn).toBe(true);
    expect(book.claim(subject(), null)).toBe(order?.id);
    expect(book.isOn).toBe(false);
    expect(book.claim(subject(), null)).toBeNull();
  });

  it('lets the further attempts of a request in, without counting them', () => {
    const book = new CaptureBook();
    const id = book.order({ ...ANY, count: 1 })?.id ?? 0;
    book.claim(subject(), null);
    expect(book.claim(subject({ channelId: TWO }), new Set([id]))).toBe(id);
    expect(book.orders).toMatchObject([{ left: 0 }]);
  });

  it.each([
    [{ ...ANY, channelId: TWO }, { channelId: TWO }, { channelId: ONE }],
    [{ ...ANY, tokenId: TOKEN }, {}, { tokenId: null }],
    [{ ...ANY, model: 'm-*' }, { model: 'm-2' }, { model: 'x-1' }],
    [{ ...ANY, model: 'm' }, { model: 'm' }, { model: null }],
  ])('takes for %j only what is of that kind', (kind, fitting, other) => {
    const book = new CaptureBook();
    const order = book.order({ ...kind, count: 5 });
    expect(book.claim(subject(other), null)).toBeNull();
    expect(book.claim(subject(fitting), null)).toBe(order?.id);
  });

  it('uses up no order for those that are switched on', () => {
    const book = new CaptureBook();
    book.order({ ...ANY, count: 1 });
    book.replaceSwitches({ channelIds: [ONE], tokenIds: [] });
    expect(book.claim(subject(), null)).toBe(BY_SWITCH);
    expect(book.orders).toMatchObject([{ left: 1 }]);
    book.replaceSwitches({ channelIds: [], tokenIds: [TOKEN] });
    expect(book.claim(subject({ channelId: TWO }), null)).toBe(BY_SWITCH);
  });

  it('refuses more orders than it can look through, unless one is used up', () => {
    const book = new CaptureBook();
    for (let made = 0; made < 100; made++) book.order({ ...ANY, count: 1 });
    expect(book.order({ ...ANY, count: 1 })).toBeNull();
    book.claim(subject(), null);
    expect(book.order({ ...ANY, count: 1 })).not.toBeNull();
  });
});
