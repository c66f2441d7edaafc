import { z } from 'zod';
import {
  ATTEMPT_OUTCOMES,
  BUCKET_UNITS,
  DIMENSIONS,
  PROTOCOLS,
  RANGE_NAMES,
  REQUEST_OUTCOMES,
  USAGE_COUNTS,
} from './constants.ts';
import {
  channelIdSchema,
  channelIdTextSchema,
  keyIdSchema,
  tokenIdTextSchema,
} from './ids.schema.ts';
import type {
  AttemptStatistics,
  Dimension,
  ErrorReport,
  Figures,
  HealthReport,
  PublicSummary,
  Statistics,
  StatisticsGroup,
  UsageCounts,
} from './statistics.ts';

/** Read by `readMoment`, which knows the local zone. */
const moment = z.string().min(1).max(40).optional();

/** A name, or two ends of which the second one is now when it is left out. */
const rangeFields = {
  range: z.enum(RANGE_NAMES).optional(),
  from: moment,
  to: moment,
};

const name = z.string().max(256);

/** Which requests are added up. What is left out matters not. */
const filterFields = {
  channelId: channelIdTextSchema.optional(),
  tokenId: tokenIdTextSchema.optional(),
  model: name.optional(),
  protocol: z.enum(PROTOCOLS).optional(),
  client: name.optional(),
};

const MAX_DIMENSIONS = 2;
const GROUPING = `must be one or two of ${DIMENSIONS.join(', ')}, separated by a comma`;

const dimensions = z
  .array(z.enum(DIMENSIONS))
  .max(MAX_DIMENSIONS)
  .refine((list) => new Set(list).size === list.length);

const groupBy = z
  .string()
  .refine((text) => dimensions.safeParse(text.split(',')).success, { error: GROUPING })
  .transform((text) => text.split(',') as Dimension[]);

export const rangeQuerySchema = z.strictObject(rangeFields);

export const statisticsQuerySchema = z.strictObject({
  ...rangeFields,
  ...filterFields,
  bucket: z.enum(['none', ...BUCKET_UNITS]).default('day'),
  group: groupBy.optional(),
  /** Groups beyond this many are added up as one. */
  top: z.coerce.number().int().min(1).max(500).default(50),
  /** Also what the same length of time before came to. */
  compare: z.stringbool().default(false),
});

export const channelRangeQuerySchema = z.strictObject({
  ...rangeFields,
  channelId: channelIdTextSchema.optional(),
});

export const errorQuerySchema = z.strictObject({
  ...rangeFields,
  channelId: channelIdTextSchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(20),
});

const count = z.number();
const rangeSchema = z.object({ from: count, to: count });

const countsSchema = z.object(
  Object.fromEntries(USAGE_COUNTS.map((one) => [one, count])),
) as unknown as z.ZodObject<{ [Name in keyof UsageCounts]: z.ZodNumber }>;

const share = count.nullable();

const figuresSchema: z.ZodType<Figures> = countsSchema
  .omit({ streamedOutputTokens: true, streamingMs: true, firstByteMs: true, durationMs: true })
  .extend({
    successRate: share.meta({
      description: 'Answered without an error, of all that neither left nor were cancelled.',
    }),
    cacheHitShare: share.meta({ description: 'Input read from a cache, of the whole input.' }),
    estimatedShare: share,
    outputTokensPerSecond: share.meta({ description: 'Of streams, first byte to end.' }),
    firstByteP50Ms: share.meta({
      description: 'Percentiles are interpolated within the spans of a histogram, linearly.',
    }),
    firstByteP95Ms: share,
    firstByteMeanMs: share,
    durationP50Ms: share,
    durationP95Ms: share,
    durationMeanMs: share,
  })
  .meta({ id: 'Figures' });

const groupSchema: z.ZodType<StatisticsGroup> = z.object({
  key: z
    .object({
      channelId: count.exactOptional(),
      channelName: z.string().exactOptional(),
      model: z.string().exactOptional(),
      tokenId: count.exactOptional(),
      tokenName: z.string().exactOptional(),
      protocol: z.string().exactOptional(),
      clientFamily: z.string().exactOptional(),
    })
    .nullable(),
  total: figuresSchema,
  buckets: z.array(figuresSchema.nullable()),
});

export const statisticsSchema: z.ZodType<Statistics> = z
  .object({
    range: rangeSchema,
    zone: z.string(),
    starts: z.array(count),
    total: figuresSchema,
    buckets: z.array(figuresSchema),
    previous: figuresSchema.nullable(),
    groups: z.array(groupSchema),
  })
  .meta({ id: 'Statistics' });

export const attemptStatisticsSchema: z.ZodType<readonly AttemptStatistics[]> = z
  .array(
    z.object({
      channelId: channelIdSchema,
      channelName: z.string(),
      keyId: keyIdSchema,
      keyMask: z.string(),
      attempts: count,
      meanMs: count,
      outcomes: z.record(z.string(), count),
    }),
  )
  .readonly();

export const errorReportSchema: z.ZodType<ErrorReport> = z
  .object({
    range: rangeSchema,
    errors: z.array(
      z.object({
        channelId: count,
        channelName: z.string(),
        outcome: z.enum([...new Set([...ATTEMPT_OUTCOMES, ...REQUEST_OUTCOMES])]),
        status: count.nullable(),
        detail: z.string(),
        count,
        lastAt: count,
        exampleRequestId: z.string(),
      }),
    ),
    searchedTo: count.nullable(),
  })
  .meta({ id: 'ErrorReport' });

export const healthReportSchema: z.ZodType<HealthReport> = z
  .object({
    range: rangeSchema,
    starts: z.array(count),
    channels: z.array(
      z.object({
        channelId: count,
        channelName: z.string(),
        cells: z.array(z.object({ success: count, failure: count, rateLimited: count }).nullable()),
      }),
    ),
  })
  .meta({ id: 'HealthReport' });

const cardFields = {
  total_requests: z.number(),
  success_requests: z.number(),
  error_requests: z.number(),
  total_input_tokens: z.number(),
  total_output_tokens: z.number(),
  total_cache_read_tokens: z.number(),
  total_cache_creation_tokens: z.number(),
  total_cost: z.number(),
};
const cards = z.record(z.string(), z.object(cardFields));

export const publicSummarySchema: z.ZodType<PublicSummary> = z
  .object({
    ...cardFields,
    range: z.literal('today'),
    is_today: z.literal(true),
    duration_seconds: z.number(),
    by_type: cards,
    by_client_protocol: cards,
  })
  .meta({ id: 'PublicSummary' });
