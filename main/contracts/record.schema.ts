import { z } from 'zod';
import type { RequestDetailView, RequestPage } from './admin-api.ts';
import {
  AFFINITY_SIGNS,
  ATTEMPT_OUTCOMES,
  BLAMES,
  CHOICES,
  COOLDOWN_KINDS,
  PRICE_CLASSES,
  PROTOCOLS,
  REQUEST_OUTCOMES,
  SKIP_KINDS,
} from './constants.ts';
import {
  channelIdSchema,
  channelIdTextSchema,
  instantSchema,
  keyIdSchema,
  tokenIdSchema,
  tokenIdTextSchema,
} from './ids.schema.ts';
import type {
  AttemptRecord,
  RecordConversion,
  RecordCost,
  RequestRecord,
  SkippedChannel,
} from './record.ts';
import type { Usage } from './usage.ts';

/** What is asked for in one line: `status>=500 channel:relay -model:haiku is:failed-over after:7d`. */
const filterSchema = z.string().max(1000);

/** One page of records: which, and how many. Filters that are left out let everything through. */
export const requestQuerySchema = z.strictObject({
  /** `nextCursor` of the page before. */
  before: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  channelId: channelIdTextSchema.optional(),
  tokenId: tokenIdTextSchema.optional(),
  outcome: z.enum(REQUEST_OUTCOMES).optional(),
  /** As the client asked for it, or as it was sent upstream. */
  model: z.string().min(1).max(256).optional(),
  search: z.string().min(1).max(256).optional(),
  filter: filterSchema.optional(),
});

/** A number of things, bytes or milliseconds. */
const count = z.number();

const usagePassSchema = z.object({
  kind: z.string(),
  model: z.string().nullable(),
  inputTokens: count,
  cacheReadTokens: count,
  cacheWrite5mTokens: count,
  cacheWrite1hTokens: count,
  outputTokens: count,
});

const usageSchema: z.ZodType<Usage> = z
  .object({
    inputTokens: count,
    cacheReadTokens: count,
    cacheWrite5mTokens: count,
    cacheWrite1hTokens: count,
    cacheWriteTokens: count,
    outputTokens: count,
    reasoningTokens: count.nullable(),
    inputAudioTokens: count,
    outputAudioTokens: count,
    webSearchRequests: count,
    serverToolUses: count,
    serviceTier: z.string().nullable(),
    speed: z.string().nullable(),
    vendorCostNanoUsd: count.nullable(),
    returnedModel: z.string().nullable(),
    extraPasses: z.array(usagePassSchema),
    isPartial: z.boolean(),
    isEstimated: z.boolean(),
  })
  .meta({ id: 'Usage' });

const costSchema: z.ZodType<RecordCost> = z
  .object({
    nanoUsd: count.nullable(),
    pricedModel: z.string().nullable(),
    multiplier: z.number(),
    lines: z.array(
      z.object({
        model: z.string(),
        priceClass: z.enum(PRICE_CLASSES),
        quantity: count,
        listPriceNanoUsd: count,
        priceNanoUsd: count,
        costNanoUsd: count,
      }),
    ),
    unpriced: z.array(z.enum([...PRICE_CLASSES, 'pass'])),
    surcharge: z.string().nullable(),
    source: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('catalogue'), provider: z.string(), model: z.string() }),
        z.object({ kind: z.literal('override'), modelPattern: z.string() }),
      ])
      .nullable(),
  })
  .meta({ id: 'Cost' });

export const conversionSchema: z.ZodType<RecordConversion> = z
  .object({
    to: z.enum(PROTOCOLS),
    losses: z.array(
      z.object({
        weight: z.enum(['content', 'hint']),
        name: z.string(),
        detail: z.string().nullable(),
      }),
    ),
  })
  .meta({
    id: 'Conversion',
    description: 'The protocol it was sent in, and what that cannot say.',
  });

const requestRecordSchema: z.ZodType<RequestRecord> = z
  .object({
    id: z.string(),
    startedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    tokenId: tokenIdSchema.nullable(),
    tokenName: z.string(),
    conversation: z.string().nullable(),
    affinity: z.enum(AFFINITY_SIGNS).nullable(),
    clientFamily: z.string(),
    protocol: z.enum(PROTOCOLS).nullable(),
    operation: z.string(),
    method: z.string(),
    path: z.string(),
    requestedModel: z.string().nullable(),
    upstreamModel: z.string().nullable(),
    returnedModel: z.string().nullable(),
    isStreaming: z.boolean(),
    status: z.number().nullable(),
    outcome: z.enum(REQUEST_OUTCOMES).nullable(),
    detail: z.string(),
    channelId: channelIdSchema.nullable(),
    channelName: z.string(),
    keyMask: z.string(),
    attemptCount: count,
    firstByteMs: count.nullable(),
    durationMs: count.nullable(),
    requestBytes: count,
    responseBytes: count,
    isHeadSentEarly: z.boolean(),
    conversion: conversionSchema.nullable(),
    usage: usageSchema.nullable(),
    cost: costSchema.nullable(),
  })
  .meta({ id: 'RequestRecord' });

const attemptRecordSchema: z.ZodType<AttemptRecord & { readonly choiceText: string }> = z
  .object({
    requestId: z.string(),
    number: z.number(),
    channelId: channelIdSchema,
    channelName: z.string(),
    keyId: keyIdSchema,
    keyMask: z.string(),
    url: z.string(),
    upstreamModel: z.string().nullable(),
    isModelCheaper: z.boolean().meta({ description: 'For the sake of the budget of its channel.' }),
    choice: z.enum(CHOICES),
    choiceText: z.string().meta({ description: 'The choice in words.' }),
    strippedTokens: count,
    outcome: z.enum(ATTEMPT_OUTCOMES),
    status: z.number().nullable(),
    blame: z.enum(BLAMES),
    detail: z.string(),
    startedAt: instantSchema,
    durationMs: count,
    firstByteMs: count.nullable(),
    conversion: conversionSchema.nullable(),
    cooled: z
      .object({ scope: z.enum(COOLDOWN_KINDS), until: instantSchema })
      .nullable()
      .meta({ description: 'What its failure cooled down.' }),
  })
  .meta({ id: 'AttemptRecord' });

const skippedSchema: z.ZodType<SkippedChannel> = z
  .object({
    channelId: channelIdSchema,
    channelName: z.string(),
    kind: z.enum(SKIP_KINDS),
    text: z
      .string()
      .meta({ description: "Completes the sentence that begins with the channel's name." }),
  })
  .meta({ id: 'SkippedChannel' });

export const requestPageSchema: z.ZodType<RequestPage> = z
  .object({
    records: z.array(requestRecordSchema),
    nextCursor: z.string().nullable(),
    searchedTo: z.number().nullable().meta({
      description: 'Epoch ms. What began before was not looked through yet; null: everything was.',
    }),
  })
  .meta({ id: 'RequestPage' });

export const requestDetailSchema: z.ZodType<RequestDetailView> = z
  .object({
    record: requestRecordSchema,
    attempts: z.array(attemptRecordSchema),
    skipped: z.array(skippedSchema),
  })
  .meta({ id: 'RequestDetail' });
