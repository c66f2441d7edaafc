import { z } from 'zod';
import type {
  ChannelTestResult,
  Deleted,
  HealthView,
  InFlightList,
  LoginAnswer,
  ModelFetchResult,
} from './admin-api.ts';
import { ATTEMPT_OUTCOMES, PROTOCOLS } from './constants.ts';
import { channelIdSchema, instantSchema } from './ids.schema.ts';
import type { InFlightView } from './live-events.ts';
import { sentenceValuesSchema } from './sentence.schema.ts';

/** Longer input would only keep the hash function busy. */
const MAX_PASSWORD_CHARS = 1024;
/** For a password that is chosen; at the login any length may be tried. */
const MIN_PASSWORD_CHARS = 8;

/** Not trimmed: spaces may be part of it. */
const password = z.string().min(1).max(MAX_PASSWORD_CHARS);

export const loginSchema = z.strictObject({
  password,
  /** The seeds' newer examples send it. */
  mode: z.literal('admin').optional(),
});

/** 256 bits as hex. */
export const ticketLoginSchema = z.strictObject({ ticket: z.string().regex(/^[0-9a-f]{64}$/) });

export const passwordChangeSchema = z.strictObject({
  /** Absent only while there is none. */
  current: password.optional(),
  next: z.string().min(MIN_PASSWORD_CHARS).max(MAX_PASSWORD_CHARS),
});

export const loginAnswerSchema: z.ZodType<LoginAnswer> = z
  .object({
    status: z.literal('success'),
    token: z.string(),
    expiresIn: z.number().meta({ description: 'Seconds.' }),
  })
  .meta({ id: 'LoginAnswer' });

/** Every refusal and failure has this form. */
export const adminErrorSchema = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: z.string().meta({ description: 'Stable and dotted.' }),
      message: z.string(),
      fields: z.record(z.string(), z.string()).optional().meta({
        description: "A field's path, such as `models.3.name`, and what is wrong with it.",
      }),
      values: sentenceValuesSchema.optional().meta({ description: 'What the message names.' }),
    }),
  })
  .meta({ id: 'Error' });

export const healthSchema: z.ZodType<HealthView> = z
  .object({
    status: z.enum(['ok', 'degraded']),
    version: z.string(),
    time: z.string(),
    totalChannels: z.number(),
    enabledChannels: z.number(),
    inFlight: z.number(),
  })
  .meta({ id: 'Health' });

export const channelTestResultSchema: z.ZodType<ChannelTestResult> = z
  .object({
    isOk: z.boolean(),
    url: z.string(),
    keyMask: z.string(),
    model: z.string(),
    status: z.number().nullable(),
    durationMs: z.number(),
    firstByteMs: z.number().nullable(),
    contentType: z.string().nullable(),
    body: z.string(),
  })
  .meta({ id: 'ChannelTestResult' });

export const modelFetchResultSchema: z.ZodType<ModelFetchResult> = z
  .union([
    z.object({ isOk: z.literal(true), models: z.array(z.string()), url: z.string() }),
    z.object({
      isOk: z.literal(false),
      status: z.number().nullable(),
      message: z.string(),
      url: z.string(),
    }),
  ])
  .meta({ id: 'ModelFetchResult' });

export const deletedSchema: z.ZodType<Deleted> = z
  .object({ undoToken: z.string(), undoUntil: instantSchema })
  .meta({ id: 'Deleted', description: 'The token brings back what was deleted, until then.' });

export const undoSchema = z.strictObject({ token: z.string().min(1).max(100) });

const inFlightView: z.ZodType<InFlightView> = z
  .object({
    id: z.string(),
    startedAt: z.number(),
    phase: z.enum(['queued', 'connecting', 'waiting', 'held', 'streaming', 'ending']),
    method: z.string(),
    path: z.string(),
    protocol: z.enum(PROTOCOLS).nullable(),
    requestedModel: z.string().nullable(),
    upstreamModel: z.string().nullable(),
    isStreaming: z.boolean(),
    tokenName: z.string(),
    clientFamily: z.string(),
    channelName: z.string().nullable(),
    keyMask: z.string().nullable(),
    attemptCount: z.number(),
    attempts: z.array(
      z.object({
        number: z.number(),
        channelId: channelIdSchema,
        channelName: z.string(),
        keyMask: z.string(),
        outcome: z.enum(ATTEMPT_OUTCOMES).nullable().meta({ description: 'Null while it runs.' }),
        status: z.number().nullable(),
        startedAt: instantSchema,
        endedAt: instantSchema.nullable(),
      }),
    ),
    convertedTo: z.enum(PROTOCOLS).nullable(),
    outputTokens: z.number().nullable(),
    isOutputEstimated: z.boolean(),
    queueReason: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('maxConcurrency'), limit: z.number() }),
        z.object({ kind: z.literal('trial') }),
      ])
      .nullable(),
    canTryNext: z.boolean(),
    typicalFirstByteMs: z.number().nullable(),
    firstByteMs: z.number().nullable(),
    requestBytes: z.number(),
    responseBytes: z.number(),
  })
  .meta({ id: 'InFlight' });

export const inFlightListSchema: z.ZodType<InFlightList> = z.object({
  inFlight: z.array(inFlightView),
});
