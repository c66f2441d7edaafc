import type { ChannelLimits, Limits } from './limits.ts';

/** Values both sides agree on. Of this folder these, and those of `conversion-constants.ts`, may be imported for more than their types. */

/** Wire families of a request, in the order the UI lists them. */
export const PROTOCOLS = ['anthropic', 'openai-chat', 'openai-responses', 'gemini'] as const;

/** The port of the seeds' examples, so that their curl lines work as written. */
export const DEFAULT_PORT = 8080;

/** A channel model of this name accepts every model a client asks for. */
export const ANY_MODEL = '*';
export const KEY_STRATEGIES = ['sequential', 'round_robin'] as const;
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** What a setting's value is, and so how it is edited. */
export const SETTING_KINDS = [
  'boolean',
  'number',
  'enum',
  'text',
  'list', // of texts
  'numbers', // a list of them
  'rows', // a list of objects
] as const;

/** What settings are about. */
export const SETTING_GROUPS = [
  'proxy',
  'routing',
  'conversations',
  'cooldowns',
  'checks',
  'timeouts',
  'costs',
  'data',
  'captures',
  'security',
  'logging',
] as const;

/** How a request ended, as stored with its record. Real statuses stand beside it, never inside it. */
export const REQUEST_OUTCOMES = [
  'answered', // an upstream's answer was relayed to its end, whatever its status
  'upstreamFailed', // every attempt failed; the client got our summary of them
  'noCandidate', // no channel could serve it; nothing was attempted
  'rejected', // refused before any channel was considered (token, path, body)
  'broken', // the answer broke off after it had begun to reach the client
  'clientLeft', // the client closed its connection first
  'cancelled', // a person cancelled it in the UI
  'interrupted', // the program ended while it was running
] as const;

/**
 * Upper bounds of the counts that the hourly totals keep of times to the first byte and to the end; a last count takes
 * what took longer. Never changed: the totals of earlier hours go by them.
 */
export const HISTOGRAM_BOUNDS_MS = [
  10, 20, 40, 70, 100, 150, 200, 300, 450, 700, 1000, 1500, 2000, 3000, 4500, 7000, 10_000, 15_000,
  30_000, 60_000, 120_000, 300_000, 900_000,
] as const;

/** Spans of time that statistics are asked for by name, in local days; weeks begin on Mondays. */
export const RANGE_NAMES = [
  'last_hour',
  'last_24_hours',
  'today',
  'yesterday',
  'day_before_yesterday',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'last_7_days', // today and the six days before
  'last_30_days',
] as const;
export const BUCKET_UNITS = ['hour', 'day', 'week', 'month'] as const;

/** What statistics can be grouped by. */
export const DIMENSIONS = ['channel', 'model', 'token', 'protocol', 'client'] as const;

/** What totals count, beside the histograms. */
export const USAGE_COUNTS = [
  'requests',
  'answered', // and the seven other outcomes
  'upstreamFailed',
  'noCandidate',
  'rejected',
  'broken',
  'clientLeft',
  'cancelled',
  'interrupted',
  'errorAnswers', // of the answered: those with a status of 400 or more
  'failedOver', // took more than one attempt
  'attempts',
  'inputTokens',
  'cacheReadTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
  'cacheWriteTokens',
  'outputTokens',
  'reasoningTokens',
  'webSearchRequests',
  'costNanoUsd',
  'unknownCostRequests', // the sum is short of them, wholly or in part
  'estimatedRequests',
  'streamedOutputTokens', // with `streamingMs`: tokens a second, first byte to end
  'streamingMs',
  'firstByteMs',
  'durationMs',
] as const;

/** How one attempt ended. */
export const ATTEMPT_OUTCOMES = [
  'answered', // a status line and headers arrived
  'refused', // connection refused
  'dns', // the host name does not resolve
  'tls', // the TLS handshake or the certificate failed
  'reset', // the connection was lost before an answer
  'selfLoop', // the URL leads back to this program
  'proxy', // the outbound proxy did not let the connection through
  'connectTimeout',
  'firstByteTimeout',
  'gateTimeout', // it answered, and yet had no output in time
  'idleTimeout',
  'totalTimeout',
  'broken', // the answer broke off after its head had arrived
  'softError', // an error in the guise of a success
  'errorEvent', // a stream that began with an error
  'html', // a web page in place of an answer
  'empty',
  'noEndMarker', // a stream that ended before it was complete
  'malformed', // JSON that is cut or is none
  'clientLeft',
  'cancelled',
  'rerouted', // a person sent the request on to the next channel
] as const;

