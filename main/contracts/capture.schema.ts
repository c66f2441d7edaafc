import { z } from 'zod';
import type {
  CapturedBody,
  CapturedEvent,
  CaptureOrder,
  CaptureStatus,
  CaptureView,
  CurlCommands,
  MergedAnswer,
  ReplayAnswer,
  ReplayPlan,
  ReplayResult,
} from './capture.ts';
import { PROTOCOLS } from './constants.ts';
import { channelIdSchema, instantSchema, keyIdSchema, tokenIdSchema } from './ids.schema.ts';
import type { Usage } from './usage.ts';

const count = z.number().int().nonnegative();

/** Names and values in turn. */
const headers = z.array(z.string()).readonly();

const capturedBody: z.ZodType<CapturedBody> = z.object({
  wireBytes: count,
  keptBytes: count,
  isWhole: z.boolean(),
  coding: z.string().nullable(),
});

const captureViewSchema: z.ZodType<CaptureView> = z
  .object({
    requestId: z.string(),
    number: count,
    startedAt: instantSchema,
    channelId: channelIdSchema,
    channelName: z.string(),
    keyId: keyIdSchema,
    keyMask: z.string(),
    protocol: z.enum(PROTOCOLS),
    sentProtocol: z.enum(PROTOCOLS),
    upstreamModel: z.string().nullable(),
    request: z.object({
      method: z.string(),
      target: z.string(),
      headers,
      body: capturedBody.nullable(),
    }),
    sent: z.object({ method: z.string(), url: z.string(), headers, body: capturedBody.nullable() }),
    answer: z
      .object({
        status: z.number(),
        statusText: z.string(),
        headers,
        headMs: count,
        body: capturedBody,
        arrivals: z.array(z.tuple([count, count])).readonly(),
      })
      .nullable(),
    failure: z.string().nullable(),
    durationMs: count.nullable(),
    returned: z
      .object({ status: z.number().nullable(), headers, body: capturedBody.nullable() })
      .nullable(),
  })
  .meta({ id: 'CapturedAttempt' });

export const captureSchema = z.object({
  /** The request still runs, and there may be more of it. */
  isRunning: z.boolean(),
  attempts: z.array(captureViewSchema).readonly(),
});

export const mergedAnswerSchema: z.ZodType<MergedAnswer> = z
  .object({
    isStream: z.boolean(),
    outputs: z
      .array(
        z.object({
          text: z.string(),
          reasoning: z.string(),
          refusal: z.string(),
          toolCalls: z
            .array(z.object({ id: z.string().nullable(), name: z.string(), arguments: z.string() }))
            .readonly(),
          stopReason: z.string().nullable(),
        }),
      )
      .readonly(),
    model: z.string().nullable(),
    usage: z.looseObject({}).nullable() as unknown as z.ZodType<Usage | null>,
    error: z.string().nullable(),
  })
  .meta({ id: 'MergedAnswer' });

const capturedEvent: z.ZodType<CapturedEvent> = z.object({
  atMs: count.nullable(),
  name: z.string(),
  data: z.string(),
});

export const capturedEventsSchema = z.object({
  total: count,
  events: z.array(capturedEvent).readonly(),
});

export const eventsQuerySchema = z.strictObject({
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
});

export const curlCommandsSchema: z.ZodType<CurlCommands> = z.object({
  proxy: z.string(),
  upstream: z.string(),
  notes: z
    .array(
      z.object({
        code: z.enum(['bodyCut', 'bodyIsFile']),
        values: z.strictObject({}),
        text: z.string(),
      }),
    )
    .readonly(),
});

/** Absent and null: any. */
export const captureOrderDraftSchema = z.strictObject({
  count: z.number().int().min(1).max(10_000),
  channelId: channelIdSchema.nullable().default(null),
  tokenId: tokenIdSchema.nullable().default(null),
  model: z.string().trim().min(1).max(256).nullable().default(null),
});

export const captureOrderSchema: z.ZodType<CaptureOrder> = z
  .object({
    id: count,
    channelId: channelIdSchema.nullable(),
    tokenId: tokenIdSchema.nullable(),
    model: z.string().nullable(),
    count,
    left: count,
  })
  .meta({ id: 'CaptureOrder' });

const channelIds = z.array(channelIdSchema).max(1000).readonly();
const tokenIds = z.array(tokenIdSchema).max(1000).readonly();

/** A list that is left out stays as it is. */
export const captureSwitchesChangeSchema = z.strictObject({ channelIds, tokenIds }).partial();

export const captureStatusSchema: z.ZodType<CaptureStatus> = z.object({
  channelIds,
  tokenIds,
  orders: z.array(captureOrderSchema).readonly(),
  stored: z.object({ requests: count, attempts: count, bytes: count }),
});

export const removedSchema = z.object({ removed: count });

export const replayOrderSchema = z.strictObject({
  channelId: channelIdSchema,
  keyId: keyIdSchema.nullable().default(null),
  model: z.string().trim().min(1).max(256).nullable().default(null),
  /** The attempt whose answer it is compared with; the last one when left out. */
  attempt: z.number().int().min(1).optional(),
  /** Without it nothing is sent. */
  confirm: z.boolean().default(false),
});

const replayPlan: z.ZodType<ReplayPlan> = z.object({
  method: z.string(),
  url: z.string(),
  channelName: z.string(),
  keyMask: z.string(),
  model: z.string().nullable(),
  bodyBytes: count,
});

const replayAnswer: z.ZodType<ReplayAnswer> = z.object({
  status: z.number().nullable(),
  durationMs: count,
  firstByteMs: count.nullable(),
  headers,
  body: z.string(),
  merged: mergedAnswerSchema,
  failure: z.string().nullable(),
});

export const replayResultSchema: z.ZodType<ReplayResult> = z.discriminatedUnion('isSent', [
  z.object({ isSent: z.literal(false), plan: replayPlan, warning: z.string() }),
  z.object({
    isSent: z.literal(true),
    plan: replayPlan,
    original: replayAnswer,
    replayed: replayAnswer,
    textDiff: z
      .array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() }))
      .readonly()
      .nullable(),
    isSameToolCalls: z.boolean(),
  }),
]);
