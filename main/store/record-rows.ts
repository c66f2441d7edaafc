import {
  AFFINITY_SIGNS,
  ATTEMPT_OUTCOMES,
  BLAMES,
  CHOICES,
  PROTOCOLS,
  REQUEST_OUTCOMES,
} from '../contracts/constants.ts';
import type { AttemptRecord, RequestRecord } from '../contracts/record.ts';
import { microsOf, requestIdOf } from '../core/request-id.ts';
import type { AttemptRow, RequestRow } from './tables.ts';
import { readWord, toFlag } from './values.ts';

/** Records to rows and back. Clocks count fractions of a millisecond; columns hold whole ones. */
export function toRequestRow(
  record: RequestRecord,
  answer: AttemptRecord | null = null,
): RequestRow {
  return {
    id: toKey(record.id),
    started_at: Math.round(record.startedAt),
    ended_at: roundMs(record.endedAt),
    token_id: record.tokenId,
    token_name: record.tokenName,
    conversation: record.conversation,
    affinity: record.affinity,
    client_family: record.clientFamily,
    protocol: record.protocol,
    operation: record.operation,
    method: record.method,
    path: record.path,
    requested_model: record.requestedModel,
    upstream_model: record.upstreamModel,
    is_streaming: toFlag(record.isStreaming),
    status: record.status,
    outcome: record.outcome,
    detail: record.detail,
    channel_id: record.channelId,
    channel_name: record.channelName,
    key_mask: record.keyMask,
    attempt_count: record.attemptCount,
    first_byte_ms: roundMs(record.firstByteMs),
    duration_ms: roundMs(record.durationMs),
    request_bytes: record.requestBytes,
    response_bytes: record.responseBytes,
    is_head_sent_early: toFlag(record.isHeadSentEarly),
    answer_key_id: answer?.keyId ?? null,
    answer_url: answer?.url ?? null,
    answer_choice: answer?.choice ?? null,
    answer_stripped_tokens: answer?.strippedTokens ?? null,
    answer_outcome: answer?.outcome ?? null,
    answer_blame: answer?.blame ?? null,
    answer_started_at: answer === null ? null : Math.round(answer.startedAt),
    answer_duration_ms: answer === null ? null : Math.round(answer.durationMs),
    answer_first_byte_ms: answer === null ? null : roundMs(answer.firstByteMs),
  };
}

/** Whether everything else of an attempt can be told from its request's row, so that it needs none of its own. */
export function isToldByRequest(attempt: AttemptRecord, record: RequestRecord): boolean {
  return (
    attempt.number === record.attemptCount &&
    attempt.channelId === record.channelId &&
    attempt.channelName === record.channelName &&
    attempt.keyMask === record.keyMask &&
    attempt.upstreamModel === record.upstreamModel &&
    attempt.status === record.status &&
    attempt.detail === record.detail
  );
}

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
    choice: readWord(CHOICES, row.answer_choice ?? '', 'requests.answer_choice'),
    strippedTokens: row.answer_stripped_tokens ?? 0,
    outcome: readWord(ATTEMPT_OUTCOMES, row.answer_outcome ?? '', 'requests.answer_outcome'),
    status: row.status,
    blame: readWord(BLAMES, row.answer_blame ?? '', 'requests.answer_blame'),
    detail: row.detail,
    startedAt: row.answer_started_at ?? row.started_at,
    durationMs: row.answer_duration_ms ?? 0,
    firstByteMs: row.answer_first_byte_ms,
  };
}

export function toRequestRecord(row: RequestRow): RequestRecord {
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
  };
}

export function toAttemptRow(record: AttemptRecord): AttemptRow {
  return {
    request_id: toKey(record.requestId),
    number: record.number,
    channel_id: record.channelId,
    channel_name: record.channelName,
    key_id: record.keyId,
    key_mask: record.keyMask,
    url: record.url,
    upstream_model: record.upstreamModel,
    choice: record.choice,
    stripped_tokens: record.strippedTokens,
    outcome: record.outcome,
    status: record.status,
    blame: record.blame,
    detail: record.detail,
    started_at: Math.round(record.startedAt),
    duration_ms: Math.round(record.durationMs),
    first_byte_ms: roundMs(record.firstByteMs),
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
    choice: readWord(CHOICES, row.choice, 'attempts.choice'),
    strippedTokens: row.stripped_tokens,
    outcome: readWord(ATTEMPT_OUTCOMES, row.outcome, 'attempts.outcome'),
    status: row.status,
    blame: readWord(BLAMES, row.blame, 'attempts.blame'),
    detail: row.detail,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    firstByteMs: row.first_byte_ms,
  };
}

function toKey(requestId: string): number {
  const micros = microsOf(requestId);
  if (micros === null) throw new RangeError(`"${requestId}" is no id of a request.`);
  return micros;
}

function roundMs(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
