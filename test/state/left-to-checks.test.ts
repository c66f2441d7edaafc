import { describe, expect, it } from 'vitest';
import { aChannel } from '../support/channel-builder.ts';
import { aVerdict } from '../support/verdict-builder.ts';
import { aBook, aTarget, MINUTE } from './availability-fixture.ts';

const target = aTarget();

/** A book whose URL cools for 30 s and is left to checks. */
function coolingBook() {
  const made = aBook({}, { isLeftToChecks: ({ kind }) => kind === 'url' });
  made.book.retain([aChannel(1)]);
  const verdict = aVerdict({ blame: 'url', reason: 'unreachable', firstCooldownMs: 30_000 });
  made.book.settle(made.take(target), verdict);
  made.clock.advance(MINUTE);
  return { ...made, verdict };
}

describe('a circuit that is left to checks', () => {
  it('stays open after its time, and its channel with it', () => {
    const { kindOf, scopes } = coolingBook();
    expect(kindOf(target)).toBe('open');
    expect(scopes()).toEqual(['url open', 'channel open']);
  });

  it('is closed by a check that proves it, and by nothing less', () => {
    const { book, kindOf } = coolingBook();
    book.settleCheck(book.takeForCheck(target), null, () => false);
    expect(kindOf(target)).toBe('open');
    book.settleCheck(book.takeForCheck(target), null, (kind) => kind === 'url');
    expect(kindOf(target)).toBe('free');
  });

  it('cools for longer when a check fails', () => {
    const { book, verdict, clock } = coolingBook();
    book.settleCheck(book.takeForCheck(target), verdict, () => false);
    expect(book.list()[0]).toMatchObject({ strikes: 2, until: clock.now() + MINUTE });
  });

  it('is tried by the next request when a person says so', () => {
    const { book, kindOf } = coolingBook();
    book.tryChannelNow(target.channelId);
    expect(kindOf(target)).toBe('free');
  });
});
