import { z } from 'zod';
import { instantSchema } from './ids.schema.ts';
import type { Forecast, HoursOfDay, Limits, LimitState } from './limits.ts';

const USD_MAX = 1_000_000;

/** Exact to the nano-dollar in a number, with room to spare. */
const usd = z.number().min(0).max(USD_MAX);

/** What each limit accepts; null = no limit. */
export const limitFields = {
  dayUsd: usd.nullable(),
  monthUsd: usd.nullable(),
  requestsPerMinute: z.number().int().min(1).max(1_000_000).nullable(),
  maxConcurrency: z.number().int().min(1).max(100_000).nullable(),
} satisfies { readonly [Name in keyof Limits]: z.ZodType<Limits[Name]> };

const TIME_SENTENCE = 'must be a time such as 08:30';
const timeOfDay = z
  .string({ error: TIME_SENTENCE })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, TIME_SENTENCE);

/** From midnight to midnight would be always, which is said by leaving the hours out. */
export const hoursSchema: z.ZodType<HoursOfDay> = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, { error: 'must not be the same as from', path: ['to'] });

const forecastSchema: z.ZodType<Forecast> = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('runsOut'), at: instantSchema }),
    z.object({ kind: z.literal('lasts') }),
    z.object({ kind: z.literal('spent') }),
    z.object({ kind: z.literal('unknown') }),
  ])
  .meta({
    id: 'Forecast',
    description:
      'When a limit of money will be spent, if spending goes on as it did of late: at a moment, not before its period ends (`lasts`), already, or nobody can say yet.',
  });

export const limitStateSchema: z.ZodType<LimitState> = z
  .object({
    zone: z.string().meta({ description: 'Whose days and months count: `Europe/Berlin`.' }),
    dayEndsAt: instantSchema,
    monthEndsAt: instantSchema,
    spentDayUsd: z.number(),
    spentMonthUsd: z.number(),
    dayForecast: forecastSchema.nullable(),
    monthForecast: forecastSchema.nullable(),
    reservedUsd: z.number().meta({ description: 'Set aside for requests that run.' }),
    inFlight: z.number().meta({ description: 'Requests of a token, attempts at a channel.' }),
    requestsLastMinute: z
      .number()
      .nullable()
      .meta({ description: 'Begun in the last 60 s; null where no limit counts them.' }),
  })
  .meta({ id: 'LimitState', description: 'How much of its limits a channel or token has used.' });

/** The seed programs' words: 0 = no limit, and no time = none. */
export const seedUsd = usd;
export const seedCount = z.number().int().min(0).max(100_000);
export const seedTime = z.union([timeOfDay, z.literal('')]).nullable();
