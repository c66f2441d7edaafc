import { describe, expect, it } from 'vitest';
import { aVerdict } from '../support/verdict-builder.ts';
import { aBook, aTarget, MINUTE } from './availability-fixture.ts';

const WAIT_MS = 5_000;

/** A key that cools, with one request that tries it all the same and hangs. */
function aHangingTrial() {
  const stage = aBook({ trialWaitMs: WAIT_MS });
  const { book, take } = stage;
  const failure = aVerdict({ blame: 'key', reason: 'rateLimit', firstCooldownMs: MINUTE });
  book.settle(take(aTarget()), failure);
  const hanging = book.takeAnyway(aTarget());
  if (hanging === null) throw new Error('nobody else was trying');
  return { ...stage, hanging };
}

describe('a trial that hangs', () => {
  it('is waited for alone at first', () => {
    const { book, clock } = aHangingTrial();
    clock.advance(WAIT_MS / 2 - 1);
    expect(book.takeAnyway(aTarget())).toBeNull();
  });

  it('makes way for one more request while those who wait still can', () => {
    const { book, clock } = aHangingTrial();
    clock.advance(WAIT_MS / 2);
    expect(book.takeAnyway(aTarget())).not.toBeNull();
    expect(book.takeAnyway(aTarget())).toBeNull();
  });

  it('wakes those who wait when it is overdue', async () => {
    const { book, clock } = aHangingTrial();
    const woken = book.whenTrialEnds([aTarget()], WAIT_MS).then(() => clock.now());
    const overdueAt = clock.now() + WAIT_MS / 2;
    clock.advance(WAIT_MS / 2);
    expect(await woken).toBe(overdueAt);
  });

  it('does not end the trial of the request that came after it', () => {
    const { book, clock, hanging } = aHangingTrial();
    clock.advance(WAIT_MS / 2);
    const second = book.takeAnyway(aTarget());
    book.release(hanging);
    expect(book.isHeld(aTarget())).toBe(true);
    if (second !== null) book.release(second);
    expect(book.runningTrials).toBe(0);
  });

  it('is told apart from a trial with another key or URL', () => {
    const { book, clock } = aHangingTrial();
    expect(book.triedAt(aTarget())).toBe(clock.now());
    expect(book.triedAt(aTarget({ urlId: 11 }))).toBe(0);
    expect(book.triedAt(aTarget({ keyId: 11 }))).toBe(0);
  });
});
