import { z } from 'zod';
import type { GroupBalancing } from './balancing.ts';
import {
  ALL_COOLING_RULES,
  BALANCINGS,
  LOG_LEVELS,
  SETTING_GROUPS,
  SETTING_KINDS,
  TOKEN_COUNTERS,
  UNKNOWN_PRICE_RULES,
} from './constants.ts';
import { CONVERSION_LOSSES, CONVERSIONS } from './conversion-constants.ts';
import type { SettingName, Settings, SettingView } from './settings.ts';

const HOUR_MS = 3_600_000;
const MIB = 1024 * 1024;

/** A whole number within bounds, both included. */
const whole = (min: number, max: number) => z.number().int().min(min).max(max);

/** Of a channel. */
export const prioritySchema = whole(-1_000_000, 1_000_000);

/** More often would be no better than asking with every request. */
export const checkIntervalSchema = whole(10_000, 24 * HOUR_MS);

/** 0 switches it off; a day is longer than any request lives. */
const timeoutMs = whole(0, 24 * HOUR_MS);

/** What a failure costs at first; longer ones are reached by doubling, or set by hand. */
const cooldownMs = whole(0, 24 * HOUR_MS);

/** Of a limit of money. Beyond 100: a budget that may be exceeded, but not by any amount. */
const MAX_PERCENT = 1000;

/** As browsers send it: scheme, host and a port that is not the scheme's own. No path, no wildcard. */
const origin = z
  .string()
  .max(256)
  .regex(
    /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#*@]+$/,
    'must be an origin such as https://example.com, without a path',
  );

/** A reverse proxy, or a network of them. Host names are not asked for: they could change hands. */
const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'must be an IP address or a range such as 10.0.0.0/8',
});

const priorityBalancing: z.ZodType<GroupBalancing> = z.strictObject({
  priority: prioritySchema,
  balancing: z.enum(BALANCINGS),
});

const groupBalancing = z
  .array(priorityBalancing)
  .max(100)
  .refine((groups) => new Set(groups.map((one) => one.priority)).size === groups.length, {
    error: 'must name each priority once',
  });

