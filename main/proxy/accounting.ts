import type { Cost } from '../contracts/price.ts';
import type { RecordCost } from '../contracts/record.ts';
import type { Usage } from '../contracts/usage.ts';
import { estimateUsage } from '../core/usage/estimate-usage.ts';
import type { Admission } from './admit.ts';
import type { SeenUsage } from './answer-meter.ts';
import type { PriceRequest } from './price-port.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** What the relayed attempt of a request used and cost. */
export type Account = {
  readonly usage: Usage | null;
  readonly returnedModel: string | null;
  /** A promise, which never rejects, while prices are being looked up. */
  readonly cost: RecordCost | null | Promise<RecordCost>;
};

export const NOTHING_BILLED: Account = { usage: null, returnedModel: null, cost: null };

/** What was bought, and of whom. */
export type Bought = {
  readonly admission: Admission;
  readonly request: Pick<UpstreamRequest, 'route' | 'candidate'>;
  /** When the attempt began. */
  readonly at: number;
  readonly isWhole: boolean;
};

/** `seen`: what the answer showed; null where nothing is billed by tokens. */
export function accountFor(seen: SeenUsage | null, bought: Bought, price: PriceRequest): Account {
  if (seen === null) return NOTHING_BILLED;
  const { admission, request, at } = bought;
  const { eligible, upstreamModel } = request.candidate;
  const { channel } = eligible;
  const { returnedModel } = seen;
  const { priceMultiplier: multiplier } = channel;
  const usage = seen.usage ?? estimated(seen, bought);
  if (usage === null) return { usage, returnedModel, cost: unknownCost(multiplier) };
  const asked = admission.facts.model;
  const cost = price({
    usage,
    names: { asked, sent: upstreamModel ?? asked, returned: returnedModel },
    channelId: channel.id,
    origin: request.route.origin,
    at,
    multiplier,
  });
  return { usage, returnedModel, cost: recordCost(cost, multiplier) };
}

/** Null when not even the size of the answer is known. */
function estimated(seen: SeenUsage, { admission, isWhole }: Bought): Usage | null {
  const { size, returnedModel, isReadable } = seen;
  if (!isReadable) return null;
  const { route, body } = admission;
  return estimateUsage(route.protocol, body.plain, size, returnedModel, isWhole);
}

function recordCost(
  cost: Cost | null | Promise<Cost | null>,
  multiplier: number,
): RecordCost | Promise<RecordCost> {
  if (!(cost instanceof Promise)) return toRecordCost(cost, multiplier);
  return cost.then(
    (known) => toRecordCost(known, multiplier),
    // The prices cannot be read just now.
    () => unknownCost(multiplier),
  );
}

function toRecordCost(cost: Cost | null, multiplier: number): RecordCost {
  if (cost === null) return unknownCost(multiplier);
  const { totalNanoUsd: nanoUsd, pricedModel, lines, unpriced, surcharge, source } = cost;
  return { nanoUsd, pricedModel, multiplier, lines, unpriced, surcharge, source };
}

function unknownCost(multiplier: number): RecordCost {
  return {
    nanoUsd: null,
    pricedModel: null,
    multiplier,
    lines: [],
    unpriced: [],
    surcharge: null,
    source: null,
  };
}
