import { z } from 'zod';
import { BLAME_REASONS, COOLDOWN_PRESETS } from './constants.ts';
import type { CooldownPreset, CooldownScope, CooldownView } from './cooldown.ts';
import { channelIdSchema, instantSchema, keyIdSchema, urlIdSchema } from './ids.schema.ts';
import { settingsChangeSchema } from './settings.schema.ts';

/** Longer than that and the channel is better switched off. */
const MAX_DURATION_MS = 366 * 24 * 3_600_000;

const durationMs = z
  .number()
  .int()
  .min(1000)
  .max(MAX_DURATION_MS)
  .meta({ description: 'Milliseconds from now.' });

/** A part of a channel; without any of these the channel as a whole is meant. */
const part = {
  key_id: keyIdSchema.optional(),
  url_id: urlIdSchema.optional(),
  model: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: 'The name of the model at the upstream.' }),
};

const isOnePart = (input: { key_id?: unknown; url_id?: unknown; model?: unknown }): boolean =>
  [input.key_id, input.url_id, input.model].filter((one) => one !== undefined).length <= 1;

const ONE_PART = { error: 'give one of key_id, url_id and model, or none', path: ['key_id'] };

export const cooldownPartSchema = z.strictObject(part).refine(isOnePart, ONE_PART);

export const cooldownInputSchema = z
  .strictObject({ duration_ms: durationMs, ...part })
  .refine(isOnePart, ONE_PART);

/** For a key, which the path names already. */
export const cooldownDurationSchema = z.strictObject({ duration_ms: durationMs });

export type CooldownPart = z.output<typeof cooldownPartSchema>;

const scope: z.ZodType<CooldownScope> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('key'), channelId: channelIdSchema, keyId: keyIdSchema }),
  z.object({ kind: z.literal('url'), channelId: channelIdSchema, urlId: urlIdSchema }),
  z.object({ kind: z.literal('model'), channelId: channelIdSchema, model: z.string() }),
  z.object({ kind: z.literal('channel'), channelId: channelIdSchema }),
]);

export const cooldownViewSchema: z.ZodType<CooldownView> = z
  .object({
    scope,
    state: z.enum(['open', 'halfOpen']),
    until: instantSchema,
    openedAt: instantSchema,
    strikes: z.number(),
    reason: z.enum(BLAME_REASONS),
    isStated: z.boolean(),
    isManual: z.boolean(),
    isTrialRunning: z.boolean(),
    follows: z.enum(['keys', 'urls']).nullable(),
  })
  .meta({ id: 'Cooldown' });

export const presetNameSchema = z.enum(COOLDOWN_PRESETS);

export const cooldownPresetSchema: z.ZodType<CooldownPreset> = z
  .object({ name: presetNameSchema, title: z.string(), settings: settingsChangeSchema })
  .meta({ id: 'CooldownPreset' }) as unknown as z.ZodType<CooldownPreset>;
