import type { Cost } from '../contracts/price.ts';
import type { RecordCost } from '../contracts/record.ts';
import type { Usage } from '../contracts/usage.ts';
import { estimateUsage } from '../core/usage/estimate-usage.ts';
import type { Admission } from './admission.ts';
import type { SeenUsage } from './answer-meter.ts';
import type { PriceRequest } from './price-port.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** What the relayed attempt of a request used and cost. */
export type Account = {
  readonly usage: Usage | null;
  readonly returnedModel: string | null;
  /** As it is known now. */
  readonly cost: RecordCost | null;
  /** What it will be known to be, while prices are being looked up. Never rejects. */
  readonly priced: Promise<RecordCost> | null;
};

export const NOTHING_BILLED: Account = {
  usage: null,
  returnedModel: null,
  cost: null,
  priced: null,
};

/** What was bought, and of whom. */
export type Bought = {
  readonly admission: Admission;
  readonly request: Pick<UpstreamRequest, 'route' | 'candidate' | 'protocol' | 'converted'>;
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
  const unknown = unknownCost(multiplier);
  if (usage === null) return { usage, returnedModel, cost: unknown, priced: null };
  const asked = admission.facts.model;
  const cost = price({
    usage,
    names: { asked, sent: upstreamModel ?? asked, returned: returnedModel },
    channelId: channel.id,
    origin: request.route.origin,
    at,
    multiplier,
  });
  if (!(cost instanceof Promise)) {
    return { usage, returnedModel, cost: recordCost(cost, multiplier), priced: null };
  }
  const priced = cost.then(
    (known) => recordCost(known, multiplier),
    // The prices cannot be read just now.
    () => unknown,
  );
  return { usage, returnedModel, cost: unknown, priced };
}

/** Null when not even the size of the answer is known. */
function estimated(seen: SeenUsage, { admission, request, isWhole }: Bought): Usage | null {
  const { size, returnedModel, isReadable } = seen;
  if (!isReadable) return null;
  const asked = request.converted?.bytes ?? admission.body.plain;
  return estimateUsage(request.protocol, asked, size, returnedModel, isWhole);
}

function recordCost(cost: Cost | null, multiplier: number): RecordCost {
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
