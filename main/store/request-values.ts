import type { AttemptRecord, RequestRecord, SkippedChannel } from '../contracts/record.ts';
import { inMillionths } from '../core/price/share.ts';
import { microsOf } from '../core/request-id.ts';
import { costText, usageMoreText } from './accounting-json.ts';
import type { AttemptRow, RequestRow } from './tables.ts';
import { toFlag } from './values.ts';
import type { SqlValue } from './worker-messages.ts';

/** Columns of a request, in the order of its values. */
export const REQUEST_COLUMNS = [
  'id',
  'started_at',
  'ended_at',
  'token_id',
  'token_name',
  'conversation',
  'affinity',
  'client_family',
  'protocol',
  'operation',
  'method',
  'path',
  'requested_model',
  'upstream_model',
  'returned_model',
  'is_streaming',
  'status',
  'outcome',
  'detail',
  'channel_id',
  'channel_name',
  'key_mask',
  'attempt_count',
  'first_byte_ms',
  'duration_ms',
  'request_bytes',
  'response_bytes',
  'is_head_sent_early',
  'answer_key_id',
  'answer_url',
  'answer_choice',
  'answer_stripped_tokens',
  'answer_outcome',
  'answer_blame',
  'answer_started_at',
  'answer_duration_ms',
  'answer_first_byte_ms',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'web_search_requests',
  'service_tier',
  'is_usage_estimated',
  'usage_more',
  'cost_nano_usd',
  'priced_model',
  'cost_multiplier',
  'cost_lines',
  'is_price_pending',
  'skipped',
  'conversion',
] as const satisfies readonly (keyof RequestRow)[];

export const ATTEMPT_COLUMNS = [
  'request_id',
  'number',
  'channel_id',
  'channel_name',
  'key_id',
  'key_mask',
  'url',
  'upstream_model',
  'is_model_cheaper',
  'choice',
  'stripped_tokens',
  'outcome',
  'status',
  'blame',
  'detail',
  'started_at',
  'duration_ms',
  'first_byte_ms',
  'cooled',
  'conversion',
] as const satisfies readonly (keyof AttemptRow)[];

/** What of a request's row is not its record. */
type Beside = {
  readonly isPricePending: boolean;
  readonly skipped: readonly SkippedChannel[];
};

/**
 * Appends a request's values, and those of the attempt that stands in its row. One flat list of plain values for a
 * whole batch is the cheapest thing to make and to hand to another thread. Clocks count fractions of a millisecond;
 * columns hold whole ones.
 */
export function pushRequest(
  values: SqlValue[],
  record: RequestRecord,
  answer: AttemptRecord | null,
  { isPricePending, skipped }: Beside,
): void {
  values.push(
    toKey(record.id),
    Math.round(record.startedAt),
    roundMs(record.endedAt),
    record.tokenId,
    record.tokenName,
    record.conversation,
    record.affinity,
    record.clientFamily,
    record.protocol,
    record.operation,
    record.method,
    record.path,
    record.requestedModel,
    record.upstreamModel,
    record.returnedModel,
    toFlag(record.isStreaming),
    record.status,
    record.outcome,
    record.detail,
    record.channelId,
    record.channelName,
    record.keyMask,
    record.attemptCount,
    roundMs(record.firstByteMs),
    roundMs(record.durationMs),
    record.requestBytes,
    record.responseBytes,
    toFlag(record.isHeadSentEarly),
  );
  if (answer === null) values.push(null, null, null, null, null, null, null, null, null);
  else pushAnswer(values, answer);
  pushUsage(values, record);
  pushCost(values, record);
  values.push(
    toFlag(isPricePending),
    skipped.length === 0 ? null : JSON.stringify(skipped),
    record.conversion === null ? null : JSON.stringify(record.conversion),
  );
}

function pushAnswer(values: SqlValue[], answer: AttemptRecord): void {
  values.push(
    answer.keyId,
    answer.url,
    answer.choice,
    answer.strippedTokens,
    answer.outcome,
    answer.blame,
    Math.round(answer.startedAt),
    Math.round(answer.durationMs),
    roundMs(answer.firstByteMs),
  );
}

function pushUsage(values: SqlValue[], { usage }: RequestRecord): void {
  if (usage === null) {
    values.push(null, null, null, null, null, null, null, null, null, 0, null);
    return;
  }
  values.push(
    usage.inputTokens,
    usage.cacheReadTokens,
    usage.cacheWrite5mTokens,
    usage.cacheWrite1hTokens,
    usage.cacheWriteTokens,
    usage.outputTokens,
    usage.reasoningTokens,
    usage.webSearchRequests,
    usage.serviceTier,
    toFlag(usage.isEstimated),
    usageMoreText(usage),
  );
}

function pushCost(values: SqlValue[], { cost }: RequestRecord): void {
  if (cost === null) values.push(null, null, null, null);
  else values.push(cost.nanoUsd, cost.pricedModel, inMillionths(cost.multiplier), costText(cost));
}

export function pushAttempt(values: SqlValue[], attempt: AttemptRecord): void {
  values.push(
    toKey(attempt.requestId),
    attempt.number,
    attempt.channelId,
    attempt.channelName,
    attempt.keyId,
    attempt.keyMask,
    attempt.url,
    attempt.upstreamModel,
    toFlag(attempt.isModelCheaper),
    attempt.choice,
    attempt.strippedTokens,
    attempt.outcome,
    attempt.status,
    attempt.blame,
    attempt.detail,
    Math.round(attempt.startedAt),
    Math.round(attempt.durationMs),
    roundMs(attempt.firstByteMs),
    attempt.cooled === null ? null : JSON.stringify(attempt.cooled),
    attempt.conversion === null ? null : JSON.stringify(attempt.conversion),
  );
}

/** Whether everything else of an attempt can be told from its request's row, so that it needs none of its own. */
export function isToldByRequest(attempt: AttemptRecord, record: RequestRecord): boolean {
  return (
    attempt.number === record.attemptCount &&
    attempt.channelId === record.channelId &&
    attempt.channelName === record.channelName &&
    attempt.keyMask === record.keyMask &&
    attempt.upstreamModel === record.upstreamModel &&
    !attempt.isModelCheaper &&
    attempt.status === record.status &&
    attempt.detail === record.detail &&
    attempt.conversion === record.conversion &&
    attempt.cooled === null
  );
}

function toKey(requestId: string): number {
  const micros = microsOf(requestId);
  if (micros === null) throw new RangeError(`"${requestId}" is no id of a request.`);
  return micros;
}

function roundMs(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
