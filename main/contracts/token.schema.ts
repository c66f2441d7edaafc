import { z } from 'zod';
import { instantSchema, tokenIdSchema } from './ids.schema.ts';
import type { TokenCreated, TokenView } from './token.ts';

/** Shown in lists and log lines, so it is one line. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');

export const tokenDraftSchema = z.strictObject({
  name,
  isEnabled: z.boolean().default(true),
  expiresAt: instantSchema.nullable().default(null),
});

/** Every field may be left out; `null` removes the expiry. */
export const tokenChangeSchema = z.strictObject({
  name: name.optional(),
  isEnabled: z.boolean().optional(),
  expiresAt: instantSchema.nullable().optional(),
});

/** What may be shown of a token; its hash is not among it. */
const view = {
  id: tokenIdSchema,
  name: z.string(),
  mask: z.string(),
  isEnabled: z.boolean(),
  isLocal: z.boolean(),
  expiresAt: instantSchema.nullable(),
  createdAt: instantSchema,
  lastUsedAt: instantSchema.nullable(),
};

export const tokenViewSchema: z.ZodType<TokenView> = z.object(view).meta({ id: 'Token' });

export const tokenCreatedSchema: z.ZodType<TokenCreated> = z
  .object({ ...view, token: z.string() })
  .meta({ id: 'TokenCreated', description: 'The only answer that shows the token itself.' });

export const localTokenSchema = z.object({ token: z.string() });
