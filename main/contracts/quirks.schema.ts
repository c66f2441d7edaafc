import { z } from 'zod';
import { QUIRK_CHOICES } from './conversion-constants.ts';
import type { Quirks } from './quirks.ts';

const tokens = z.number().int().min(1).max(10_000_000);
const isSo = z.boolean();
const member = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9_]+$/, 'must be the name of a member of the request');

/** What each quirk accepts. */
const fields: { readonly [Name in keyof Quirks]: z.ZodType<Quirks[Name]> } = {
  maxTokensName: z.literal(QUIRK_CHOICES.maxTokensName),
  maxOutputTokens: tokens.nullable(),
  defaultMaxOutputTokens: tokens,
  unsupported: z.array(member).max(100),
  reasoningContent: z.literal(QUIRK_CHOICES.reasoningContent),
  reasoningPlaceholder: z.string().max(1000).nullable(),
  thinking: z.literal(QUIRK_CHOICES.thinking),
  hasTools: isSo,
  hasWebSearch: isSo,
  hasParallelTools: isSo,
  hasForcedTools: isSo,
  hasImages: isSo,
  hasImageUrls: isSo,
  hasDocuments: isSo,
  hasToolResultImages: isSo.nullable(),
  responseFormat: z.literal(QUIRK_CHOICES.responseFormat),
  schema: z.literal(QUIRK_CHOICES.schema),
  systemRole: z.literal(QUIRK_CHOICES.systemRole),
  hasLateSystem: isSo.nullable(),
  hasOneSystem: isSo,
  isAlternating: isSo,
  hasStreamUsage: isSo,
  hasCacheMarks: isSo,
  addsCacheMarks: isSo,
  hasStringContent: isSo,
  placeholderSignature: z.string().max(1000).nullable(),
};

/** A channel's own quirks, as a whole: what is left out goes by what is known of the vendor. */
export const quirksInput = z.strictObject(fields).partial();

export const quirksView = z.object(fields).partial() as unknown as z.ZodType<Partial<Quirks>>;
