import { z } from 'zod';
import { LOG_LEVELS } from './constants.ts';
import type { Diagnostics, LogLine } from './diagnostics.ts';
import { instantSchema } from './ids.schema.ts';

const amount = z.number();

export const diagnosticsSchema: z.ZodType<Diagnostics> = z
  .object({
    versions: z.object({
      program: z.string(),
      node: z.string(),
      sqlite: z.string(),
      undici: z.string(),
      electron: z.string().nullable(),
    }),
    platform: z.string(),
    startedAt: instantSchema,
    uptimeMs: amount,
    eventLoop: z.object({ spanMs: amount, p50Ms: amount, p99Ms: amount, maxMs: amount }).nullable(),
    memory: z.object({
      rssBytes: amount,
      heapUsedBytes: amount,
      heapTotalBytes: amount,
      externalBytes: amount,
    }),
    cpuShare: amount
      .nullable()
      .meta({ description: 'Of one core, since it was asked for the last time.' }),
    database: z.object({
      file: z.string(),
      sizeBytes: amount,
      walBytes: amount,
      rows: z.record(z.string(), amount),
    }),
    log: z.object({ level: z.enum(LOG_LEVELS), file: z.string().nullable() }),
    dataFolder: z.string(),
    listening: z.array(z.string()).readonly(),
    eventStreams: amount,
    inFlight: amount,
  })
  .meta({ id: 'Diagnostics' });

export const logQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  level: z.enum(LOG_LEVELS).default('debug'),
});

export const logLineSchema: z.ZodType<LogLine> = z
  .object({ at: z.number(), level: z.enum(LOG_LEVELS), text: z.string() })
  .meta({ id: 'LogLine' });

export const reportSchema = z.object({ text: z.string() });
