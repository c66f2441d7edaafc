import type { ChannelId } from './channel.ts';
import type { PRICE_CLASSES } from './constants.ts';
import type { Usage } from './usage.ts';

/** What is paid for, each at a price of its own. */
export type PriceClass = (typeof PRICE_CLASSES)[number];

/** Nano-dollars for a million units (tokens, web searches). An integer: $3 a million tokens are 3 000 000 000. */
export type TieredPrice = {
  readonly baseNanoUsd: number;
  /** Ascending. One that the whole input exceeds holds for the whole request, not for the excess. */
  readonly tiers: readonly { readonly aboveInputTokens: number; readonly nanoUsd: number }[];
};

/** Null: no price is known for this class. */
export type ClassPrices = Readonly<Record<PriceClass, TieredPrice | null>>;

export type PriceSource =
  | { readonly kind: 'catalogue'; readonly provider: string; readonly model: string }
  | { readonly kind: 'override'; readonly modelPattern: string };

/** The prices of one model at one moment. */
export type PriceTable = { readonly source: PriceSource; readonly prices: ClassPrices };

/** What the catalogue says of a model. */
export type KnownPrice = {
  readonly model: string;
  /** Of the upstream; null: wherever nothing else is said of it. */
  readonly origin: string | null;
  /** Epoch milliseconds between which it holds, the second excluded. */
  readonly fromAt: number;
  readonly untilAt: number;
  /** Null: it has no price for the model. */
  readonly table: PriceTable | null;
};

/** A price set by the user. It wins over the catalogue. */
export type PriceOverride = {
  /** Name of a model; `*` stands for any characters. Case does not matter. */
  readonly modelPattern: string;
  /** Null: for every channel. */
  readonly channelId: ChannelId | null;
  /** Nano-dollars for a million; null falls back to what `ClassPrices` says of a missing class. */
  readonly pricesNanoUsd: Readonly<Record<PriceClass, number | null>>;
  /** Epoch milliseconds from which it holds; null means always. */
  readonly fromAt: number | null;
};

/** The names one model went by. */
export type ModelNames = {
  readonly asked: string | null;
  readonly sent: string | null;
  readonly returned: string | null;
};

/** One line of the arithmetic: `quantity × priceNanoUsd / 1 000 000 = costNanoUsd`. */
export type CostLine = {
  readonly model: string;
  readonly priceClass: PriceClass;
  readonly quantity: number;
  /** For a million, surcharge and multiplier not yet in it. */
  readonly listPriceNanoUsd: number;
  /** For a million, with them. */
  readonly priceNanoUsd: number;
  readonly costNanoUsd: number;
};

/** What a request cost, and why. */
export type Cost = {
  /** The sum of the lines. */
  readonly totalNanoUsd: number;
  /** The same without the channel's multiplier. */
  readonly listNanoUsd: number;
  readonly lines: readonly CostLine[];
  /** Used, and yet without a price: the total is short of them. `pass`: by a further model. */
  readonly unpriced: readonly (PriceClass | 'pass')[];
  readonly pricedModel: string;
  readonly pricedAs: keyof ModelNames;
  readonly source: PriceSource;
  /** Service tier or speed that changed the prices; null when none did. */
  readonly surcharge: string | null;
  readonly multiplier: number;
};

/** One request to be priced. */
export type Purchase = {
  readonly usage: Usage;
  readonly names: ModelNames;
  readonly channelId: ChannelId | null;
  /** Origin of the upstream that answered. */
  readonly origin: string | null;
  /** When it was asked, epoch milliseconds. */
  readonly at: number;
  /** Of the channel; 1 changes nothing, 0 is free. */
  readonly multiplier: number;
};
