import { z } from 'zod';
import {
  AFFINITY_SIGNS,
  BALANCINGS,
  CHOICES,
  MODEL_MATCHES,
  PROTOCOLS,
  ROUTE_STATES,
  ROUTE_VERDICTS,
} from './constants.ts';
import { cooldownViewSchema } from './cooldown.schema.ts';
import {
  channelIdSchema,
  instantSchema,
  keyIdSchema,
  tokenIdSchema,
  urlIdSchema,
} from './ids.schema.ts';
import { limitStateSchema } from './limits.schema.ts';
import { conversionSchema } from './record.schema.ts';
import type {
  ExplainedChannel,
  RouteExplanation,
  RouteSentence,
  WouldBeSent,
} from './route-explanation.ts';
import { sentenceSchema } from './sentence.schema.ts';
import { lineSchema } from './text.schema.ts';

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const ONE_SOURCE = 'give either a request (path, body …) or the requestId of a record';

function isHeader([name, value]: [string, string]): boolean {
  return HEADER_NAME.test(name) && HEADER_VALUE.test(value);
}

/** Every field may be left out but one of `path` and `requestId`. */
export const routeQuestionSchema = z
  .strictObject({
    requestId: z.string().min(1).max(200).optional(),
    method: z
      .string()
      .regex(/^[A-Za-z]{1,20}$/, 'must be a method such as POST')
      .optional(),
    path: z
      .string()
      .max(8192)
      .regex(/^[/*]/, 'must be a path such as /v1/messages')
      .optional()
      .meta({ description: 'With or without its query.' }),
    query: z.string().max(8192).optional(),
    headers: z
      .record(z.string(), z.string())
      // Told of all together: a name might be a secret in the wrong place.
      .refine((headers) => Object.entries(headers).every(isHeader), {
        error: 'must be names of headers and their values',
      })
      .optional(),
    body: z
      .union([z.string(), z.record(z.string(), z.unknown())], {
        error: 'must be a text or an object',
      })
      .nullable()
      .optional()
      .meta({ description: 'As JSON or as its text, not compressed.' }),
    tokenId: tokenIdSchema.optional(),
    tokenName: lineSchema(100).min(1).optional(),
  })
  .superRefine((input, context) => {
    const { requestId, tokenId, tokenName, ...request } = input;
    const report = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (tokenId !== undefined && tokenName !== undefined) {
      report('tokenName', 'give either tokenId or tokenName');
    }
    if (requestId === undefined) {
      if (request.path === undefined) report('path', ONE_SOURCE);
      return;
    }
    // What a record says and what is given beside it could contradict each other.
    for (const name of Object.keys({ ...request, tokenId, tokenName })) {
      if ((input as Record<string, unknown>)[name] !== undefined) report(name, ONE_SOURCE);
    }
  });

export type RouteQuestionInput = z.output<typeof routeQuestionSchema>;

const wouldBeSent: z.ZodType<WouldBeSent> = z.object({
  method: z.string(),
  url: z.string(),
  urlId: urlIdSchema,
  keyId: keyIdSchema,
  keyMask: z.string(),
  upstreamModel: z.string().nullable(),
  protocol: z.enum(PROTOCOLS),
  conversion: conversionSchema.nullable(),
  modelMatch: z.enum(MODEL_MATCHES).nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  body: z
    .object({
      givenBytes: z.number(),
      sentBytes: z.number(),
      model: z.object({ from: z.string(), to: z.string() }).nullable(),
      strippedTokens: z.number(),
      isUsageAskedFor: z.boolean(),
    })
    .nullable(),
});

// Which values go with which code is a matter of its type.
const routeSentence = sentenceSchema as z.ZodType<RouteSentence>;

const channel: z.ZodType<ExplainedChannel> = z.object({
  channelId: channelIdSchema,
  name: z.string(),
  state: z.enum(ROUTE_STATES),
  place: z.number().nullable(),
  choice: z.enum(CHOICES).nullable(),
  reason: z.object({ kind: z.string(), text: z.string() }).nullable(),
  why: z.array(routeSentence),
  rank: z
    .object({
      group: z.number(),
      priority: z.number(),
      health: z
        .object({ successes: z.number(), failures: z.number(), effectivePriority: z.number() })
        .nullable(),
      balancing: z.enum(BALANCINGS),
      weight: z.number(),
      credit: z.number(),
      inFlight: z.number(),
      latencyMs: z.number().nullable(),
    })
    .nullable(),
  cooldowns: z.array(
    z.intersection(
      cooldownViewSchema,
      z.object({ subject: z.string().nullable(), text: z.string() }),
    ),
  ),
  limits: limitStateSchema.nullable(),
  wouldBeSent: wouldBeSent.nullable(),
});

export const routeExplanationSchema: z.ZodType<RouteExplanation> = z
  .object({
    at: instantSchema,
    request: z.object({
      method: z.string(),
      path: z.string(),
      protocol: z.enum(PROTOCOLS),
      operation: z.string().nullable(),
      model: z.string().nullable(),
      isStreaming: z.boolean(),
      conversation: z.string().nullable(),
      affinity: z.enum(AFFINITY_SIGNS).nullable(),
      clientFamily: z.string(),
      bodyBytes: z.number(),
    }),
    token: z.object({ id: tokenIdSchema, name: z.string() }).nullable(),
    refusal: z.object({ status: z.number(), code: z.string(), message: z.string() }).nullable(),
    notes: z.array(routeSentence),
    channels: z.array(channel),
    verdict: z.object({
      kind: z.enum(ROUTE_VERDICTS),
      text: z.string(),
      channelId: channelIdSchema.nullable(),
      why: z.enum(CHOICES).nullable(),
      shares: z.array(z.object({ channelId: channelIdSchema, share: z.number() })),
      then: z.array(channelIdSchema),
    }),
  })
  .meta({ id: 'RouteExplanation' });
