import { describe, expect, it } from 'vitest';
import { BLAME_REASONS, BLAMES } from '../../main/contracts/constants.ts';
import type { Lease } from '../../main/state/lease.ts';
import { aVerdict } from '../support/verdict-builder.ts';
import { aBook, aTarget, MINUTE } from './availability-fixture.ts';

const HOUR = 60 * MINUTE;
const STEPS = 3000;

/** Dice that fall the same way every time (mulberry32), so that a failure can be looked at. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function anyTarget(roll: (below: number) => number) {
  const channelId = 1 + roll(3);
  return aTarget({
    channelId,
    keyId: channelId * 10 + roll(2),
    urlId: channelId * 10 + roll(2),
    upstreamModel: ['a', 'b', null][roll(3)] ?? null,
  });
}

/** Thousands of requests with random fates, looked at after every step. */
function storm(seed: number, look: (stage: ReturnType<typeof aBook>) => void) {
  const roll = dice(seed);
  const stage = aBook({ failuresBeforeOpening: 1 + roll(3) });
  const { book, clock } = stage;
  let running: Lease[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    clock.advance(roll(20_000));
    const target = anyTarget(roll);
    const taken = book.tryTake(target, clock.now());
    const lease = taken.kind === 'free' ? taken.lease : roll(4) === 0 && book.takeAnyway(target);
    if (lease !== false && lease !== null) running.push(lease);
    const ending = running[roll(running.length + 3)];
    if (ending !== undefined) {
      const fate = roll(5);
      if (fate === 0) book.succeed(ending);
      else if (fate === 1) book.release(ending);
      else {
        const statedUntil = roll(4) === 0 ? clock.now() + (roll(100) - 20) * HOUR : null;
        const blame = BLAMES[roll(BLAMES.length)] ?? 'nobody';
        const reason = BLAME_REASONS[roll(BLAME_REASONS.length)] ?? 'none';
        const firstCooldownMs = roll(300) * 1000;
        book.settle(ending, aVerdict({ blame, reason, statedUntil, firstCooldownMs }));
      }
      running = running.filter((one) => !one.isEnded);
    }
    look(stage);
  }
  for (const lease of running) book.release(lease);
  return stage;
}

describe.each([1, 2, 3, 4])('a storm of requests (%i)', (seed) => {
  it('leaves nothing open for longer than is allowed', () => {
    let opened = 0;
    storm(seed, ({ book, clock, settings }) => {
      for (const view of book.list()) {
        opened += 1;
        const longest = view.isStated ? settings.statedResetCapMs : settings.cooldownMaxMs;
        expect(view.until - clock.now()).toBeLessThanOrEqual(longest);
        expect(view.until).toBeGreaterThanOrEqual(view.openedAt);
        expect(view.strikes).toBeGreaterThanOrEqual(0);
      }
    });
    expect(opened).toBeGreaterThan(STEPS);
  });

  it('leaves no trial running when every attempt has ended', () => {
    let trials = 0;
    const { book } = storm(seed, (stage) => {
      trials = Math.max(trials, stage.book.runningTrials);
    });
    expect(trials).toBeGreaterThan(1);
    expect(book.runningTrials).toBe(0);
  });

  it('ends every cooldown by time alone', () => {
    const { book, clock } = storm(seed, () => undefined);
    expect(book.list()).not.toEqual([]);
    clock.advance(24 * HOUR);
    expect(book.list().filter(({ state }) => state === 'open')).toEqual([]);
    clock.advance(HOUR);
    expect(book.list()).toEqual([]);
  });

  it('writes down what is open, and nothing else', () => {
    const { book, writes } = storm(seed, () => undefined);
    book.flush();
    const rows = new Map<string, number>();
    for (const { saved, removed } of writes) {
      for (const { scope, circuit } of saved) rows.set(JSON.stringify(scope), circuit.until);
      for (const scope of removed) rows.delete(JSON.stringify(scope));
    }
    for (const { scope, until } of book.list()) {
      expect(rows.get(JSON.stringify(scope))).toBe(until);
    }
  });
});
