import { describe, expect, it } from 'vitest';
import { reservations } from '../../main/app/reservations.ts';
import type { Cost, Purchase } from '../../main/contracts/price.ts';
import { OutputBook } from '../../main/state/output-book.ts';
import { ManualClock } from '../support/manual-clock.ts';

const REQUEST = {
  route: { protocol: 'anthropic', operation: 'messages' },
  body: { plain: Buffer.from('{"model":"m","messages":[]}'.padEnd(4000, ' word')) },
} as const;

function costing(nanoUsd: number): Cost {
  return { totalNanoUsd: nanoUsd } as Cost;
}

describe('what is reserved for a request', () => {
  it('is the price of its input and of an output as long as the model’s usually are', () => {
    const asked: Purchase[] = [];
    const outputs = new OutputBook();
    const port = reservations(
      (purchase) => (asked.push(purchase), costing(7)),
      outputs,
      new ManualClock(5),
    );
    expect(port.estimate(REQUEST, 'm')).toEqual({ reserveNanoUsd: 7 });
    expect(asked[0]?.usage.inputTokens).toBeGreaterThan(500);
    expect(asked[0]?.usage.outputTokens).toBe(2000);
    for (let i = 0; i < 100; i++) outputs.add('m', 100);
    port.estimate(REQUEST, 'm');
    expect(asked[1]?.usage.outputTokens).toBeLessThan(150);
    expect(asked[1]).toMatchObject({ names: { sent: 'm' }, at: 5 });
  });

  it('is unknown where the price is', () => {
    const port = reservations(() => null, new OutputBook(), new ManualClock(0));
    expect(port.estimate(REQUEST, 'm')).toEqual({ reserveNanoUsd: null });
  });

  it.each([
    ['known', costing(7), 7],
    ['unknown', null, null],
  ])('is unknown until a price is looked up, then what it was: %s', async (_, cost, then) => {
    const found = Promise.resolve(cost);
    const port = reservations(() => found, new OutputBook(), new ManualClock(0));
    expect(port.estimate(REQUEST, 'm')).toEqual({ reserveNanoUsd: null });
    await found;
    expect(port.estimate(REQUEST, 'm')).toEqual({ reserveNanoUsd: then });
  });

  it('can be waited for where a price is new', async () => {
    let cost: Cost | null | Promise<Cost | null> = Promise.resolve(costing(7));
    const port = reservations(() => cost, new OutputBook(), new ManualClock(0));
    await port.known([null, 'm']);
    cost = costing(7);
    expect(port.known([null, 'm'])).toBeNull();
    expect(port.estimate(REQUEST, 'm')).toEqual({ reserveNanoUsd: 7 });
  });

  it('is not waited for without end', async () => {
    const clock = new ManualClock(0);
    const port = reservations(() => new Promise(() => undefined), new OutputBook(), clock);
    const known = port.known(['m']);
    clock.advance(2000);
    await known;
    expect(port.estimate(REQUEST, 'm')).toEqual({ reserveNanoUsd: null });
  });
});
