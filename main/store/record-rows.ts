import {
  AFFINITY_SIGNS,
  ATTEMPT_OUTCOMES,
  BLAMES,
  CHOICES,
  PROTOCOLS,
  REQUEST_OUTCOMES,
} from '../contracts/constants.ts';
import type {
  AttemptRecord,
  Cooled,
  RecordConversion,
  RecordCost,
  RequestRecord,
  SkippedChannel,
} from '../contracts/record.ts';
import type { Usage } from '../contracts/usage.ts';
import { MILLION } from '../core/price/share.ts';
import { requestIdOf } from '../core/request-id.ts';
import { NOT_EXPLAINED, readCostText, readUsageMore } from './accounting-json.ts';
import type { AttemptRow, RequestRow } from './tables.ts';
import { readList, readObject, readWord } from './values.ts';

/** The attempt that stands in its request's row; null when none does. */
export function answerOf(row: RequestRow): AttemptRecord | null {
  const { answer_key_id: keyId, channel_id: channelId } = row;
  if (keyId === null || channelId === null) return null;
  return {
    requestId: requestIdOf(row.id),
    number: row.attempt_count,
    channelId,
    channelName: row.channel_name,
    keyId,
    keyMask: row.key_mask,
    url: row.answer_url ?? '',
    upstreamModel: row.upstream_model,
    // One for which it is has a row of its own.
    isModelCheaper: false,
    choice: readWord(CHOICES, row.answer_choice ?? '', 'requests.answer_choice'),
    strippedTokens: row.answer_stripped_tokens ?? 0,
    outcome: readWord(ATTEMPT_OUTCOMES, row.answer_outcome ?? '', 'requests.answer_outcome'),
    status: row.status,
    blame: readWord(BLAMES, row.answer_blame ?? '', 'requests.answer_blame'),
    detail: row.detail,
    startedAt: row.answer_started_at ?? row.started_at,
    durationMs: row.answer_duration_ms ?? 0,
    firstByteMs: row.answer_first_byte_ms,
    conversion: conversionOf(row.conversion, 'requests.conversion'),
    cooled: null,
  };
}

export function skippedOf({ skipped }: RequestRow): readonly SkippedChannel[] {
  return skipped === null ? [] : (readList(skipped, 'requests.skipped') as SkippedChannel[]);
}

/** A row as lists read it: without how its cost came about, and where it did not go. */
export type ListedRow = Omit<RequestRow, 'cost_lines' | 'skipped'>;

export function toRequestRecord(row: ListedRow | RequestRow): RequestRecord {
  return {
    id: requestIdOf(row.id),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    tokenId: row.token_id,
    tokenName: row.token_name,
    conversation: row.conversation,
    affinity:
      row.affinity === null ? null : readWord(AFFINITY_SIGNS, row.affinity, 'requests.affinity'),
    clientFamily: row.client_family,
    protocol: row.protocol === null ? null : readWord(PROTOCOLS, row.protocol, 'requests.protocol'),
    operation: row.operation,
    method: row.method,
    path: row.path,
    requestedModel: row.requested_model,
    upstreamModel: row.upstream_model,
    returnedModel: row.returned_model,
    isStreaming: row.is_streaming === 1,
    status: row.status,
    outcome:
      row.outcome === null ? null : readWord(REQUEST_OUTCOMES, row.outcome, 'requests.outcome'),
    detail: row.detail,
    channelId: row.channel_id,
    channelName: row.channel_name,
    keyMask: row.key_mask,
    attemptCount: row.attempt_count,
    firstByteMs: row.first_byte_ms,
    durationMs: row.duration_ms,
    requestBytes: row.request_bytes,
    responseBytes: row.response_bytes,
    isHeadSentEarly: row.is_head_sent_early === 1,
    conversion: conversionOf(row.conversion, 'requests.conversion'),
    usage: usageOf(row),
    cost: costOf(row),
  };
}

function conversionOf(text: string | null, column: string): RecordConversion | null {
  return text === null ? null : (readObject(text, column) as RecordConversion);
}

function usageOf(row: ListedRow): Usage | null {
  if (row.input_tokens === null) return null;
  return {
    inputTokens: row.input_tokens,
    cacheReadTokens: row.cache_read_tokens ?? 0,
    cacheWrite5mTokens: row.cache_write_5m_tokens ?? 0,
    cacheWrite1hTokens: row.cache_write_1h_tokens ?? 0,
    cacheWriteTokens: row.cache_write_tokens ?? 0,
    outputTokens: row.output_tokens ?? 0,
    reasoningTokens: row.reasoning_tokens,
    webSearchRequests: row.web_search_requests ?? 0,
    serviceTier: row.service_tier,
    returnedModel: row.returned_model,
    isEstimated: row.is_usage_estimated === 1,
    ...readUsageMore(row.usage_more),
  };
}

function costOf(row: ListedRow | RequestRow): RecordCost | null {
  if (row.cost_multiplier === null) return null;
  return {
    nanoUsd: row.cost_nano_usd,
    pricedModel: row.priced_model,
    multiplier: row.cost_multiplier / MILLION,
    ...('cost_lines' in row ? readCostText(row.cost_lines, row.priced_model) : NOT_EXPLAINED),
  };
}

export function toAttemptRecord(row: AttemptRow): AttemptRecord {
  return {
    requestId: requestIdOf(row.request_id),
    number: row.number,
    channelId: row.channel_id,
    channelName: row.channel_name,
    keyId: row.key_id,
    keyMask: row.key_mask,
    url: row.url,
    upstreamModel: row.upstream_model,
    isModelCheaper: row.is_model_cheaper === 1,
    choice: readWord(CHOICES, row.choice, 'attempts.choice'),
    strippedTokens: row.stripped_tokens,
    outcome: readWord(ATTEMPT_OUTCOMES, row.outcome, 'attempts.outcome'),
    status: row.status,
    blame: readWord(BLAMES, row.blame, 'attempts.blame'),
    detail: row.detail,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    firstByteMs: row.first_byte_ms,
    conversion: conversionOf(row.conversion, 'attempts.conversion'),
    cooled: row.cooled === null ? null : (readObject(row.cooled, 'attempts.cooled') as Cooled),
  };
}
