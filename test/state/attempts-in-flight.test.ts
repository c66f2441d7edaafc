import { describe, expect, it } from 'vitest';
import type { ChannelId } from '../../main/contracts/channel.ts';
import { aVerdict } from '../support/verdict-builder.ts';
import { aBook, aTarget } from './availability-fixture.ts';

describe('inFlightOf', () => {
  it('counts the attempts at a channel until each has ended, however often it is told', () => {
    const { book, take } = aBook();
    const [one, other] = [take(aTarget()), take(aTarget({ keyId: 11 }))];
    expect([1, 2].map((id) => book.inFlightOf(id as ChannelId))).toEqual([2, 0]);
    book.settle(one, aVerdict());
    book.release(one);
    expect(book.inFlightOf(1 as ChannelId)).toBe(1);
    book.succeed(other);
    expect(book.inFlightOf(1 as ChannelId)).toBe(1);
    book.release(other);
    expect(book.inFlightOf(1 as ChannelId)).toBe(0);
  });
});
