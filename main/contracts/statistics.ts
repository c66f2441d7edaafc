import type { ChannelId, KeyId } from './channel.ts';
import type { BUCKET_UNITS, DIMENSIONS, RANGE_NAMES, USAGE_COUNTS } from './constants.ts';
import type { AttemptOutcome, RequestOutcome } from './record.ts';

export type RangeName = (typeof RANGE_NAMES)[number];
export type BucketUnit = (typeof BUCKET_UNITS)[number];
export type Dimension = (typeof DIMENSIONS)[number];

/** Epoch milliseconds, `to` excluded. */
export type Range = { readonly from: number; readonly to: number };

/** What is added up; everything else is told from it. */
export type UsageCounts = { readonly [Name in (typeof USAGE_COUNTS)[number]]: number };

/** What a group of requests comes to. A share is from 0 to 1, and null where there is nothing to tell it from. */
export type Figures = Omit<
  UsageCounts,
  'streamedOutputTokens' | 'streamingMs' | 'firstByteMs' | 'durationMs'
> & {
  /** Answered and no error, of all but those whose client left or that were cancelled. */
  readonly successRate: number | null;
  /** Read from a cache, of the whole input. */
  readonly cacheHitShare: number | null;
  /** Requests whose usage was counted here. */
  readonly estimatedShare: number | null;
  /** Of streams, from the first byte to the end. */
  readonly outputTokensPerSecond: number | null;
  /** Percentiles are interpolated between the bounds of a histogram. */
  readonly firstByteP50Ms: number | null;
  readonly firstByteP95Ms: number | null;
  readonly firstByteMeanMs: number | null;
  readonly durationP50Ms: number | null;
  readonly durationP95Ms: number | null;
  readonly durationMeanMs: number | null;
};

/** What the requests of a group have in common, by the dimensions that were asked for. Ids and names are those of none: 0 and empty. */
export type GroupKey = {
  readonly channelId?: number;
  readonly channelName?: string;
  readonly model?: string;
  readonly tokenId?: number;
  readonly tokenName?: string;
  readonly protocol?: string;
  readonly clientFamily?: string;
};

export type StatisticsGroup = {
  /** Null: all groups that are not listed. */
  readonly key: GroupKey | null;
  readonly total: Figures;
  /** One for each bucket, null where nothing happened; empty when no buckets were asked for. */
  readonly buckets: readonly (Figures | null)[];
};

export type Statistics = {
  /** What was really summed up: whole local hours. */
  readonly range: Range;
  /** Whose hours and days these are: `Europe/Berlin`. */
  readonly zone: string;
  /** When each bucket begins; the last one ends with the range. */
  readonly starts: readonly number[];
  /** Everything that passes the filters. */
  readonly total: Figures;
  readonly buckets: readonly Figures[];
  /** The same length of time just before; null when it was not asked for. */
  readonly previous: Figures | null;
  /** Most requests first; empty when none were asked for. */
  readonly groups: readonly StatisticsGroup[];
};

/** Attempts with one key of a channel. */
export type AttemptStatistics = {
  readonly channelId: ChannelId;
  readonly channelName: string;
  readonly keyId: KeyId;
  readonly keyMask: string;
  readonly attempts: number;
  readonly meanMs: number;
  /** By how they ended: the names of outcomes, and `http429` for an answer that is an error. */
  readonly outcomes: Readonly<Record<string, number>>;
};

/** Failures that say the same but for numbers and ids. */
export type ErrorStatistics = {
  readonly channelId: number;
  readonly channelName: string;
  readonly outcome: AttemptOutcome | RequestOutcome;
  readonly status: number | null;
  /** With `…` for what differs. */
  readonly detail: string;
  readonly count: number;
  readonly lastAt: number;
  readonly exampleRequestId: string;
};

export type ErrorReport = {
  readonly range: Range;
  readonly errors: readonly ErrorStatistics[];
  /** Failures since this moment were read; those before it were too many. Null: all were. */
  readonly searchedTo: number | null;
};

/** What attempts at a channel came to within a span of time. */
export type HealthCell = {
  readonly success: number;
  readonly failure: number;
  /** Not among the failures. */
  readonly rateLimited: number;
};

export type ChannelHealth = {
  readonly channelId: number;
  readonly channelName: string;
  /** One for each start; null where nothing happened. */
  readonly cells: readonly (HealthCell | null)[];
};

export type HealthReport = {
  readonly range: Range;
  readonly starts: readonly number[];
  readonly channels: readonly ChannelHealth[];
};

/** Of today, in the words of the predecessor of this program, so that what was built on its summary goes on working. */
export type PublicSummary = SummaryCard & {
  readonly range: 'today';
  readonly is_today: true;
  readonly duration_seconds: number;
  /** By family of endpoints: `anthropic`, `openai`, `codex`, `gemini`. */
  readonly by_type: Readonly<Record<string, SummaryCard>>;
  /** The same; versions of the predecessor differ in the name. */
  readonly by_client_protocol: Readonly<Record<string, SummaryCard>>;
};

export type SummaryCard = {
  readonly total_requests: number;
  readonly success_requests: number;
  /** Requests whose client left, or that a person cancelled, are neither. */
  readonly error_requests: number;
  /** Without what was read from a cache or written to one. */
  readonly total_input_tokens: number;
  readonly total_output_tokens: number;
  readonly total_cache_read_tokens: number;
  readonly total_cache_creation_tokens: number;
  /** US dollars, as far as prices are known. */
  readonly total_cost: number;
};
