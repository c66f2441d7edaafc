import type { Cost, Purchase } from '../contracts/price.ts';
import { estimateUsage } from '../core/usage/estimate-usage.ts';
import type { Clock } from '../proxy/clock.ts';
import type { PricePort, PricedRequest } from '../proxy/estimates.ts';
import type { OutputBook } from '../state/output-book.ts';

/** Where nobody has seen a model answer yet. */
const FIRST_OUTPUT_TOKENS = 2000;

/** Names come from clients. */
const MAX_MODELS = 500;

/** A look-up takes a tenth of a second. Where it takes longer, a price counts as unknown. */
const LOOK_UP_MS = 2000;

const NO_ANSWER = { bytes: 0, sampledBytes: 0, sampledEvents: 0 };

const NOTHING: PricedRequest = {
  route: { protocol: 'anthropic', operation: 'messages' },
  body: { plain: Buffer.alloc(0) },
};

/**
 * What a request may cost, before it is sent: its input by its size, and an output that 95 of 100 answers of the model
 * do not exceed. A price that is looked up anew is taken to be what it was.
 */
export function reservations(
  price: (purchase: Purchase) => Cost | null | Promise<Cost | null>,
  outputs: Pick<OutputBook, 'p95'>,
  clock: Pick<Clock, 'now' | 'after'>,
): PricePort {
  const last = new Map<string, number | null>();
  const costOf = (
    { route, body }: PricedRequest,
    model: string,
  ): Cost | null | Promise<Cost | null> => {
    const usage = {
      ...estimateUsage(route.protocol, body.plain, NO_ANSWER, null, true),
      outputTokens: outputs.p95(model) ?? FIRST_OUTPUT_TOKENS,
    };
    const names = { asked: null, sent: model, returned: null };
    return price({ usage, names, channelId: null, origin: null, at: clock.now(), multiplier: 1 });
  };
  return {
    known: (models) => {
      const asked = models.flatMap((model) => {
        const cost = model === null || last.has(model) ? null : costOf(NOTHING, model);
        return cost instanceof Promise ? [cost] : [];
      });
      return asked.length === 0 ? null : bounded(Promise.allSettled(asked), clock);
    },
    estimate: (request, model) => {
      const cost = costOf(request, model);
      const note = (known: Cost | null): number | null => {
        const nanoUsd = known?.totalNanoUsd ?? null;
        if (last.size >= MAX_MODELS) last.clear();
        last.set(model, nanoUsd);
        return nanoUsd;
      };
      if (!(cost instanceof Promise)) return { reserveNanoUsd: note(cost) };
      // Where the prices cannot be read, the price is as unknown as where they have none.
      cost.then(note, () => note(null));
      return { reserveNanoUsd: last.get(model) ?? null };
    },
  };
}

/** Resolves with what it waits for, or after a while without it. */
function bounded(waiting: Promise<unknown>, clock: Pick<Clock, 'after'>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(LOOK_UP_MS, resolve);
    void waiting.then(() => {
      cancel();
      resolve();
    });
  });
}
