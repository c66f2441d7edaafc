import type { RequestRecord } from '../contracts/record.ts';
import type { Column } from '../core/export/table-lines.ts';

/** A request as a line of a table. Times are ISO 8601, durations milliseconds, money nano-dollars. */
export const REQUEST_EXPORT: readonly Column<RequestRecord>[] = [
  ['id', (one) => one.id],
  ['startedAt', (one) => iso(one.startedAt)],
  ['endedAt', (one) => iso(one.endedAt)],
  ['outcome', (one) => one.outcome],
  ['status', (one) => one.status],
  ['detail', (one) => one.detail],
  ['tokenName', (one) => one.tokenName],
  ['clientFamily', (one) => one.clientFamily],
  ['conversation', (one) => one.conversation],
  ['protocol', (one) => one.protocol],
  ['operation', (one) => one.operation],
  ['method', (one) => one.method],
  ['path', (one) => one.path],
  ['requestedModel', (one) => one.requestedModel],
  ['upstreamModel', (one) => one.upstreamModel],
  ['returnedModel', (one) => one.returnedModel],
  ['isStreaming', (one) => one.isStreaming],
  ['channelName', (one) => one.channelName],
  ['keyMask', (one) => one.keyMask],
  ['attemptCount', (one) => one.attemptCount],
  ['firstByteMs', (one) => one.firstByteMs],
  ['durationMs', (one) => one.durationMs],
  ['requestBytes', (one) => one.requestBytes],
  ['responseBytes', (one) => one.responseBytes],
  ['inputTokens', (one) => one.usage?.inputTokens],
  ['cacheReadTokens', (one) => one.usage?.cacheReadTokens],
  ['cacheWrite5mTokens', (one) => one.usage?.cacheWrite5mTokens],
  ['cacheWrite1hTokens', (one) => one.usage?.cacheWrite1hTokens],
  ['cacheWriteTokens', (one) => one.usage?.cacheWriteTokens],
  ['outputTokens', (one) => one.usage?.outputTokens],
  ['reasoningTokens', (one) => one.usage?.reasoningTokens],
  ['isEstimated', (one) => one.usage?.isEstimated],
  ['pricedModel', (one) => one.cost?.pricedModel],
  ['costNanoUsd', (one) => one.cost?.nanoUsd],
];

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
