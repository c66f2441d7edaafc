import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Eligible } from '../../main/core/candidates.ts';
import { findCandidates } from '../../main/core/candidates.ts';
import type { BlameReason } from '../../main/core/classify.ts';
import { aChannel, aKey, aUrl } from '../support/channel-builder.ts';
import { aDemand } from '../support/demand-builder.ts';
import { aVerdict } from '../support/verdict-builder.ts';
import { aBook, MINUTE } from './availability-fixture.ts';

const MODELS = ['a', 'b'];
const KEYS = [1, 2, 3];
const URLS = [4, 5];

/** One channel with several of everything. */
function anEligible(): Eligible {
  const models = [{ name: 'claude-x', upstreamNames: MODELS, isEnabled: true }];
  const channel = aChannel(1, {
    models,
    keys: KEYS.map((id) => aKey(id)),
    urls: URLS.map((id) => aUrl(id)),
  });
  const [one] = findCandidates([channel], aDemand()).eligible;
  if (one === undefined) throw new Error('no candidate');
  return one;
}

/** What the slow way finds: every combination, and what stands in its way. */
function combinations({ book }: ReturnType<typeof aBook>, { channel, keys, urls }: Eligible) {
  return keys.flatMap((key) =>
    urls.flatMap((url) =>
      MODELS.map((upstreamModel) => {
        const target = { channelId: channel.id, keyId: key.id, urlId: url.id, upstreamModel };
        return { target, state: book.stateOf(target) };
      }),
    ),
  );
}

type Event = {
  readonly blame: 'key' | 'url' | 'model' | 'channel';
  readonly reason: BlameReason;
  readonly part: number;
  readonly lengthMs: number;
  readonly isTaken: boolean;
};

const events = fc.array(
  fc.record<Event>({
    blame: fc.constantFrom('key', 'url', 'model', 'channel'),
    reason: fc.constantFrom('rateLimit', 'server', 'unreachable'),
    part: fc.nat(5),
    lengthMs: fc.integer({ min: 1, max: 5 * MINUTE }),
    isTaken: fc.boolean(),
  }),
  { maxLength: 25 },
);

/** Lets attempts fail, and some of them go on, with time between them. */
function staged(given: readonly Event[], one: Eligible) {
  const stage = aBook();
  for (const { blame, reason, part, lengthMs, isTaken } of given) {
    const key = one.keys[part % KEYS.length];
    const url = one.urls[part % URLS.length];
    if (key === undefined || url === undefined) throw new Error('no such part');
    const upstreamModel = MODELS[part % MODELS.length] ?? '';
    const target = { channelId: one.channel.id, keyId: key.id, urlId: url.id, upstreamModel };
    const taken = stage.book.tryTake(target, stage.clock.now());
    if (taken.kind === 'free' && !isTaken) {
      stage.book.settle(taken.lease, aVerdict({ blame, reason, firstCooldownMs: lengthMs }));
    }
    // Asked in between, so that what it remembers of the keys has to become wrong in time.
    stage.book.parts.freeKeys(one, stage.clock.now());
    stage.clock.advance(lengthMs / 3);
  }
  return stage;
}

describe('FreeParts', () => {
  it('finds something free where one of all combinations is, and counts the free keys', () => {
    const one = anEligible();
    fc.assert(
      fc.property(events, (given) => {
        const stage = staged(given, one);
        const now = stage.clock.now();
        const { parts } = stage.book;
        const free = combinations(stage, one).filter(({ state }) => state.kind === 'free');
        expect(parts.hasFree(one, now)).toBe(free.length > 0);
        for (const { target } of free) {
          expect(parts.isKeyFree(target.channelId, target.keyId, now)).toBe(true);
          expect(parts.isUrlFree(target.channelId, target.urlId, now)).toBe(true);
          expect(parts.isModelFree(target.channelId, target.upstreamModel, now)).toBe(true);
        }
        if (free.length > 0) {
          const keys = new Set(free.map(({ target }) => target.keyId));
          expect(parts.freeKeys(one, now)).toBe(keys.size);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('names the candidate that the slow way would, where nobody is trying anything', () => {
    const one = anEligible();
    fc.assert(
      fc.property(events, (given) => {
        const stage = staged(
          given.map((event) => ({ ...event, isTaken: false })),
          one,
        );
        const now = stage.clock.now();
        const ranked = combinations(stage, one)
          .map(({ target, state }) =>
            state.kind === 'open'
              ? { target, until: state.until, isPause: state.isRateLimit }
              : { target, until: -1, isPause: true },
          )
          .toSorted((a, b) => Number(b.isPause) - Number(a.isPause) || a.until - b.until);
        const [first] = ranked;
        if (first === undefined) throw new Error('no combination');
        const { until, isPause } = first;
        const { parts } = stage.book;
        expect(parts.barOfBest(one, now)).toEqual({ until, isPause });
        const best = parts.best(one, now);
        const found = ranked.find(
          ({ target }) =>
            target.keyId === best?.key.id &&
            target.urlId === best.url.id &&
            target.upstreamModel === best.upstreamModel,
        );
        expect(found).toMatchObject({ until, isPause });
        expect(parts.soonest(one, now)).toBe(
          Math.max(now, Math.min(...ranked.map((other) => other.until))),
        );
      }),
      { numRuns: 400 },
    );
  });
});
