import type { Generated, Selectable } from 'kysely';
import type { ChannelId, KeyId, UrlId } from '../contracts/channel.ts';
import type { NoticeId } from '../contracts/notice.ts';
import type { RuleId } from '../contracts/rule.ts';
import type { TokenId } from '../contracts/token.ts';

/** 0 or 1. */
type Flag = number;

/** Every table as the last migration leaves it. Their columns are explained there. */
export type Tables = {
  vault: { kind: string; salt: Uint8Array; sealed: Uint8Array; created_at: number };
  settings: { name: string; value: string };
  sessions: { hash: string; created_at: number; expires_at: number };
  tokens: {
    id: Generated<TokenId>;
    name: string;
    hash: string;
    mask: string;
    secret: Uint8Array | null;
    is_enabled: Flag;
    is_local: Flag;
    expires_at: number | null;
    limits: string;
    models: string;
    channel_rule: string;
    channel_ids: string;
    created_at: number;
    last_used_at: number | null;
  };
  channels: {
    id: Generated<ChannelId>;
    name: string;
    folded_name: string;
    is_enabled: Flag;
    protocols: string;
    priority: number;
    weight: number | null;
    key_strategy: string;
    proxy_url: string | null;
    limits: string;
    cheaper_models: string;
    overrides: string;
    checks: string;
    quirks: string;
    url_order: string;
    is_tls_insecure: Flag;
    model_override: string | null;
    take_back: string;
    /** In millionths. */
    price_multiplier: number;
    position: number;
    created_at: number;
    updated_at: number;
  };
  channel_urls: {
    id: Generated<UrlId>;
    channel_id: ChannelId;
    position: number;
    url: string;
    is_exact: Flag;
    is_enabled: Flag;
    protocols: string | null;
  };
  channel_keys: {
    id: Generated<KeyId>;
    channel_id: ChannelId;
    position: number;
    secret: Uint8Array;
    mask: string;
    note: string;
    is_enabled: Flag;
  };
  channel_models: {
    channel_id: ChannelId;
    position: number;
    name: string;
    upstream_names: string;
    is_enabled: Flag;
  };
  channel_headers: { channel_id: ChannelId; position: number; name: string; value: string | null };
  minted_ids: { id: string; channel_id: ChannelId; key_id: KeyId; minted_at: number };
  affinities: {
    key: string;
    channel_id: ChannelId;
    key_id: KeyId;
    used_at: number;
    is_mixed: Flag;
  };
  provenances: {
    hash: string;
    channel_id: ChannelId;
    key_id: KeyId;
    is_refused: Flag;
    noted_at: number;
  };
  cooldowns: CooldownRow;
  rules: {
    id: Generated<RuleId>;
    channel_id: ChannelId | null;
    position: number;
    name: string;
    is_enabled: Flag;
    conditions: string;
    action: string;
    hit_count: number;
    last_hit_at: number | null;
  };
  notices: {
    id: NoticeId;
    at: number;
    notice: string;
    kept_until: number;
    dismissed_at: number | null;
  };
  spending: { kind: string; id: number; period: string; nano_usd: number };
  captures: CaptureRow;
  requests: RequestRow;
  attempts: AttemptRow;
  price_overrides: {
    position: number;
    model_pattern: string;
    channel_id: ChannelId | null;
    prices: string;
    from_at: number | null;
  };
  known_prices: { key: string; version: string; looked_up_at: number; price: string };
  usage_hourly: UsageHourRow;
  attempts_hourly: AttemptsHourRow;
};

/** The row of a token that was removed: only for putting it back. */
export type RemovedToken = Selectable<Tables['tokens']>;

export type CooldownRow = {
  scope: string;
  channel_id: ChannelId;
  part_id: number;
  model: string;
  until: number;
  strikes: number;
  length_ms: number;
  opened_at: number;
  last_failure_at: number;
  refusals: number;
  reason: string;
  is_stated: Flag;
  is_manual: Flag;
};

/** What is summed up, beside the histograms. */
export type UsageCounter =
  | 'requests'
  | 'answered' // and the seven other outcomes, as in REQUEST_OUTCOMES
  | 'upstream_failed'
  | 'no_candidate'
  | 'rejected'
  | 'broken'
  | 'client_left'
  | 'cancelled'
  | 'interrupted'
  | 'error_answers' // of the answered: those with a status of 400 or more
  | 'failed_over' // took more than one attempt
  | 'attempts'
  | 'input_tokens'
  | 'cache_read_tokens'
  | 'cache_write_5m_tokens'
  | 'cache_write_1h_tokens'
  | 'cache_write_tokens'
  | 'output_tokens'
  | 'reasoning_tokens'
  | 'web_search_requests'
  | 'cost_nano_usd'
  | 'unknown_cost_requests' // the sum is short of them, wholly or in part
  | 'estimated_requests'
  | 'streamed_output_tokens' // with `streaming_ms`: tokens a second, first byte to end
  | 'streaming_ms'
  | 'first_byte_ms'
  | 'duration_ms';

