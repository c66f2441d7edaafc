import { z } from 'zod';
import {
  CONNECTABLE_CLIENTS,
  CONNECTION_ACTIONS,
  CONNECTION_CONFLICTS,
  CONNECTION_STATES,
} from './connect-constants.ts';
import type { ClientConnection, ConnectionPreview, ConnectionsView } from './connection.ts';
import { instantSchema } from './ids.schema.ts';
import { sentenceSchema } from './sentence.schema.ts';

const MAX_TOKEN_LENGTH = 500;

export const connectableClientSchema = z.enum(CONNECTABLE_CLIENTS);

/** A client token of ours; without it the local one. */
const givenToken = z.string().trim().min(1).max(MAX_TOKEN_LENGTH).optional();

export const connectionPreviewBodySchema = z.strictObject({
  action: z.enum(CONNECTION_ACTIONS),
  token: givenToken,
});

export const connectBodySchema = z.strictObject({
  fingerprint: z.string().min(1).max(200),
  token: givenToken,
});
export const disconnectBodySchema = connectBodySchema.omit({ token: true });

export const clientConnectionSchema: z.ZodType<ClientConnection> = z.object({
  client: connectableClientSchema,
  title: z.string(),
  isFound: z.boolean(),
  state: z.enum(CONNECTION_STATES),
  connectedAt: instantSchema.nullable(),
  files: z.array(z.object({ path: z.string(), isThere: z.boolean() })).readonly(),
  conflicts: z
    .array(z.object({ code: z.enum(CONNECTION_CONFLICTS), subject: z.string(), text: z.string() }))
    .readonly(),
  trouble: sentenceSchema.nullable(),
});

export const connectionsViewSchema: z.ZodType<ConnectionsView> = z
  .object({
    baseUrl: z.string(),
    isSameMachine: z.boolean(),
    clients: z.array(clientConnectionSchema).readonly(),
  })
  .meta({ id: 'Connections' });

export const connectionPreviewSchema: z.ZodType<ConnectionPreview> = z
  .object({
    client: connectableClientSchema,
    files: z
      .array(
        z.object({
          path: z.string(),
          change: z.enum(['created', 'changed', 'removed', 'none']),
          lines: z
            .array(
              z.object({ kind: z.enum(['same', 'added', 'removed', 'gap']), text: z.string() }),
            )
            .readonly(),
          left: z.array(z.string()).readonly(),
        }),
      )
      .readonly(),
    fingerprint: z.string(),
  })
  .meta({ id: 'ConnectionPreview' });
