import { z } from 'zod';
import type {
  ChannelHeader,
  ChannelKeyView,
  ChannelOverrides,
  ChannelUrlView,
  ChannelView,
  CheaperModel,
} from './channel.ts';
import { checkFields, checkResultSchema } from './checks.schema.ts';
import { KEY_STRATEGIES, PROTOCOLS, TAKE_BACKS, URL_ORDERS } from './constants.ts';
import { CHANNEL_SETTINGS } from './conversion-constants.ts';
import { channelIdSchema, instantSchema, keyIdSchema, urlIdSchema } from './ids.schema.ts';
import {
  hoursSchema,
  limitFields,
  limitStateSchema,
  seedCount,
  seedTime,
  seedUsd,
} from './limits.schema.ts';
import { quirksInput, quirksView } from './quirks.schema.ts';
import { prioritySchema, settingSchemas } from './settings.schema.ts';
import { lineSchema, modelNameSchema } from './text.schema.ts';

// Bounds far beyond any use, so that one request cannot make every later one slow.
const MAX_KEYS = 1000;
const MAX_MODELS = 5000;
const MAX_URLS = 100;
const MAX_HEADERS = 32;
const MAX_UPSTREAM_NAMES = 32;
const MAX_CHEAPER_MODELS = 500;

const name = lineSchema(100).min(1);
const note = lineSchema(512);
const url = z.string().trim().min(1).max(2048);

/** It becomes a header value; anything else could not be sent, and the `…` of a mask is no key. */
const secret = z
  .string()
  .trim()
  .min(1)
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, 'must be the key itself: visible ASCII without spaces');

/**
 * Fields of a view that a draft may carry, so that what was read can be written back.
 * They are ignored: the server decides them.
 */
const readOnly = z.unknown().optional().meta({ description: 'Ignored.' });

/** A line break in a header's name or value would begin another header. */
const header: z.ZodType<ChannelHeader> = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'must be a header name'),
  value: z
    .string()
    .max(8192)
    .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must not contain line breaks or control characters')
    .nullable(),
});

const urlInput = z.union([
  url,
  z.strictObject({
    id: urlIdSchema.optional(),
    url,
    isExact: z.boolean().optional(),
    isEnabled: z.boolean().optional(),
    protocols: z.array(z.enum(PROTOCOLS)).min(1).nullable().optional(),
    resultingUrl: readOnly,
    vendor: readOnly,
    vendorQuirks: readOnly,
  }),
]);

const keyInput = z.union([
  secret,
  z.strictObject({
    id: keyIdSchema.optional(),
    secret: secret.optional(),
    note: note.optional(),
    isEnabled: z.boolean().optional(),
    mask: readOnly,
    isLocked: readOnly,
  }),
]);

/** One name at the upstream; none = the same name. */
const upstreamName = z.union([lineSchema(256), z.null()]);

/** A name, our form, or the seeds' form with `model`, `redirect_model` and `disabled`. */
const modelInput = z.union([
  modelNameSchema,
  z.strictObject({
    name: modelNameSchema.optional(),
    upstreamNames: z.array(modelNameSchema).max(MAX_UPSTREAM_NAMES).optional(),
    upstreamName: upstreamName.optional(),
    isEnabled: z.boolean().optional(),
    model: modelNameSchema.optional(),
    redirect_model: upstreamName.optional(),
    disabled: z.boolean().optional(),
  }),
]);

const cheaperModel: z.ZodType<CheaperModel> = z.strictObject({
  model: modelNameSchema,
  cheaper: modelNameSchema.regex(/^[^*]+$/, 'must be the name of a model, without *'),
});

const cheaperModelsInput = z
  .array(cheaperModel)
  .max(MAX_CHEAPER_MODELS)
  .superRefine((entries, context) => {
    const seen = new Set<string>();
    for (const [at, { model, cheaper }] of entries.entries()) {
      const report = (field: string, message: string): void => {
        context.addIssue({ code: 'custom', path: [at, field], message });
      };
      if (seen.has(model)) report('model', 'is named twice');
      if (model === cheaper) report('cheaper', 'must be another model');
      seen.add(model);
    }
  });

const limitsInput = z.strictObject({ ...limitFields, hours: hoursSchema.nullable() }).partial();
const checksInput = z.strictObject(checkFields).partial();

