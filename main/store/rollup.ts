import { HISTOGRAM_BOUNDS_MS } from '../contracts/constants.ts';
import type { AttemptRecord, RequestOutcome, RequestRecord } from '../contracts/record.ts';
import { localHourStart } from '../core/local-hour.ts';
import type { Settled } from '../core/statistics/settled.ts';
import {
  DURATION_COUNTS,
  FIRST_BYTE_COUNTS,
  USAGE_COUNTERS,
  USAGE_KEYS,
  USAGE_NAMES,
} from './rollup-columns.ts';
import type { UsageCounter } from './tables.ts';
import type { SqlValue } from './worker-messages.ts';

/** What local clocks are ahead of UTC at a moment. It changes at quarters of an hour only. */
export type ZoneOffset = (at: number) => number;

type Row = [...key: (number | string)[]];

const QUARTER_MS = 15 * 60_000;

const FIRST_COUNTER = USAGE_KEYS.length + USAGE_NAMES.length;
const FIRST_BYTES_AT = FIRST_COUNTER + USAGE_COUNTERS.length;
const DURATIONS_AT = FIRST_BYTES_AT + FIRST_BYTE_COUNTS.length;
const NO_COUNTS = new Array<number>(
  USAGE_COUNTERS.length + FIRST_BYTE_COUNTS.length + DURATION_COUNTS.length,
).fill(0);

/** Where in a row each counter stands. */
const AT = Object.fromEntries(
  USAGE_COUNTERS.map((name, index) => [name, FIRST_COUNTER + index]),
) as Readonly<Record<UsageCounter, number>>;

const OUTCOME_AT: Readonly<Record<RequestOutcome, number>> = {
  answered: AT.answered,
  upstreamFailed: AT.upstream_failed,
  noCandidate: AT.no_candidate,
  rejected: AT.rejected,
  broken: AT.broken,
  clientLeft: AT.client_left,
  cancelled: AT.cancelled,
  interrupted: AT.interrupted,
};

/** Sums the requests of one batch up by hour, so that a few rows are added to what is stored. */
export class Rollup {
  readonly #offsetAt: ZoneOffset;
  readonly #usage = new Map<string, Row>();
  readonly #attempts = new Map<string, Row>();
  #slot = Number.NaN;
  #offsetMs = 0;

  constructor(offsetAt: ZoneOffset) {
    this.#offsetAt = offsetAt;
  }

  /** Rows of `usage_hourly`, one behind the other. */
  get usage(): SqlValue[] {
    return [...this.#usage.values()].flat();
  }

  /** Hours that something is added to. */
  get hours(): ReadonlySet<number> {
    return new Set([...this.#usage.values()].map(([hour]) => hour as number));
  }

  /** Rows of `attempts_hourly`. */
  get attempts(): SqlValue[] {
    return [...this.#attempts.values()].flat();
  }

  /** The same for those who count on without the database. */
  get settled(): Settled {
    return {
      usage: [...this.#usage.values()].map((row) => ({
        channelId: row[1] as number,
        protocol: row[4] as string,
        // Counters stand in the order in which statistics list them.
        sums: row.slice(FIRST_COUNTER) as number[],
      })),
      attempts: [...this.#attempts.values()].map((row) => ({
        channelId: row[1] as number,
        outcome: row[3] as string,
        count: row[6] as number,
      })),
    };
  }

  /** A request that is settled; one that is still open does not count yet. */
  add(record: RequestRecord, attempts: readonly AttemptRecord[]): void {
    if (record.outcome === null) return;
    this.#addRequest(record, record.outcome);
    for (const attempt of attempts) this.#addAttempt(attempt);
  }

