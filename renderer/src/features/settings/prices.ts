import type { PriceClass, PriceOverride } from '#contracts/price';
import type { ChannelId } from '#contracts/channel';

const NANO = 1e9;

/** The classes of a price, the everyday ones first. */
export const PRICE_FIELDS = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'inputAudio',
  'outputAudio',
  'webSearch',
] as const satisfies readonly PriceClass[];

/** As it stands in the form: dollars as they are typed. */
export type PriceForm = {
  modelPattern: string;
  channelId: ChannelId | null;
  usd: Record<PriceClass, string>;
};

export function formOf(price: PriceOverride | null): PriceForm {
  const usd = PRICE_FIELDS.map((name) => {
    const nanoUsd = price?.pricesNanoUsd[name] ?? null;
    return [name, nanoUsd === null ? '' : String(nanoUsd / NANO)];
  });
  return {
    modelPattern: price?.modelPattern ?? '',
    channelId: price?.channelId ?? null,
    usd: Object.fromEntries(usd) as Record<PriceClass, string>,
  };
}

/** The price that was typed. Inputs of numbers hold nothing else. */
export function priceOf(form: PriceForm, before: PriceOverride | null): PriceOverride {
  const nanoUsd = PRICE_FIELDS.map((name) => {
    const text = form.usd[name].trim();
    return [name, text === '' ? null : Math.round(Number(text) * NANO)];
  });
  return {
    modelPattern: form.modelPattern.trim(),
    channelId: form.channelId,
    pricesNanoUsd: Object.fromEntries(nanoUsd) as PriceOverride['pricesNanoUsd'],
    fromAt: before?.fromAt ?? null,
  };
}
