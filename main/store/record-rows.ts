import {
  AFFINITY_SIGNS,
  ATTEMPT_OUTCOMES,
  BLAMES,
  CHOICES,
  PROTOCOLS,
  REQUEST_OUTCOMES,
} from '../contracts/constants.ts';
import type { AttemptRecord, RequestRecord } from '../contracts/record.ts';
import type { AttemptRow, RequestRow } from './tables.ts';
import { readWord, toFlag } from './values.ts';

/** Records to rows and back. Clocks count fractions of a millisecond; columns hold whole ones. */
export function toRequestRow(record: RequestRecord): RequestRow {
  return {
    id: record.id,
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
  };
}

export function toRequestRecord(row: RequestRow): RequestRecord {
  return {
    id: row.id,
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
    request_id: record.requestId,
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
    requestId: row.request_id,
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

function roundMs(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
