import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { TokenId } from '../../main/contracts/token.ts';
import { Slots, type SlotAnswer, type Waiting } from '../../main/proxy/slots.ts';
import { ManualClock } from '../support/manual-clock.ts';

type Asked = { readonly tokenId: number; answer: SlotAnswer | null; leave: () => void };

class Queue {
  readonly clock = new ManualClock();
  readonly limits = { maxConcurrency: 1, maxQueued: 1000 };
  readonly slots = new Slots(() => this.limits, this.clock);
  readonly order: number[] = [];

  async ask(tokenId: number, maxWaitMs: number | null = null): Promise<Asked> {
    let onLeave: (() => void) | null = null;
    const asked: Asked = { tokenId, answer: null, leave: () => onLeave?.() };
    const waiting: Waiting = {
      tokenId: tokenId as TokenId,
      maxWaitMs,
      onLeave: (act) => void (onLeave = act),
    };
    const answer = this.slots.tryTake() ? 'taken' : this.slots.wait(waiting);
    const settle = (one: SlotAnswer): void => {
      asked.answer = one;
      if (one === 'taken') this.order.push(tokenId);
    };
    if (typeof answer === 'string') settle(answer);
    else void answer.then(settle);
    await settled();
    return asked;
  }

  async release(): Promise<void> {
    this.slots.release();
    await settled();
  }
}

const settled = (): Promise<void> => Promise.resolve().then(() => undefined);

describe('the queue for a slot', () => {
  it('serves one token in the order of its requests', async () => {
    const queue = new Queue();
    const [first, second, third] = [await queue.ask(1), await queue.ask(1), await queue.ask(1)];
    expect([first, second, third].map(({ answer }) => answer)).toEqual(['taken', null, null]);
    await queue.release();
    expect([second.answer, third.answer]).toEqual(['taken', null]);
  });

  it('lets tokens take turns, however many requests one of them has', async () => {
    const queue = new Queue();
    for (const tokenId of [1, 1, 1, 1, 2, 3, 3]) await queue.ask(tokenId);
    for (let round = 0; round < 6; round++) await queue.release();
    expect(queue.order).toEqual([1, 1, 2, 3, 1, 3, 1]);
  });

  it('lets nobody overtake those who wait', async () => {
    const queue = new Queue();
    await queue.ask(1);
    const waits = await queue.ask(1);
    queue.limits.maxConcurrency = 2;
    const newcomer = await queue.ask(2);
    expect([waits.answer, newcomer.answer]).toEqual([null, null]);
    queue.slots.admit();
    await settled();
    expect([waits.answer, newcomer.answer]).toEqual(['taken', null]);
  });

  it('lets in as many as a raised limit has room for', async () => {
    const queue = new Queue();
    for (const tokenId of [1, 1, 1, 1]) await queue.ask(tokenId);
    queue.limits.maxConcurrency = 3;
    await queue.release();
    expect(queue.order).toHaveLength(4);
    expect(queue.slots.taken).toBe(3);
  });

  it('refuses when it is full', async () => {
    const queue = new Queue();
    queue.limits.maxQueued = 1;
    await queue.ask(1);
    await queue.ask(1);
    expect((await queue.ask(2)).answer).toBe('queueFull');
  });

  it('ends a wait that takes too long', async () => {
    const queue = new Queue();
    await queue.ask(1);
    const waits = await queue.ask(1, 500);
    queue.clock.advance(499);
    await settled();
    expect(waits.answer).toBeNull();
    queue.clock.advance(1);
    await settled();
    expect(waits.answer).toBe('timedOut');
    expect(queue.slots.queued).toBe(0);
  });

  it('gives the turn of one that left to the next', async () => {
    const queue = new Queue();
    await queue.ask(1);
    const [leaves, stays] = [await queue.ask(1), await queue.ask(1)];
    leaves.leave();
    await queue.release();
    expect([leaves.answer, stays.answer]).toEqual(['left', 'taken']);
    expect(queue.clock.pending).toBe(0);
  });

  it('neither loses a slot nor gives one twice, whatever happens in whatever order', async () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const), token: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('release' as const), token: fc.constant(0) }),
      fc.record({ kind: fc.constant('leave' as const), token: fc.nat({ max: 20 }) }),
      fc.record({ kind: fc.constant('pass' as const), token: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 120 }), async (events) => {
        const queue = new Queue();
        queue.limits.maxConcurrency = 3;
        queue.limits.maxQueued = 10;
        const all: Asked[] = [];
        let released = 0;
        const held = (): number => queue.order.length - released;
        for (const { kind, token } of events) {
          if (kind === 'ask') all.push(await queue.ask(token, 50));
          else if (kind === 'leave') all.filter(({ answer }) => answer === null)[token]?.leave();
          else if (kind === 'pass') queue.clock.advance(20);
          else if (held() > 0) {
            released += 1;
            await queue.release();
          }
          await settled();
          expect(held()).toBe(queue.slots.taken);
          expect(held()).toBeLessThanOrEqual(3);
          const waiting = all.filter(({ answer }) => answer === null).length;
          expect(waiting).toBe(queue.slots.queued);
          if (waiting > 0) expect(held()).toBe(3);
        }
      }),
    );
  });
});
