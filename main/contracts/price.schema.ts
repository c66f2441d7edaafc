import { z } from 'zod';
import { PRICE_CLASSES } from './constants.ts';
import { channelIdSchema, instantSchema } from './ids.schema.ts';
import type { PriceClass, PriceOverride } from './price.ts';

/** Nano-dollars for a million: a million dollars for a million tokens is more than anybody asks. */
const priceSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().default(null);

const pricesSchema = z.strictObject(
  Object.fromEntries(PRICE_CLASSES.map((name) => [name, priceSchema])) as Record<
    PriceClass,
    typeof priceSchema
  >,
);

/** A price that is set by hand. Classes that are left out have none; the catalogue is not asked for them. */
export const priceOverrideSchema: z.ZodType<PriceOverride, unknown> = z
  .strictObject({
    modelPattern: z.string().min(1).max(256),
    channelId: channelIdSchema.nullable().default(null),
    pricesNanoUsd: pricesSchema.refine(
      (prices) => Object.values(prices).some((price) => price !== null),
      { error: 'must hold a price' },
    ),
    fromAt: instantSchema.nullable().default(null),
  })
  .meta({ id: 'PriceOverride' });
