import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import { AffinityBook, isSame, type AffinityTarget } from '../../main/state/affinity-book.ts';
import { aChannel, aKey } from '../support/channel-builder.ts';

const MINUTE = 60_000;

function target(channel: number, key = channel * 10): AffinityTarget {
  return { channelId: channel as ChannelId, keyId: key as KeyId };
}

function book(limits: { ttlMs?: number; most?: number } = {}): AffinityBook {
  const { ttlMs = 60 * MINUTE, most = 100 } = limits;
  return new AffinityBook(() => ({ affinityTtlMs: ttlMs, affinityMaxConversations: most }));
}

describe('AffinityBook', () => {
  it('takes the place when the choice is made, for all who come meanwhile', () => {
    const places = book();
    places.reserve('c', target(1), 0);
    expect(places.find('c', 1)).toMatchObject({ target: target(1), standIn: null });
  });

  it('keeps the place of a target that is only busy, and one for its stand-in', () => {
    const places = book();
    places.reserve('c', target(1), 0);
    places.reserve('c', target(2), 1);
    expect(places.find('c', 2)).toMatchObject({ target: target(1), standIn: target(2) });
    places.reserve('c', target(1), 3);
    expect(places.find('c', 4)).toMatchObject({ target: target(1), standIn: target(2) });
  });

  it('moves to who answered, once', () => {
    const places = book();
    places.reserve('c', target(1), 0);
    places.reserve('c', target(2), 1);
    places.move('c', target(2), 2);
    expect(places.find('c', 3)).toMatchObject({ target: target(2), standIn: null, isMixed: true });
  });

  it('forgets a conversation that rests, counted from its last use', () => {
    const places = book({ ttlMs: MINUTE });
    places.reserve('c', target(1), 0);
    places.reserve('c', target(1), MINUTE);
    expect(places.find('c', 2 * MINUTE)).not.toBeNull();
    expect(places.find('c', 2 * MINUTE + 1)).toBeNull();
    expect(places.size).toBe(0);
    const forEver = book({ ttlMs: 0 });
    forEver.reserve('c', target(1), 0);
    expect(forEver.find('c', Number.MAX_SAFE_INTEGER)).not.toBeNull();
  });

  it('forgets the least recently used beyond its bound', () => {
    const places = book({ most: 2 });
    places.reserve('a', target(1), 0);
    places.reserve('b', target(1), 1);
    places.reserve('a', target(1), 2);
    places.reserve('c', target(1), 3);
    expect(['a', 'b', 'c'].map((key) => places.find(key, 4) !== null)).toEqual([true, false, true]);
  });

  it('forgets places at channels and keys that are gone, and keeps those of disabled ones', () => {
    const places = book();
    places.reserve('gone', target(1), 0);
    places.reserve('key gone', target(2, 21), 0);
    places.reserve('kept', target(2, 20), 0);
    places.reserve('kept', target(1), 0);
    places.retain([aChannel(2, { keys: [aKey(20, { isEnabled: false })], isEnabled: false })]);
    expect(places.find('gone', 1)).toBeNull();
    expect(places.find('key gone', 1)).toBeNull();
    expect(places.find('kept', 1)).toMatchObject({ target: target(2, 20), standIn: null });
  });

  it('knows whether others may have minted what a conversation carries', () => {
    const places = book();
    const isMixed = (): boolean | undefined => places.find('c', 1)?.isMixed;
    places.reserve('c', target(1), 0);
    expect(isMixed()).toBe(true);
    places.looked('c', false, 0);
    expect(isMixed()).toBe(false);
    places.reserve('c', target(2), 0);
    expect(isMixed()).toBe(true);
    places.looked('c', false, 0);
    expect(isMixed()).toBe(true);
    places.move('c', target(2), 0);
    places.looked('c', false, 0);
    expect(isMixed()).toBe(false);
    places.looked('c', true, 0);
    expect(isMixed()).toBe(true);
  });

  it('hands out what changed, and a mere use only now and then', () => {
    const places = book({ ttlMs: 60 * MINUTE });
    places.reserve('c', target(1), 1000);
    places.looked('c', false, 1000);
    const stored = { key: 'c', ...target(1), usedAt: 1000, isMixed: false };
    expect(places.takeUnsaved()).toEqual([stored]);
    places.reserve('c', target(1), 2000);
    expect(places.takeUnsaved()).toEqual([]);
    places.reserve('c', target(1), 4 * MINUTE);
    expect(places.takeUnsaved()).toEqual([{ ...stored, usedAt: 4 * MINUTE }]);

    const next = book();
    next.load([stored]);
    expect(next.find('c', 2000)).toMatchObject({ target: target(1), isMixed: false });
    expect(next.takeUnsaved()).toEqual([]);
  });
});

