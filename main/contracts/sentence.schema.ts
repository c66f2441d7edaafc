import { z } from 'zod';
import type { Sentence } from './sentence.ts';

export const sentenceValuesSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.null()]),
);

export const sentenceSchema: z.ZodType<Sentence> = z
  .object({
    code: z.string().meta({ description: 'Stable.' }),
    values: sentenceValuesSchema.meta({ description: 'What the sentence names.' }),
    text: z.string().meta({ description: 'The sentence in English.' }),
  })
  .meta({ id: 'Sentence' });