/** Kept in millionths. */
const priceMultiplier = z
  .number()
  .min(0)
  .max(1000)
  .refine((factor) => Math.abs(factor * 1e6 - Math.round(factor * 1e6)) < 1e-6, {
    error: 'must have at most six decimal places',
  });

type ChannelSetting = (typeof CHANNEL_SETTINGS)[number];
type SettingValue = number | boolean | string | readonly number[];
type FieldsOf<T> = { [Name in ChannelSetting]: z.ZodType<T> };

/** A setting of one channel has the bounds of the setting for all; null follows that one again. */
const overridesInput = z
  .strictObject(forEachSetting((setting) => boundsOf(setting).nullable()))
  .partial();

const overridesView = z
  .object(forEachSetting(boundsOf))
  .partial() as unknown as z.ZodType<ChannelOverrides>;

function boundsOf(setting: ChannelSetting): z.ZodType<SettingValue> {
  return settingSchemas[setting] as z.ZodType<SettingValue>;
}

function forEachSetting<T>(schemaOf: (setting: ChannelSetting) => z.ZodType<T>): FieldsOf<T> {
  return Object.fromEntries(
    CHANNEL_SETTINGS.map((setting) => [setting, schemaOf(setting)]),
  ) as FieldsOf<T>;
}

/**
 * A channel as a client may send it: our own fields, and beside them the ones of the seed programs
 * (`api_key`, `url`, `enabled`, `channel_type`, `key_strategy`, models with `model` and `redirect_model`).
 * Everything is optional here; what a new channel needs is decided where the draft is made.
 */
export const channelInputSchema = z
  .strictObject({
    name: name.optional(),
    isEnabled: z.boolean().optional(),
    protocols: z.array(z.enum(PROTOCOLS)).min(1).optional(),
    priority: prioritySchema.optional(),
    weight: z.number().int().min(1).max(1_000_000).nullable().optional(),
    keyStrategy: z.enum(KEY_STRATEGIES).optional(),
    urls: z.array(urlInput).min(1).max(MAX_URLS).optional(),
    keys: z.array(keyInput).max(MAX_KEYS).optional(),
    models: z.array(modelInput).min(1).max(MAX_MODELS).optional(),
    headers: z.array(header).max(MAX_HEADERS).optional(),
    proxyUrl: z.string().trim().min(1).max(2048).nullable().optional(),
    urlOrder: z.enum(URL_ORDERS).optional(),
    isTlsInsecure: z.boolean().optional(),
    modelOverride: modelNameSchema.nullable().optional(),
    takeBack: z.enum(TAKE_BACKS).optional(),
    priceMultiplier: priceMultiplier.optional(),
    /** The seeds' word for it. */
    cost_multiplier: priceMultiplier.optional(),
    // Parts of these that are left out stay as they are; null for a whole one puts it back to its default.
    limits: limitsInput.nullable().optional(),
    cheaperModels: cheaperModelsInput.nullable().optional(),
    overrides: overridesInput.nullable().optional(),
    checks: checksInput.nullable().optional(),
    quirks: quirksInput.nullable().optional(),

    // The seeds' words.
    enabled: z.boolean().optional(),
    protocol: z.enum([...PROTOCOLS, 'openai', 'codex']).optional(),
    channel_type: z.enum([...PROTOCOLS, 'openai', 'codex']).optional(),
    api_type: z.enum(['claude', 'openai']).optional(),
    key_strategy: z.enum(KEY_STRATEGIES).optional(),
    url: url.optional(),
    api_key: z
      .string()
      .max(4096 * MAX_KEYS)
      .optional(),
    daily_cost_limit: seedUsd.optional(),
    rpm_limit: seedCount.optional(),
    max_concurrency: seedCount.optional(),
    available_time_start: seedTime.optional(),
    available_time_end: seedTime.optional(),
    scheduled_check_enabled: z.boolean().optional(),
    scheduled_check_model: upstreamName.optional(),

    // Parts of a view.
    id: readOnly,
    limitState: readOnly,
    position: readOnly,
    createdAt: readOnly,
    updatedAt: readOnly,
    lastCheck: readOnly,
  })
  .meta({ id: 'ChannelInput' });