/** Who an attempt's failure is charged to. */
export const BLAMES = ['key', 'url', 'model', 'channel', 'client', 'nobody'] as const;

/** Why something is blamed: what a verdict says beside whom. */
export const BLAME_REASONS = [
  'auth', // the key was refused
  'account', // the account behind the channel is gone
  'balance', // nothing left to pay with
  'quota', // a quota is used up until a stated moment
  'rateLimit',
  'overloaded',
  'server', // a fault of the upstream's own
  'softError', // an error inside a 200
  'timeout',
  'unreachable',
  'cut', // the answer broke off
  'empty',
  'html',
  'model', // the upstream does not know the model
  'wrongUrl',
  'selfLoop',
  'opaqueToken', // it refused something in the conversation that another had minted
  'client',
  'rule', // a user's own rule
  'none', // nobody failed; also the reason of a cooldown set by hand
] as const;

/** What can cool down: one key, one URL, one model of a channel, or the whole channel. */
export const COOLDOWN_KINDS = ['key', 'url', 'model', 'channel'] as const;

/** What becomes of a request whose candidates all cool: each is tried all the same, only the best, or none. */
export const ALL_COOLING_RULES = ['all', 'one', 'none'] as const;

/** Sets of cooldown settings that can be applied in one step. */
export const COOLDOWN_PRESETS = ['like-ccload', 'like-cc-proxy'] as const;

/** How channels of equal priority share their requests. */
export const BALANCINGS = [
  'weighted_round_robin', // smooth: turns in proportion to the weights, evenly spread
  'round_robin',
  'random',
  'weighted_random',
  'least_in_flight',
  'fastest', // by first byte, with a look at the others now and then
] as const;

/** What a monitor is told of a channel. */
export const CHANNEL_STATES = [
  'ready',
  'cooling',
  'disabled', // switched off, or without a key that can be used
  'over_budget',
  'closed', // outside its hours
] as const;

/** In which order the URLs of one channel are tried. */
export const URL_ORDERS = ['in_order', 'fastest'] as const;

/** When conversations return to a channel of higher priority that has recovered. */
export const TAKE_BACKS = ['at_once', 'when_idle'] as const;

/** What an active check of a channel sends. Only `message` costs money. */
export const CHECK_KINDS = ['head', 'models', 'message'] as const;

/** Which channels a token may use: all, only those listed, or all but those listed. */
export const CHANNEL_RULES = ['all', 'allow', 'deny'] as const;

/** Whose money is counted. */
export const PAYER_KINDS = ['channel', 'token'] as const;

/** What a money limit makes of a model without a known price. */
export const UNKNOWN_PRICE_RULES = ['allow', 'refuse'] as const;

/** What is done for the sake of a budget that is nearly spent, or spent. */
export const BUDGET_ACTIONS = [
  'none', // it is told of
  'cheaperModel', // the channel is asked for cheaper models, as its table says
  'pause', // nothing goes to the channel, or is taken from the token, until the period ends
] as const;

/** Why an attempt went to its candidate. */
export const CHOICES = [
  'rotation', // its turn among those of its priority
  'affinity', // it served the conversation before
  'failover', // another channel had failed
  'staysInChannel', // another key or URL of the same channel had failed
  'cooling', // it cooled, and nothing else was left
  'only', // there was no other
] as const;

/** Why a request did not go to a channel. */
export const SKIP_KINDS = [
  'disabled',
  'protocol',
  'conversion', // what was asked cannot be said in the protocol that it speaks
  'model',
  'noUrl',
  'noKey',
  'locked', // its keys cannot be read
  'token', // the client's token may not use it
  'limit',
  'cooling',
  'notReached', // it could have been tried, and the request ended before
] as const;

