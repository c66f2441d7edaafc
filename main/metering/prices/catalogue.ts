import {
  calcPrice,
  type ModelInfo,
  type ModelPrice,
  type PriceOptions,
} from '@pydantic/genai-prices';
import type { ClassPrices, KnownPrice, PriceTable, TieredPrice } from '../../contracts/price.ts';

/** What is asked of the catalogue: the price of a model at a moment, and where it was bought. */
export type PriceQuestion = {
  readonly model: string;
  /** Origin of the upstream (`https://openrouter.ai`): several vendors sell the same model. */
  readonly origin: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
};

/** Makers that the catalogue knows through a reseller alone, with their folder there. */
const RESOLD: readonly (readonly [name: RegExp, folder: string])[] = [
  [/^glm-/i, 'z-ai/'],
  [/^(qwen|qwq)/i, 'qwen/'],
  [/^minimax-/i, 'minimax/'],
];

/** Some prices change with the hour of the day (DeepSeek's), none within half an hour. */
const STEADY_MS = 30 * 60_000;

/** A price that holds whenever it is asked for. */
const ALWAYS: Validity = { fromAt: 0, untilAt: Number.MAX_SAFE_INTEGER };

type Validity = Pick<KnownPrice, 'fromAt' | 'untilAt'>;
type Found = Validity & { readonly table: PriceTable };

/**
 * Looks a model up in the price data of `@pydantic/genai-prices`. The data is part of the package: it is
 * never fetched, and a newer package is how it is renewed. The answer names the origin only where it matters.
 */
export function lookUpPrice({ model, origin, at }: PriceQuestion): KnownPrice {
  const timestamp = new Date(at);
  for (const name of spellings(model)) {
    const special = origin === null ? null : look(name, { providerApiUrl: origin, timestamp });
    if (special !== null) return { model, origin, ...special };
    const found = look(name, { timestamp }) ?? resold(name, timestamp);
    if (found !== null) return { model, origin: null, ...found };
  }
  return { model, origin: null, ...ALWAYS, table: null };
}

/** The name as it is, then without what clients and clouds add: `[1m]`, `vendor/`, `us.anthropic.`, `-v1:0`. */
function spellings(model: string): readonly string[] {
  const plain = model.replace(/\[[^\]]*\]$/, '');
  const bare = plain
    .slice(plain.lastIndexOf('/') + 1)
    .replace(/^(?:[a-z]+\.)*(?:anthropic)\./, '')
    .replace(/-v\d+(?::\d+)?$/, '');
  return [...new Set([model, plain, bare])];
}

function resold(name: string, timestamp: Date): Found | null {
  for (const [pattern, folder] of RESOLD) {
    if (!pattern.test(name)) continue;
    return look(`${folder}${name.toLowerCase()}`, { providerId: 'openrouter', timestamp });
  }
  return null;
}

function look(model: string, options: PriceOptions & { readonly timestamp: Date }): Found | null {
  const found = calcPrice({ input_tokens: 0 }, model, options);
  if (found === null) return null;
  const source = { kind: 'catalogue', provider: found.provider.id, model: found.model.id } as const;
  const table = { source, prices: classPrices(found.model_price) };
  return { ...validityOf(found.model, options.timestamp.getTime()), table };
}

/** For how long a model's price stays what it is at a moment. */
function validityOf({ prices }: ModelInfo, at: number): Validity {
  let { fromAt, untilAt } = ALWAYS;
  if (!Array.isArray(prices)) return ALWAYS;
  for (const { constraint } of prices) {
    if (constraint === undefined) continue;
    if (constraint.type === 'time_of_date') {
      const slot = Math.floor(at / STEADY_MS) * STEADY_MS;
      fromAt = Math.max(fromAt, slot);
      untilAt = Math.min(untilAt, slot + STEADY_MS);
    } else {
      const startsAt = Date.parse(constraint.start_date);
      if (startsAt > at) untilAt = Math.min(untilAt, startsAt);
      else fromAt = Math.max(fromAt, startsAt);
    }
  }
  return { fromAt, untilAt };
}

function classPrices(price: ModelPrice): ClassPrices {
  return {
    input: perMillion(price['input_mtok'], 1),
    inputAudio: perMillion(price['input_audio_mtok'], 1),
    cacheRead: perMillion(price['cache_read_mtok'], 1),
    cacheWrite5m: perMillion(price['cache_write_5m_mtok'] ?? price['cache_write_mtok'], 1),
    cacheWrite1h: perMillion(price['cache_write_1h_mtok'], 1),
    output: perMillion(price['output_mtok'], 1),
    outputAudio: perMillion(price['output_audio_mtok'], 1),
    webSearch: perMillion(price['web_searches_kcount'], 1000),
  };
}

/** US dollars for a million, or for a thousand, as whole nano-dollars for a million. */
function perMillion(price: ModelPrice[string], factor: number): TieredPrice | null {
  if (price === undefined) return null;
  const nano = (usd: number): number => Math.round(usd * 1e9) * factor;
  if (typeof price === 'number') return { baseNanoUsd: nano(price), tiers: [] };
  const tiers = price.tiers
    .map(({ start, price: usd }) => ({ aboveInputTokens: start, nanoUsd: nano(usd) }))
    .toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens);
  return { baseNanoUsd: nano(price.base), tiers };
}
