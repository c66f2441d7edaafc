import { describe, expect, it } from 'vitest';
import type { KnownPrice, PriceOverride, Purchase } from '../../../main/contracts/price.ts';
import type { PriceQuestion } from '../../../main/metering/prices/catalogue.ts';
import { Pricer } from '../../../main/metering/prices/pricer.ts';
import { anOverride, aPrice } from '../../support/price-builder.ts';
import { aUsage } from '../../support/usage-builder.ts';

const HALF_HOUR_MS = 30 * 60_000;

function aPurchase(named: Partial<Purchase> = {}): Purchase {
  return {
    usage: aUsage({ inputTokens: 1_000_000 }),
    names: { asked: 'opus', sent: 'relay-opus', returned: 'claude-opus-5' },
    channelId: null,
    origin: null,
    at: 10 * HALF_HOUR_MS,
    multiplier: 1,
    ...named,
  };
}

const DAY_MS = 48 * HALF_HOUR_MS;

/** What a catalogue says that changes its prices every day, and does not look at who sells. */
function answer({ model, at }: PriceQuestion, isKnown: boolean): KnownPrice {
  const fromAt = Math.floor(at / DAY_MS) * DAY_MS;
  const table = isKnown ? aPrice({}, model).table : null;
  return { model, origin: null, fromAt, untilAt: fromAt + DAY_MS, table };
}

/** A pricer whose catalogue knows the models named, and the questions it was asked. */
function setUp(known: readonly string[], overrides: readonly PriceOverride[] = []) {
  const asked: PriceQuestion[] = [];
  const pricer = new Pricer(
    () => overrides,
    async (question) => {
      asked.push(question);
      return answer(question, known.includes(question.model));
    },
  );
  return { pricer, asked };
}

describe('Pricer', () => {
  it('prices what was sent, else what came back, else what was asked for', async () => {
    const price = (known: string[]) => setUp(known).pricer.price(aPurchase());
    expect(await price(['relay-opus', 'claude-opus-5'])).toMatchObject({ pricedAs: 'sent' });
    expect(await price(['opus', 'claude-opus-5'])).toMatchObject({ pricedAs: 'returned' });
    expect(await price(['opus'])).toMatchObject({ pricedAs: 'asked', pricedModel: 'opus' });
  });

  it('knows nothing rather than 0 when no name has a price', async () => {
    expect(await setUp([]).pricer.price(aPurchase())).toBeNull();
  });

  it("prefers the user's price and then leaves the catalogue alone", async () => {
    const { pricer, asked } = setUp(['relay-opus'], [anOverride('opus', 5e9)]);
    const cost = await pricer.price(aPurchase());
    expect(cost).toMatchObject({ totalNanoUsd: 5e9, source: { modelPattern: 'opus' } });
    expect(asked).toEqual([]);
  });

  it('asks the catalogue again when a price holds no longer, or somebody else sells', async () => {
    const { pricer, asked } = setUp(['relay-opus']);
    for (const at of [0, 1, DAY_MS - 1]) await pricer.price(aPurchase({ at }));
    const names = () => asked.map(({ model }) => model);
    expect(names()).toEqual(['relay-opus', 'claude-opus-5', 'opus']);
    await pricer.price(aPurchase({ at: DAY_MS }));
    await pricer.price(aPurchase({ at: DAY_MS, origin: 'https://other.example' }));
    expect(names().filter((name) => name === 'relay-opus')).toHaveLength(3);
  });

  it('asks for all names in one breath, and once', async () => {
    const { pricer, asked } = setUp([]);
    const first = pricer.price(aPurchase());
    const second = pricer.price(aPurchase());
    expect(asked).toHaveLength(3);
    expect([await first, await second]).toEqual([null, null]);
    expect(asked).toHaveLength(3);
  });

  it('hands over what it has learned, and needs not ask for what it is given', async () => {
    const origin = 'https://relay.example';
    const { pricer } = setUp(['relay-opus']);
    await pricer.learn({ model: 'relay-opus', origin, at: 5 });
    const learned = pricer.takeUnsaved();
    expect(learned.map((one) => one.origin)).toEqual([origin, null]);
    expect(pricer.takeUnsaved()).toEqual([]);
    const next = setUp([]);
    next.pricer.load(learned);
    for (const at of [origin, null]) {
      expect(next.pricer.price(aPurchase({ origin: at }))).toMatchObject({ pricedAs: 'sent' });
      expect(next.pricer.learn({ model: 'relay-opus', origin: at, at: 5 })).toBeNull();
    }
    expect(next.asked).toEqual([]);
  });

  it('says at once what it knows already', async () => {
    const { pricer } = setUp(['relay-opus']);
    const later = await pricer.price(aPurchase());
    expect(later).toMatchObject({ pricedAs: 'sent' });
    expect(pricer.price(aPurchase())).toEqual(later);
    expect(
      setUp([], [anOverride('opus', 5e9)]).pricer.price(
        aPurchase({ names: { asked: 'opus', sent: null, returned: null } }),
      ),
    ).toMatchObject({ totalNanoUsd: 5e9 });
  });

  it('asks again after a question that failed', async () => {
    let isBroken = true;
    const pricer = new Pricer(
      () => [],
      async (question) => {
        if (isBroken) throw new Error('the thread ended');
        return answer(question, true);
      },
    );
    await expect(pricer.price(aPurchase())).rejects.toThrow('the thread ended');
    isBroken = false;
    expect(await pricer.price(aPurchase())).toMatchObject({ totalNanoUsd: 6e9 });
  });

  it('adds the passes of other models at their own prices', async () => {
    const pass = {
      kind: 'advisor',
      model: 'claude-fable-5',
      inputTokens: 1000,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      outputTokens: 0,
    };
    const usage = aUsage({ inputTokens: 1000, extraPasses: [pass, { ...pass, model: null }] });
    const { pricer } = setUp(['relay-opus', 'claude-fable-5']);
    const cost = await pricer.price(aPurchase({ usage }));
    expect(cost?.lines.map((line) => line.model)).toEqual([
      'relay-opus',
      'claude-fable-5',
      'relay-opus',
    ]);
    const strange = await setUp(['relay-opus']).pricer.price(aPurchase({ usage }));
    expect(strange?.unpriced).toEqual(['pass']);
  });
});
