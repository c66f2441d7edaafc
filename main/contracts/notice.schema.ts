import { z } from 'zod';
import { BUDGET_ACTIONS, PAYER_KINDS } from './constants.ts';
import { instantSchema, noticeIdSchema } from './ids.schema.ts';
import type { Notice } from './notice.ts';

const budgetNotice = z.object({
  code: z.literal('budget.share-reached'),
  id: noticeIdSchema,
  at: instantSchema,
  subject: z.object({ kind: z.enum(PAYER_KINDS), id: z.number(), name: z.string() }),
  period: z.enum(['day', 'month']),
  periodName: z.string().meta({ description: '`YYYY-MM-DD` or `YYYY-MM`, of local time.' }),
  periodEndsAt: instantSchema,
  percent: z
    .number()
    .meta({ description: 'The share of the limit that is reached, as it is set.' }),
  spentNanoUsd: z.number(),
  limitNanoUsd: z.number(),
  action: z.enum(BUDGET_ACTIONS).meta({ description: 'What this comes to from now on.' }),
});

export const noticeSchema: z.ZodType<Notice> = z
  .discriminatedUnion('code', [budgetNotice])
  .meta({ id: 'Notice', description: 'Something that a person should hear of.' });