  #addRequest(record: RequestRecord, outcome: RequestOutcome): void {
    const row = this.#usageRow(record);
    count(row, AT.requests, 1);
    count(row, OUTCOME_AT[outcome], 1);
    if (outcome === 'answered' && (record.status ?? 0) >= FIRST_ERROR)
      count(row, AT.error_answers, 1);
    if (record.attemptCount > 1) count(row, AT.failed_over, 1);
    count(row, AT.attempts, record.attemptCount);
    if (record.firstByteMs !== null) {
      const ms = Math.round(record.firstByteMs);
      count(row, AT.first_byte_ms, ms);
      count(row, FIRST_BYTES_AT + bucketOf(ms), 1);
    }
    if (record.durationMs !== null) {
      const ms = Math.round(record.durationMs);
      count(row, AT.duration_ms, ms);
      count(row, DURATIONS_AT + bucketOf(ms), 1);
    }
    addUsage(row, record);
  }

  #usageRow(record: RequestRecord): Row {
    const hour = this.#hourOf(record.startedAt);
    const channel = record.channelId ?? 0;
    const token = record.tokenId ?? 0;
    const model = record.cost?.pricedModel ?? record.upstreamModel ?? record.requestedModel ?? '';
    const protocol = record.protocol ?? '';
    const { clientFamily } = record;
    // Neither of the first three has a space in it, so no two keys are spelt alike.
    const key = `${String(hour)} ${String(channel)} ${String(token)} ${protocol} ${clientFamily}\n${model}`;
    let row = this.#usage.get(key);
    if (row === undefined) {
      row = [hour, channel, model, token, protocol, clientFamily, '', '', ...NO_COUNTS];
      this.#usage.set(key, row);
    }
    row[USAGE_KEYS.length] = record.channelName;
    row[USAGE_KEYS.length + 1] = record.tokenName;
    return row;
  }

  #addAttempt(attempt: AttemptRecord): void {
    const { channelId, channelName, keyId, keyMask } = attempt;
    const outcome = totalsOutcome(attempt);
    const hour = this.#hourOf(attempt.startedAt);
    const key = `${String(hour)} ${String(channelId)} ${String(keyId)} ${outcome}`;
    const ms = Math.round(attempt.durationMs);
    const row = this.#attempts.get(key);
    if (row === undefined) {
      this.#attempts.set(key, [hour, channelId, keyId, outcome, channelName, keyMask, 1, ms]);
    } else {
      row[4] = channelName;
      row[5] = keyMask;
      count(row, 6, 1);
      count(row, 7, ms);
    }
  }

  #hourOf(time: number): number {
    const at = Math.round(time);
    const slot = Math.floor(at / QUARTER_MS);
    if (slot !== this.#slot) {
      this.#slot = slot;
      this.#offsetMs = this.#offsetAt(slot * QUARTER_MS);
    }
    return localHourStart(at, this.#offsetMs);
  }
}

/** What a total tells attempts apart by: an answer that is an error goes by its status, `http529`. */
function totalsOutcome({ outcome, status }: AttemptRecord): string {
  const isError = outcome === 'answered' && status !== null && status >= FIRST_ERROR;
  return isError ? `http${String(status)}` : outcome;
}

function addUsage(row: Row, record: RequestRecord): void {
  const { usage, cost } = record;
  if (cost !== null) {
    if (cost.nanoUsd !== null) count(row, AT.cost_nano_usd, cost.nanoUsd);
    if (cost.nanoUsd === null || cost.unpriced.length > 0) count(row, AT.unknown_cost_requests, 1);
  }
  if (usage === null) return;
  count(row, AT.input_tokens, usage.inputTokens);
  count(row, AT.cache_read_tokens, usage.cacheReadTokens);
  count(row, AT.cache_write_5m_tokens, usage.cacheWrite5mTokens);
  count(row, AT.cache_write_1h_tokens, usage.cacheWrite1hTokens);
  count(row, AT.cache_write_tokens, usage.cacheWriteTokens);
  count(row, AT.output_tokens, usage.outputTokens);
  count(row, AT.reasoning_tokens, usage.reasoningTokens ?? 0);
  count(row, AT.web_search_requests, usage.webSearchRequests);
  if (usage.isEstimated) count(row, AT.estimated_requests, 1);
  const streamingMs = Math.round((record.durationMs ?? 0) - (record.firstByteMs ?? 0));
  // Guesses would make a speed that nobody saw.
  if (record.isStreaming && record.firstByteMs !== null && streamingMs > 0 && !usage.isEstimated) {
    count(row, AT.streamed_output_tokens, usage.outputTokens);
    count(row, AT.streaming_ms, streamingMs);
  }
}

/** Statuses from here on are errors. */
const FIRST_ERROR = 400;

function count(row: Row, at: number, more: number): void {
  row[at] = (row[at] as number) + more;
}

/** Which of the counts of HISTOGRAM_BOUNDS_MS a time belongs to. */
function bucketOf(ms: number): number {
  let at = 0;
  while (at < HISTOGRAM_BOUNDS_MS.length && ms > (HISTOGRAM_BOUNDS_MS[at] as number)) at++;
  return at;
}