export type ChannelInput = z.infer<typeof channelInputSchema>;
export type ChannelUrlInput = z.infer<typeof urlInput>;
export type ChannelKeyInput = z.infer<typeof keyInput>;
export type ChannelModelInput = z.infer<typeof modelInput>;

/** Keys added to a channel: one by `secret`, or several by `api_key` with commas or line breaks between them. */
export const newKeysSchema = z.strictObject({
  secret: secret.optional(),
  api_key: z
    .string()
    .max(4096 * MAX_KEYS)
    .optional(),
  note: note.optional(),
  isEnabled: z.boolean().optional(),
});

/** A new secret renews the key under its id; records and note stay with it. */
export const keyChangeSchema = z.strictObject({
  secret: secret.optional(),
  note: note.optional(),
  isEnabled: z.boolean().optional(),
});

/** Every channel's id, first to last; priorities of those that change them. */
export const channelOrderSchema = z.strictObject({
  ids: z.array(channelIdSchema).max(10_000),
  priorities: z.record(z.string().regex(/^[1-9]\d{0,15}$/), prioritySchema).default({}),
});

/** What is done with all of them, or with none. */
export const channelBulkSchema = z.strictObject({
  ids: z.array(channelIdSchema).min(1).max(10_000),
  action: z.union([
    z.enum(['enable', 'disable', 'delete']),
    z.strictObject({ priority: prioritySchema }),
  ]),
});

/** What is left out or null is chosen by the one who sends the trial. */
const trial = {
  keyId: keyIdSchema.nullable().optional(),
  urlId: urlIdSchema.nullable().optional(),
  model: modelNameSchema.nullable().optional(),
  prompt: z.string().min(1).max(32_768).nullable().optional(),
  isStreaming: z.boolean().optional(),
  protocol: z.enum(PROTOCOLS).nullable().optional(),
};

/** What a trial request to a saved channel asks; everything may be left out. */
export const channelTestSchema = z.strictObject(trial);

/** A channel as it stands in the editor. */
const unsaved = {
  channel: channelInputSchema,
  /** The saved channel being edited: keys named by id are taken from it. */
  channelId: channelIdSchema.optional(),
};

export const unsavedChannelTestSchema = z.strictObject({ ...unsaved, ...trial });
export const unsavedModelFetchSchema = z.strictObject(unsaved);

export const channelKeyViewSchema: z.ZodType<ChannelKeyView> = z
  .object({
    id: keyIdSchema,
    mask: z.string(),
    note: z.string(),
    isEnabled: z.boolean(),
    isLocked: z.boolean(),
  })
  .meta({ id: 'ChannelKey' });

const channelUrlView: z.ZodType<ChannelUrlView> = z.object({
  id: urlIdSchema,
  url: z.string(),
  isExact: z.boolean(),
  isEnabled: z.boolean(),
  protocols: z.array(z.enum(PROTOCOLS)).nullable(),
  resultingUrl: z.string(),
  vendor: z.string().nullable(),
  vendorQuirks: quirksView,
});

export const channelViewSchema: z.ZodType<ChannelView> = z
  .object({
    id: channelIdSchema,
    name: z.string(),
    isEnabled: z.boolean(),
    protocols: z.array(z.enum(PROTOCOLS)),
    priority: z.number(),
    weight: z.number().nullable(),
    keyStrategy: z.enum(KEY_STRATEGIES),
    urls: z.array(channelUrlView),
    keys: z.array(channelKeyViewSchema),
    models: z.array(
      z.object({
        name: z.string(),
        upstreamNames: z.array(z.string()),
        isEnabled: z.boolean(),
      }),
    ),
    headers: z.array(header),
    proxyUrl: z.string().nullable(),
    urlOrder: z.enum(URL_ORDERS),
    isTlsInsecure: z.boolean(),
    modelOverride: z.string().nullable(),
    takeBack: z.enum(TAKE_BACKS),
    priceMultiplier: z.number(),
    limits: z.object({ ...limitFields, hours: hoursSchema.nullable() }),
    limitState: limitStateSchema,
    cheaperModels: z.array(cheaperModel),
    overrides: overridesView,
    checks: z.object(checkFields),
    quirks: quirksView,
    lastCheck: checkResultSchema.nullable(),
    position: z.number(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Channel' });
