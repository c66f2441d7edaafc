import { z } from 'zod';
import type { ConnectView } from './connect.ts';
import { CLIENTS, CONNECT_NOTES, SHELLS } from './constants.ts';
import { tokenIdSchema, tokenIdTextSchema } from './ids.schema.ts';

export const connectQuerySchema = z.strictObject({ tokenId: tokenIdTextSchema.optional() });

const connectClient = z.object({
  client: z.enum(CLIENTS),
  title: z.string(),
  shells: z.array(z.object({ shell: z.enum(SHELLS), text: z.string() })).readonly(),
  files: z
    .array(
      z.object({
        path: z.string(),
        format: z.enum(['json', 'toml', 'yaml', 'env', 'python', 'javascript']),
        text: z.string(),
      }),
    )
    .readonly(),
  fields: z.array(z.object({ label: z.string(), value: z.string() })).readonly(),
  notes: z.array(z.object({ code: z.enum(CONNECT_NOTES), text: z.string() })).readonly(),
});

export const connectViewSchema: z.ZodType<ConnectView> = z
  .object({
    baseUrl: z.string(),
    tokenId: tokenIdSchema.nullable(),
    tokenName: z.string(),
    isTokenKnown: z.boolean(),
    clients: z.array(connectClient).readonly(),
  })
  .meta({ id: 'Connect' });