export type RequestRow = {
  /** Epoch microseconds: the request's id as a number, so that rows are appended in order. */
  id: number;
  started_at: number;
  ended_at: number | null;
  token_id: TokenId | null;
  token_name: string;
  conversation: string | null;
  affinity: string | null;
  client_family: string;
  protocol: string | null;
  operation: string;
  method: string;
  path: string;
  requested_model: string | null;
  upstream_model: string | null;
  is_streaming: Flag;
  status: number | null;
  outcome: string | null;
  detail: string;
  channel_id: ChannelId | null;
  channel_name: string;
  key_mask: string;
  attempt_count: number;
  first_byte_ms: number | null;
  duration_ms: number | null;
  request_bytes: number;
  response_bytes: number;
  is_head_sent_early: Flag;
  /** The attempt whose answer was relayed; null when there was none, or when it has a row of its own. */
  answer_key_id: KeyId | null;
  answer_url: string | null;
  answer_choice: string | null;
  answer_stripped_tokens: number | null;
  answer_outcome: string | null;
  answer_blame: string | null;
  answer_started_at: number | null;
  answer_duration_ms: number | null;
  answer_first_byte_ms: number | null;
  returned_model: string | null;
  /** Null when the usage is unknown; all counts of tokens are then. */
  input_tokens: number | null;
  cache_read_tokens: number | null;
  cache_write_5m_tokens: number | null;
  cache_write_1h_tokens: number | null;
  cache_write_tokens: number | null;
  output_tokens: number | null;
  reasoning_tokens: number | null;
  web_search_requests: number | null;
  service_tier: string | null;
  is_usage_estimated: Flag;
  /** JSON: what of a usage is rare; null nearly always. */
  usage_more: string | null;
  cost_nano_usd: number | null;
  priced_model: string | null;
  /** The channel's, in millionths; null when there was nothing to price. */
  cost_multiplier: number | null;
  /** JSON: how the cost came about. */
  cost_lines: string | null;
  /** It is over and its price is being looked up: no total has it yet. */
  is_price_pending: Flag;
  /** JSON: channels that it did not go to; null nearly always. */
  skipped: string | null;
  /** JSON: in which protocol the attempt of this row was sent, where that is another; null nearly always. */
  conversion: string | null;
};

type Bucket = `0${Digit}` | `1${Digit}` | '20' | '21' | '22' | '23';
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** Counts of requests by `HISTOGRAM_BOUNDS_MS`. */
export type HistogramColumn = `${'first_byte' | 'duration'}_${Bucket}`;

/** Totals of requests that were settled, by the local hour in which they began. What is missing in the key is 0 or empty. */
export type UsageHourRow = {
  /** Epoch milliseconds at which the local hour began. */
  hour: number;
  channel_id: number;
  /** The name that was priced, or else sent, or else asked for. */
  model: string;
  token_id: number;
  protocol: string;
  client_family: string;
  /** As it was called last. */
  channel_name: string;
  token_name: string;
} & Record<UsageCounter | HistogramColumn, number>;

export type AttemptsHourRow = {
  /** Epoch milliseconds at which the local hour began that the attempt began in. */
  hour: number;
  channel_id: ChannelId;
  key_id: KeyId;
  outcome: string;
  channel_name: string;
  key_mask: string;
  attempts: number;
  total_ms: number;
};

export type AttemptRow = {
  request_id: number;
  number: number;
  channel_id: ChannelId;
  channel_name: string;
  key_id: KeyId;
  key_mask: string;
  url: string;
  upstream_model: string | null;
  is_model_cheaper: Flag;
  choice: string;
  stripped_tokens: number;
  outcome: string;
  status: number | null;
  blame: string;
  detail: string;
  started_at: number;
  duration_ms: number;
  first_byte_ms: number | null;
  /** JSON: what its failure cooled down. */
  cooled: string | null;
  conversion: string | null;
};

export type CaptureRow = {
  request_id: number;
  number: number;
  stored_at: number;
  bytes: number;
  view: string;
  request_body: Uint8Array | null;
  sent_body: Uint8Array | null;
  answer_body: Uint8Array | null;
  returned_body: Uint8Array | null;
};