/** What each setting accepts. The only bounds there are: a stored value was checked by them. */
export const settingSchemas: { readonly [Name in SettingName]: z.ZodType<Settings[Name]> } = {
  port: whole(1, 65_535),
  maxBodyBytes: whole(1024, 1024 * MIB),
  maxConcurrency: whole(1, 100_000),
  maxQueued: whole(0, 100_000),
  queueTimeoutMs: timeoutMs,
  connectTimeoutMs: timeoutMs,
  firstByteTimeoutMs: timeoutMs,
  idleTimeoutMs: timeoutMs,
  totalTimeoutMs: timeoutMs,
  maxKeysPerChannel: whole(1, 1000),
  maxChannelsPerRequest: whole(0, 1000),
  attemptBudgetMs: timeoutMs,
  isFailoverEnabled: z.boolean(),
  balancing: z.enum(BALANCINGS),
  groupBalancing,
  isHealthScoreEnabled: z.boolean(),
  healthWindowMs: whole(60_000, 24 * HOUR_MS),
  healthMinSamples: whole(1, 10_000),
  healthPenaltyWeight: whole(0, 1_000_000),
  isAffinityEnabled: z.boolean(),
  affinityTtlMs: whole(60_000, 31 * 24 * HOUR_MS),
  affinityMaxConversations: whole(100, 1_000_000),
  isForeignTokenStripped: z.boolean(),
  conversion: z.enum(CONVERSIONS),
  conversionLoss: z.enum(CONVERSION_LOSSES),
  unknownPrice: z.enum(UNKNOWN_PRICE_RULES),
  budgetAlertPercents: z.array(whole(1, MAX_PERCENT)).max(10),
  budgetCheaperPercent: whole(0, MAX_PERCENT),
  budgetPausePercent: whole(0, MAX_PERCENT),
  isDateSuffixIgnored: z.boolean(),
  isModelSuffixIgnored: z.boolean(),
  isFuzzyModelEnabled: z.boolean(),
  cooldownAuthMs: cooldownMs,
  cooldownServerMs: cooldownMs,
  cooldownTimeoutMs: cooldownMs,
  cooldownRateLimitMs: cooldownMs,
  cooldownOverloadedMs: cooldownMs,
  cooldownUnreachableMs: cooldownMs,
  cooldownMinMs: cooldownMs,
  cooldownMaxMs: whole(1000, 24 * HOUR_MS),
  // Monthly quotas are the longest that upstreams state.
  statedResetCapMs: whole(1000, 31 * 24 * HOUR_MS),
  failuresBeforeOpening: whole(1, 1000),
  allCooling: z.enum(ALL_COOLING_RULES),
  trialWaitMs: whole(0, HOUR_MS),
  disableKeyAfterRefusals: whole(0, 1000),
  checkIntervalMs: checkIntervalSchema,
  // Without an end, one upstream that never answers would hold its place for ever.
  checkTimeoutMs: whole(1000, HOUR_MS),
  maxChecksAtOnce: whole(1, 1000),
  isRecoveredByCheckOnly: z.boolean(),
  gateTimeoutMs: timeoutMs,
  keepAliveAfterMs: timeoutMs,
  isResponsesWebSocketEnabled: z.boolean(),
  responsesWebSocketMemoryBytes: whole(0, 1024 * 1024 * MIB),
  isResponsesWebSocketSpoken: z.boolean(),
  countTokensBy: z.enum(TOKEN_COUNTERS),
  isUsageAskedFor: z.boolean(),
  recordRetentionDays: whole(0, 36_500),
  recordMaxRows: whole(0, 1_000_000_000),
  recordMaxBytes: whole(0, 2 ** 40).refine((bytes) => bytes === 0 || bytes >= 16 * MIB, {
    error: 'must be 0 or at least 16777216',
  }),
  captureMaxBytes: whole(1024, 64 * MIB),
  captureRetentionHours: whole(1, 10_000),
  captureMaxTotalBytes: whole(MIB, 1024 * 1024 * MIB),
  clientKeepAliveMs: whole(0, HOUR_MS),
  headerReadMs: whole(1000, HOUR_MS),
  drainMs: whole(0, HOUR_MS),
  logLevel: z.enum(LOG_LEVELS),
  isAccessLogged: z.boolean(),
  isLocalTokenOptional: z.boolean(),
  isSummaryPublic: z.boolean(),
  corsOrigins: z.array(origin).max(100),
  trustedProxies: z.array(address).max(100),
};

/** Any of the settings, each within its bounds; an unknown name is refused. */
export const settingsChangeSchema = z.strictObject(settingSchemas).partial();

const value: z.ZodType<SettingView['value']> = z.union([
  z.number(),
  z.boolean(),
  z.enum(LOG_LEVELS),
  z.enum(ALL_COOLING_RULES),
  z.enum(BALANCINGS),
  z.enum(UNKNOWN_PRICE_RULES),
  z.enum(TOKEN_COUNTERS),
  z.enum(CONVERSIONS),
  z.enum(CONVERSION_LOSSES),
  z.array(z.string()),
  z.array(z.number()),
  z.array(priorityBalancing),
]);

export const settingViewSchema: z.ZodType<SettingView> = z
  .object({
    name: z.enum(Object.keys(settingSchemas) as [SettingName, ...SettingName[]]),
    value,
    defaultValue: value,
    unit: z.enum(['ms', 'hours', 'days', 'bytes', 'count', 'percent']).nullable(),
    kind: z.enum(SETTING_KINDS),
    choices: z.array(z.string()).readonly().nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
    group: z.enum(SETTING_GROUPS),
    lockedBy: z.string().nullable(),
  })
  .meta({ id: 'Setting' });
