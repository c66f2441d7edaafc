import type { Cost, Purchase } from '../contracts/price.ts';
import { estimateUsage } from '../core/usage/estimate-usage.ts';
import type { PricePort } from '../proxy/estimates.ts';
import type { OutputBook } from '../state/output-book.ts';

/** Where nobody has seen a model answer yet. */
const FIRST_OUTPUT_TOKENS = 2000;

/** Names come from clients. */
const MAX_MODELS = 500;

const NO_ANSWER = { bytes: 0, sampledBytes: 0, sampledEvents: 0 };

/**
 * What a request may cost, before it is sent: its input by its size, and an output that 95 of 100 answers of the model
 * do not exceed. While a price is being looked up for the first time, nothing is reserved: better one request beyond a limit
 * than one refused whose price is only not at hand yet.
 */
export function reservations(
  price: (purchase: Purchase) => Cost | null | Promise<Cost | null>,
  outputs: Pick<OutputBook, 'p95'>,
  now: () => number,
): PricePort {
  /** As it was last, for when it is looked up anew. */
  const last = new Map<string, number | null>();
  return {
    estimate: ({ route, body }, upstreamModel) => {
      const usage = {
        ...estimateUsage(route.protocol, body.plain, NO_ANSWER, null, true),
        outputTokens: outputs.p95(upstreamModel) ?? FIRST_OUTPUT_TOKENS,
      };
      const names = { asked: null, sent: upstreamModel, returned: null };
      const cost = price({ usage, names, channelId: null, origin: null, at: now(), multiplier: 1 });
      const note = (known: Cost | null): number | null => {
        const nanoUsd = known?.totalNanoUsd ?? null;
        if (last.size >= MAX_MODELS) last.clear();
        last.set(upstreamModel, nanoUsd);
        return nanoUsd;
      };
      if (!(cost instanceof Promise)) return { reserveNanoUsd: note(cost) };
      // Where the prices cannot be read, the price is as unknown as where they have none.
      cost.then(note, () => note(null));
      return { reserveNanoUsd: last.get(upstreamModel) ?? (last.has(upstreamModel) ? null : 0) };
    },
  };
}