/** What a request does with the book: to the target, else to its stand-in, else to whoever's turn it is. */
class World {
  readonly places = book();
  readonly healthy: boolean[];
  now = 0;
  #turn = 0;

  constructor(size: number) {
    this.healthy = new Array<boolean>(size).fill(true);
  }

  isHealthy(one: AffinityTarget): boolean {
    return this.healthy[one.channelId - 1] === true;
  }

  choose(): AffinityTarget | null {
    const place = this.places.find('c', this.now);
    const preferred = [place?.target, place?.standIn].find(
      (one) => one !== undefined && one !== null && this.isHealthy(one),
    );
    const others = this.healthy.flatMap((isUp, at) => (isUp ? [target(at + 1)] : []));
    const chosen = preferred ?? others[this.#turn++ % Math.max(1, others.length)] ?? null;
    if (chosen !== null) this.places.reserve('c', chosen, this.now);
    return chosen;
  }

  answer(by: AffinityTarget): void {
    const place = this.places.find('c', this.now);
    if (place !== null && !this.isHealthy(place.target)) this.places.move('c', by, this.now);
  }
}

type Step =
  | { readonly kind: 'ask' }
  | { readonly kind: 'answer'; readonly nth: number }
  | { readonly kind: 'flip'; readonly nth: number };

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step>({ kind: 'ask' }) },
    { weight: 4, arbitrary: fc.nat(9).map((nth): Step => ({ kind: 'answer', nth })) },
    { weight: 1, arbitrary: fc.nat(9).map((nth): Step => ({ kind: 'flip', nth })) },
  ),
  { maxLength: 80 },
);

describe('a conversation whose requests overlap while targets fail and recover', () => {
  it('is never sent to an unavailable target, and leaves a healthy one for no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), steps, (size, all) => {
        const world = new World(size);
        const running: AffinityTarget[] = [];
        for (const step of all) {
          world.now++;
          const before = world.places.find('c', world.now)?.target;
          const wasHealthy = before !== undefined && world.isHealthy(before);
          if (step.kind === 'flip') {
            world.healthy[step.nth % size] = world.healthy[step.nth % size] !== true;
            continue;
          }
          if (step.kind === 'ask') {
            const chosen = world.choose();
            if (chosen === null) continue;
            expect(world.isHealthy(chosen)).toBe(true);
            if (wasHealthy) expect(chosen).toEqual(before);
            running.push(chosen);
          } else {
            const [one] = running.splice(step.nth % Math.max(1, running.length), 1);
            if (one !== undefined && world.isHealthy(one)) world.answer(one);
          }
          const after = world.places.find('c', world.now)?.target;
          if (wasHealthy && before !== undefined && after !== undefined) {
            expect(isSame(before, after)).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('meets at one stand-in', () => {
    const world = new World(4);
    const first = world.choose();
    if (first === null) throw new Error('There is nobody to choose.');
    world.healthy[first.channelId - 1] = false;
    const chosen = Array.from({ length: 10 }, () => world.choose());
    expect(new Set(chosen.map((one) => one?.channelId)).size).toBe(1);
  });
});