/** Where a channel stands for a request whose way is explained. */
export const ROUTE_STATES = [
  'tried', // an attempt would go to it
  'notReached', // it can be tried, and the request would give up before
  'cooling',
  'barred', // it could serve the request, and may not now
  'excluded', // it cannot serve the request
] as const;

/** What would become of a request whose way is explained. */
export const ROUTE_VERDICTS = [
  'chosen', // one channel would be tried first
  'drawn', // chance decides which
  'waits', // others try what cools; it would wait for what they find
  'noChannel',
  'refused', // before any channel is considered
  'answeredHere', // by this program itself
] as const;

/** How a channel's entry for a model was found. */
export const MODEL_MATCHES = [
  'budget', // a cheaper one, because the channel's budget is nearly spent
  'override', // the channel sends everything as one model
  'name',
  'suffix', // without a mark such as `[1m]`
  'date', // without its date, or with another notation of it
  'pattern',
  'any', // it takes every model
  'fuzzy',
] as const;

/** What told which conversation a request belongs to. */
export const AFFINITY_SIGNS = [
  'header',
  'userId',
  'promptCacheKey',
  'previousResponse',
  'cachedContent',
  'hash', // of how it begins
] as const;

export const NO_LIMITS: Limits = {
  dayUsd: null,
  monthUsd: null,
  requestsPerMinute: null,
  maxConcurrency: null,
};
export const NO_CHANNEL_LIMITS: ChannelLimits = { ...NO_LIMITS, hours: null };

export const NO_CHECKS = {
  isEnabled: false,
  kind: 'models',
  intervalMs: null,
  model: null,
} as const;

/** A token of which nothing was said. */
export const UNLIMITED_TOKEN = {
  isEnabled: true,
  expiresAt: null,
  limits: NO_LIMITS,
  models: [],
  channelRule: 'all',
  channelIds: [],
} as const;

/** What is paid for. Writes to a cache cost by how long they are kept. */
export const PRICE_CLASSES = [
  'input', // read anew
  'inputAudio', // where sound has a price of its own
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'output', // reasoning included
  'outputAudio',
  'webSearch', // counted in searches
] as const;

/** Who answers a client that asks how many tokens a request has. */
export const TOKEN_COUNTERS = [
  'local', // this program, by an estimate
  'upstream', // a channel, as with any other request
] as const;

/** What a user's rule makes of an answer: tried elsewhere, or passed on as it came. */
export const RULE_NEXTS = ['failOver', 'relay'] as const;

/** Rules of one channel, and those for every channel. */
export const MAX_RULES = 32;
export const RULE_TEXT_KINDS = ['contains', 'regex'] as const;

/** The bodies of a captured attempt: from the client, to the upstream, from it, and to the client. */
export const CAPTURE_PARTS = ['request', 'sent', 'answer', 'returned'] as const;

/** Programs that are told how to reach this one. */
export const CLIENTS = [
  'claude-code',
  'codex',
  'gemini-cli',
  'openai-sdk',
  'anthropic-sdk',
  'opencode',
  'cline',
  'curl',
] as const;

/** `bash` is also zsh and sh. */
export const SHELLS = ['bash', 'fish', 'powershell', 'cmd'] as const;

/** What a person should know who sets a client up. */
export const CONNECT_NOTES = [
  'tokenPlaceholder', // the token's value must be filled in by hand
  'noVersionInUrl', // the base URL has no /v1
  'versionInUrl', // the base URL ends in /v1
  'oneCredential', // only one of the two variables may be set
  'responsesOnly', // the client speaks Responses alone
  'authTypeNeeded', // without a chosen auth type it does not start
  'thisWindowOnly', // the lines last as long as the shell does
  'modelIsExample', // any model that a channel offers
  'formOnly', // it is set up in its own window
] as const;

/** What was done with a pasted text, or could not be. */
export const GUESS_HINTS = [
  'vendorByKey', // by how the key begins
  'vendorByHost',
  'vendorUnknown',
  'keyAmbiguous', // several vendors have keys that begin so
  'fromEnvironment',
  'fromJson',
  'fromCurl',
  'fromDeepLink',
  'isPlaceholder', // what stands in the key's place is no key
] as const;
