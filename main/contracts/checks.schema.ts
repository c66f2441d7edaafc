import { z } from 'zod';
import type { ChannelChecks, CheckResult } from './checks.ts';
import { CHECK_KINDS } from './constants.ts';
import { instantSchema } from './ids.schema.ts';
import { checkIntervalSchema } from './settings.schema.ts';
import { modelNameSchema } from './text.schema.ts';

/** What each part of a channel's checks accepts. */
export const checkFields = {
  isEnabled: z.boolean(),
  kind: z.enum(CHECK_KINDS),
  intervalMs: checkIntervalSchema.nullable(),
  model: modelNameSchema.nullable(),
} satisfies { readonly [Name in keyof ChannelChecks]: z.ZodType<ChannelChecks[Name]> };

export const checkResultSchema: z.ZodType<CheckResult> = z
  .object({ at: instantSchema, ok: z.boolean(), text: z.string(), ms: z.number() })
  .meta({ id: 'CheckResult' });
