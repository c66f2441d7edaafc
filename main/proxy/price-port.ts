import type { Cost, Purchase } from '../contracts/price.ts';

/** Prices a request that is over: at once where prices are known, which is nearly always. */
export type PriceRequest = (purchase: Purchase) => Cost | null | Promise<Cost | null>;
