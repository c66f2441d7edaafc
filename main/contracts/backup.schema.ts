import { z } from 'zod';
import type { RestoreState } from './backup.ts';
import { instantSchema } from './ids.schema.ts';

/** Shorter ones are guessed, whatever a guess costs. */
export const passphraseSchema = z.string().min(8).max(1024);

export const backupSchema = z.strictObject({ passphrase: passphraseSchema });

export const restoreStateSchema: z.ZodType<RestoreState> = z
  .object({
    waiting: z
      .object({
        channels: z.number(),
        tokens: z.number(),
        requests: z.number(),
        stagedAt: instantSchema,
      })
      .nullable(),
  })
  .meta({ id: 'RestoreState' });
