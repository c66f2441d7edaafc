import { z } from 'zod';
import { CHANNEL_RULES } from './constants.ts';
import { channelIdSchema, instantSchema, tokenIdSchema } from './ids.schema.ts';
import { limitFields, limitStateSchema, seedCount } from './limits.schema.ts';
import { lineSchema, modelNameSchema } from './text.schema.ts';
import type { TokenCreated, TokenView } from './token.ts';

const name = lineSchema(100).min(1);
const models = z.array(modelNameSchema).max(5000);
const channelIds = z.array(channelIdSchema).max(10_000);

/** What may be said of a token; what a new one needs beyond that is decided where the draft is made. */
const fields = {
  isEnabled: z.boolean().optional(),
  expiresAt: instantSchema.nullable().optional(),
  // Limits that are left out stay as they are; null for the whole removes them all.
  limits: z.strictObject(limitFields).partial().nullable().optional(),
  models: models.nullable().optional(),
  channelRule: z.enum(CHANNEL_RULES).optional(),
  channelIds: channelIds.nullable().optional(),

  // The seeds' words.
  max_concurrency: seedCount.optional(),
  allowed_models: models.nullable().optional(),
  allowed_channel_ids: channelIds.nullable().optional(),
  channel_restriction_mode: z.enum(['allow', 'deny']).optional(),
  cost_limit_usd: z
    .unknown()
    .refine((value) => value === undefined, {
      error: 'is for the whole life of a token; give limits.dayUsd or limits.monthUsd instead',
    })
    .optional()
    .meta({ description: 'Refused: money is limited by day and month.' }),
};

export const tokenDraftSchema = z.strictObject({ name, ...fields });

/** Every field may be left out; `null` removes what the field limits. */
export const tokenChangeSchema = z.strictObject({ name: name.optional(), ...fields });

export type TokenInput = z.output<typeof tokenChangeSchema>;

/** What may be shown of a token; its hash is not among it. */
const view = {
  id: tokenIdSchema,
  name: z.string(),
  mask: z.string(),
  isEnabled: z.boolean(),
  isLocal: z.boolean(),
  expiresAt: instantSchema.nullable(),
  limits: z.object(limitFields),
  limitState: limitStateSchema,
  models: z.array(z.string()),
  channelRule: z.enum(CHANNEL_RULES),
  channelIds: z.array(channelIdSchema),
  createdAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
};

export const tokenViewSchema: z.ZodType<TokenView> = z.object(view).meta({ id: 'Token' });

export const tokenCreatedSchema: z.ZodType<TokenCreated> = z
  .object({ ...view, token: z.string() })
  .meta({ id: 'TokenCreated', description: 'The only answer that shows the token itself.' });

export const localTokenSchema = z.object({ token: z.string() });

const metricsToken = { mask: z.string(), createdAt: instantSchema };

/** The one token that opens `/metrics` and nothing else. */
export const metricsTokenSchema = z.object(metricsToken).meta({ id: 'MetricsToken' });

export const metricsTokenCreatedSchema = z
  .object({ ...metricsToken, token: z.string() })
  .meta({ id: 'MetricsTokenCreated', description: 'The only answer that shows the token itself.' });
