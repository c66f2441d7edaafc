import type { Balancing, GroupBalancing } from './balancing.ts';
import type {
  ALL_COOLING_RULES,
  LOG_LEVELS,
  SETTING_GROUPS,
  SETTING_KINDS,
  TOKEN_COUNTERS,
  UNKNOWN_PRICE_RULES,
} from './constants.ts';
import type { CONVERSION_LOSSES, CONVERSIONS } from './conversion-constants.ts';

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Changed by the user while running, stored. Durations in milliseconds, 0 = off unless said otherwise. */
export type Settings = {
  readonly port: number;
  /** At most this many bytes of a request body, decoded or not. */
  readonly maxBodyBytes: number;
  /** Requests in flight at once; further ones wait. */
  readonly maxConcurrency: number;
  /** Requests that wait for a slot; further ones are refused. */
  readonly maxQueued: number;
  /** Longest wait for a slot; 0 = for ever. */
  readonly queueTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** From the request being sent to the first body byte of a stream. */
  readonly firstByteTimeoutMs: number;
  /** Silence between two chunks of an answer. */
  readonly idleTimeoutMs: number;
  /** Whole answer that is not a stream. */
  readonly totalTimeoutMs: number;
  readonly maxKeysPerChannel: number;
  /** 0 = as many as there are. */
  readonly maxChannelsPerRequest: number;
  /** After this long of failing attempts a request stops trying further candidates. */
  readonly attemptBudgetMs: number;
  /** Off: one attempt a request. */
  readonly isFailoverEnabled: boolean;
  readonly balancing: Balancing;
  /** Priorities whose channels share in another way than `balancing` says. */
  readonly groupBalancing: readonly GroupBalancing[];
  /** Channels that fail lose priority. */
  readonly isHealthScoreEnabled: boolean;
  /** How far back the health score looks. */
  readonly healthWindowMs: number;
  /** Requests of a channel in the window from which on its health counts in full. */
  readonly healthMinSamples: number;
  /** What a channel that always fails loses of its priority. */
  readonly healthPenaltyWeight: number;
  /** Requests of one conversation stay with the key that served them. */
  readonly isAffinityEnabled: boolean;
  /** A conversation that is silent for this long is forgotten. */
  readonly affinityTtlMs: number;
  readonly affinityMaxConversations: number;
  /** Opaque tokens that another upstream made are removed from requests, as far as the protocol allows. */
  readonly isForeignTokenStripped: boolean;
  /** For channels that do not say otherwise. */
  readonly conversion: (typeof CONVERSIONS)[number];
  readonly conversionLoss: (typeof CONVERSION_LOSSES)[number];
  readonly unknownPrice: (typeof UNKNOWN_PRICE_RULES)[number];
  /** Shares of a limit of money that a person is told of when they are spent; none = never told. */
  readonly budgetAlertPercents: readonly number[];
  /** From this share on a channel is asked for the cheaper models of its table; 0 = never. */
  readonly budgetCheaperPercent: number;
  /** At this share a channel is paused until the day or month ends; 0 = never: then its limit only tells. */
  readonly budgetPausePercent: number;
  /** `claude-x` also serves `claude-x-20250101`, and the other way round. */
  readonly isDateSuffixIgnored: boolean;
  /** `claude-x` also serves `claude-x[1m]`. */
  readonly isModelSuffixIgnored: boolean;
  /** A model that nobody offers goes to the one whose name is most like it. */
  readonly isFuzzyModelEnabled: boolean;
  /** First cooldown after a refused key. For this and the next five: 0 = such a failure cools nothing down. */
  readonly cooldownAuthMs: number;
  /** First cooldown after a fault of the upstream's own, or an error inside a 200. */
  readonly cooldownServerMs: number;
  /** First cooldown after an answer that came too late or broke off. */
  readonly cooldownTimeoutMs: number;
  /** First cooldown after a 429 that does not say until when. */
  readonly cooldownRateLimitMs: number;
  /** First cooldown after "overloaded" that does not say until when. */
  readonly cooldownOverloadedMs: number;
  /** First cooldown after a connection that could not be made. */
  readonly cooldownUnreachableMs: number;
  /** A repeated cooldown is at least this long. */
  readonly cooldownMinMs: number;
  /** Repeated cooldowns double up to this. */
  readonly cooldownMaxMs: number;
  /** A moment stated by an upstream is believed this far ahead at most. */
  readonly statedResetCapMs: number;
  /** Failures in a row before something cools down. Refusals and rate limits count at once. */
  readonly failuresBeforeOpening: number;
  readonly allCooling: (typeof ALL_COOLING_RULES)[number];
  /** Longest wait for the trial of another request, when nothing else is left. */
  readonly trialWaitMs: number;
  /** A key is switched off after so many cooldowns in a row for being refused; 0 = never. */
  readonly disableKeyAfterRefusals: number;
  /** How often a channel is checked that has checks and does not say. */
  readonly checkIntervalMs: number;
  /** A check that takes longer has failed. */
  readonly checkTimeoutMs: number;
  /** Channels that are checked at once; the others wait for their turn. */
  readonly maxChecksAtOnce: number;
  /** A checked channel that cools down comes back by a successful check alone. */
  readonly isRecoveredByCheckOnly: boolean;
  /** From the answer's head until it has proven itself. */
  readonly gateTimeoutMs: number;
  /** A client that waits this long for a stream to prove itself is sent keep-alive comments. */
  readonly keepAliveAfterMs: number;
  /** Codex may ask over a WebSocket; its frames go the way of every request. */
  readonly isResponsesWebSocketEnabled: boolean;
  /** What all sockets together may keep of their last responses, so that clients need to send only what is new. */
  readonly responsesWebSocketMemoryBytes: number;
  /** Upstreams take the requests of such a socket on one of their own. */
  readonly isResponsesWebSocketSpoken: boolean;
  /** Who answers a client that asks how many tokens a request has. */
  readonly countTokensBy: (typeof TOKEN_COUNTERS)[number];
  /** Streams of chat upstreams are asked for their usage also where the client did not; the client sees nothing of it. */
  readonly isUsageAskedFor: boolean;
  /** Requests are kept so long; 0 keeps them for ever. Hourly totals are always kept. */
  readonly recordRetentionDays: number;
  /** The oldest requests go when there are more; 0 = no limit. */
  readonly recordMaxRows: number;
  /** The oldest requests go when the database is larger; 0 = no limit. */
  readonly recordMaxBytes: number;
  /** At most this much of each body is captured. */
  readonly captureMaxBytes: number;
  /** Captures are deleted after so many hours. */
  readonly captureRetentionHours: number;
  /** Room for all captures, as stored; the oldest are deleted first. */
  readonly captureMaxTotalBytes: number;
  readonly clientKeepAliveMs: number;
  readonly headerReadMs: number;
  /** Longest wait for running requests when the program stops. */
  readonly drainMs: number;
  readonly logLevel: LogLevel;
  /** A line for each request that went well, too. Level `debug` has one for each step. */
  readonly isAccessLogged: boolean;
  /** Clients on this machine that send no Origin need no token. */
  readonly isLocalTokenOptional: boolean;
  /** Anybody may read today's totals at `/public/summary`; off: only this machine, while no other can reach the program. */
  readonly isSummaryPublic: boolean;
  /** Browser origins that may call `/v1`. */
  readonly corsOrigins: readonly string[];
  /** Addresses of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
};

export type SettingName = keyof Settings;

/** One setting as the admin API lists it. */
export type SettingView = {
  readonly name: SettingName;
  readonly value: Settings[SettingName];
  readonly defaultValue: Settings[SettingName];
  readonly unit: 'ms' | 'hours' | 'days' | 'bytes' | 'count' | 'percent' | null;
  readonly kind: (typeof SETTING_KINDS)[number];
  /** Of an `enum`; null otherwise. */
  readonly choices: readonly string[] | null;
  /** Bounds of a number, both included; null where there is none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly group: (typeof SETTING_GROUPS)[number];
  /** Name of the environment variable that sets it and wins over the stored value, while it is set. */
  readonly lockedBy: string | null;
};
