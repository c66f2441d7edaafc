import { z } from 'zod';
import type { ChannelId } from './channel.ts';
import { channelIdSchema } from './ids.schema.ts';
import type {
  ImportedChannel,
  ImportedSetting,
  ImportedToken,
  ImportPlan,
  ImportProblem,
  ImportResult,
} from './import.ts';
import { settingSchemas } from './settings.schema.ts';
import type { SettingName, Settings } from './settings.ts';

/** A list in a query. */
const listed = z
  .string()
  .max(200_000)
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );

export const importQuerySchema = z.object({
  /** Nothing is changed; the answer says what would be. */
  dryRun: z.stringbool().default(false),
  /** Nothing is taken when anything is wrong. Otherwise what is wrong is left out, as ccLoad does. */
  strict: z.stringbool().default(false),
  /** Keys of the plan; without it, what the plan proposes. */
  take: listed.optional(),
});

export const channelExportSchema = z.object({
  /** Of channels; all without it. */
  ids: z
    .string()
    .regex(/^[1-9]\d{0,14}(,[1-9]\d{0,14})*$/, 'must be ids of channels, divided by commas')
    .transform((text) => text.split(',').map(Number) as ChannelId[])
    .optional(),
  /** Write the keys and other secrets into the file, where everybody can read them. */
  keys: z.stringbool().default(false),
});

const place = { line: z.number().nullable(), path: z.string().nullable() };
const fields = z.record(z.string(), z.string());
const change = z.object({
  field: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

const channel: z.ZodType<ImportedChannel> = z.object({
  ...place,
  key: z.string(),
  name: z.string(),
  verdict: z.enum(['new', 'changed', 'unchanged', 'refused']),
  channelId: channelIdSchema.nullable(),
  isProposed: z.boolean(),
  changes: z.array(change),
  errors: fields,
});

const settingValue = z.unknown() as z.ZodType<Settings[SettingName]>;

const setting: z.ZodType<ImportedSetting> = z.object({
  ...place,
  key: z.string(),
  name: z.enum(Object.keys(settingSchemas) as [SettingName, ...SettingName[]]),
  before: settingValue,
  after: settingValue,
  verdict: z.enum(['changed', 'unchanged', 'refused']),
  isProposed: z.boolean(),
});

const token: z.ZodType<ImportedToken> = z.object({
  ...place,
  key: z.string(),
  name: z.string(),
  mask: z.string(),
  verdict: z.enum(['new', 'unchanged', 'refused']),
  isProposed: z.boolean(),
});

const problem: z.ZodType<ImportProblem> = z.object({
  ...place,
  code: z.enum([
    'unreadable',
    'unknownContent',
    'missingColumn',
    'unknownColumn',
    'badQuotes',
    'badValue',
    'noUrl',
    'noKey',
    'placeholder',
    'accountLogin',
    'notSupported',
    'notNeeded',
    'setElsewhere',
    'tooMany',
  ]),
  isEntryLost: z.boolean(),
  detail: z.string().nullable(),
  text: z.string(),
});

const plan: z.ZodType<ImportPlan> = z.object({
  kind: z.enum([
    'csv',
    'cc-proxy',
    'load-balancer',
    'ccload-database',
    'cc-switch',
    'claude-code-router',
    'cli-proxy-api',
    'environment',
    'text',
  ]),
  encoding: z.string().nullable(),
  channels: z.array(channel),
  settings: z.array(setting),
  tokens: z.array(token),
  problems: z.array(problem),
});

export const importResultSchema: z.ZodType<ImportResult> = z
  .object({
    created: z.number(),
    updated: z.number(),
    unchanged: z.number(),
    skipped: z.number(),
    processed: z.number(),
    errors: z.array(z.string()),
    isDryRun: z.boolean(),
    plan,
    undoToken: z.string().nullable(),
  })
  .meta({ id: 'ImportResult' });
