import { z } from 'zod';
import { BLAMES, MAX_RULES, PROTOCOLS, RULE_NEXTS, RULE_TEXT_KINDS } from './constants.ts';
import { channelIdSchema, instantSchema, ruleIdSchema } from './ids.schema.ts';
import type { CaptureFormat, RuleCooldown, RuleDraft, RuleTest, RuleView } from './rule.ts';

const MAX_NAME_BYTES = 128;
const MAX_PATTERN_BYTES = 1024;
const MAX_STATUSES = 50;
const MAX_DURATION_MS = 366 * 24 * 3_600_000;
/** As long as the beginning that rules look at of a real answer. */
const MAX_TEXT_CHARS = 64 * 1024;
const MAX_HEADERS = 100;

const bounded = (maxBytes: number) =>
  z.string().refine((text) => utf8Bytes(text) <= maxBytes, `must have at most ${maxBytes} bytes`);

const status = z.number().int().min(100).max(599);

const statusOrRange = z.union([
  status,
  z
    .strictObject({ from: status, to: status })
    .refine(({ from, to }) => from <= to, { error: 'must not be below `from`', path: ['to'] }),
]);

const match = z
  .strictObject({
    statuses: z.array(statusOrRange).max(MAX_STATUSES).default([]),
    header: z
      .strictObject({
        name: z
          .string()
          .max(256)
          .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'must be a header name'),
        pattern: bounded(MAX_PATTERN_BYTES).default(''),
      })
      .nullable()
      .default(null),
    text: z
      .strictObject({
        kind: z.enum(RULE_TEXT_KINDS),
        value: bounded(MAX_PATTERN_BYTES).min(1),
      })
      .nullable()
      .default(null),
    isEmptyAnswer: z.boolean().default(false),
    protocols: z.array(z.enum(PROTOCOLS)).min(1).nullable().default(null),
  })
  .refine(
    (one) =>
      one.statuses.length > 0 || one.header !== null || one.text !== null || one.isEmptyAnswer,
    'needs a status, a header, a text or isEmptyAnswer',
  );

const zone = z.string().max(64).refine(isZone, 'must be a time zone such as Europe/Berlin or UTC');

const captureFormat: z.ZodType<CaptureFormat> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('dateTime'),
    layout: z.string().min(1).max(100),
    zone: zone.default('UTC'),
  }),
  z.strictObject({ kind: z.literal('timeOfDay'), zone: zone.default('UTC') }),
  z.strictObject({ kind: z.literal('unixSeconds') }),
  z.strictObject({ kind: z.literal('unixMs') }),
  z.strictObject({ kind: z.literal('seconds') }),
]);

const cooldown: z.ZodType<RuleCooldown> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('default') }),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('fixed'),
    durationMs: z.number().int().min(1000).max(MAX_DURATION_MS),
  }),
  z.strictObject({
    kind: z.literal('captured'),
    group: z
      .string()
      .max(64)
      .regex(/^[A-Za-z_]\w*$/, 'must be the name of a group in a pattern of this rule'),
    format: captureFormat,
  }),
]);

const action = z
  .strictObject({
    blame: z.enum(BLAMES),
    next: z.enum(RULE_NEXTS).default('failOver'),
    cooldown: cooldown.default({ kind: 'default' }),
  })
  .refine(
    (one) =>
      !['client', 'nobody'].includes(one.blame) ||
      !['fixed', 'captured'].includes(one.cooldown.kind),
    { error: 'needs a blame that can cool down: key, url, model or channel', path: ['cooldown'] },
  );

const draft = {
  name: bounded(MAX_NAME_BYTES)
    .trim()
    .min(1)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters'),
  isEnabled: z.boolean().default(true),
  match,
  action,
};

const ruleDraftSchema: z.ZodType<RuleDraft> = z.strictObject(draft).meta({ id: 'RuleDraft' });

export const ruleInputSchema = z.strictObject({
  ...draft,
  channelId: channelIdSchema.nullable().default(null),
});

/** A part that is given replaces the old one as a whole. */
export const ruleChangeSchema = z.strictObject({
  name: draft.name.optional(),
  isEnabled: z.boolean().optional(),
  match: match.optional(),
  action: action.optional(),
});

export const ruleOrderSchema = z.strictObject({
  channelId: channelIdSchema.nullable(),
  ids: z.array(ruleIdSchema).max(MAX_RULES),
});

const ruleName = z.object({ id: ruleIdSchema.nullable(), name: z.string() });

export const ruleViewSchema: z.ZodType<RuleView> = z
  .object({
    ...draft,
    isEnabled: z.boolean(),
    id: ruleIdSchema,
    channelId: channelIdSchema.nullable(),
    position: z.number(),
    hitCount: z.number(),
    lastHitAt: instantSchema.nullable(),
  })
  .meta({ id: 'Rule' });

/** Rules that are not saved, or those that are, tried on an answer, or on the last ones that failed. */
export const ruleTestInputSchema = z
  .strictObject({
    rule: ruleDraftSchema.optional(),
    rules: z.array(ruleDraftSchema).max(MAX_RULES).optional(),
    /** Whose saved rules are meant; without it those for every channel. Recent answers know their channel. */
    channelId: channelIdSchema.nullable().default(null),
    answer: z
      .strictObject({
        status,
        headers: z
          .record(z.string().max(256), z.string().max(8192))
          .refine((headers) => Object.keys(headers).length <= MAX_HEADERS, 'too many headers')
          .default({}),
        text: z.string().max(MAX_TEXT_CHARS).default(''),
        protocol: z.enum(PROTOCOLS).default('anthropic'),
      })
      .optional(),
    recent: z.literal(true).optional(),
  })
  .refine((input) => (input.answer === undefined) !== (input.recent === undefined), {
    error: 'give an answer, or recent: true',
    path: ['answer'],
  })
  .refine((input) => input.rule === undefined || input.rules === undefined, {
    error: 'give one rule or several',
    path: ['rules'],
  });

export const ruleTestSchema: z.ZodType<RuleTest> = z
  .object({
    answer: z.object({
      status: z.number(),
      headers: z.record(z.string(), z.string()),
      text: z.string(),
      protocol: z.enum(PROTOCOLS),
      at: instantSchema.nullable(),
      channelName: z.string().nullable(),
    }),
    matched: ruleName.nullable(),
    blame: z.enum(BLAMES),
    next: z.enum(RULE_NEXTS),
    until: instantSchema.nullable(),
    misses: z.array(
      ruleName.extend({
        why: z.enum([
          'disabled',
          'status',
          'protocol',
          'good',
          'header',
          'text',
          'notEmpty',
          'time',
        ]),
      }),
    ),
  })
  .meta({ id: 'RuleTest' });

/** Whether this machine knows the zone. */
function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // The only way to ask for a zone by name.
    return false;
  }
}

function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
