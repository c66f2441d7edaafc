import { HISTOGRAM_BOUNDS_MS } from '../contracts/constants.ts';
import type { AttemptsHourRow, HistogramColumn, UsageCounter, UsageHourRow } from './tables.ts';

export const USAGE_KEYS = [
  'hour',
  'channel_id',
  'model',
  'token_id',
  'protocol',
  'client_family',
] as const satisfies readonly (keyof UsageHourRow)[];

/** Overwritten, so that a total bears the name that is used now. */
export const USAGE_NAMES = [
  'channel_name',
  'token_name',
] as const satisfies readonly (keyof UsageHourRow)[];

export const USAGE_COUNTERS = [
  'requests',
  'answered',
  'upstream_failed',
  'no_candidate',
  'rejected',
  'broken',
  'client_left',
  'cancelled',
  'interrupted',
  'error_answers',
  'failed_over',
  'attempts',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'web_search_requests',
  'cost_nano_usd',
  'unknown_cost_requests',
  'estimated_requests',
  'streamed_output_tokens',
  'streaming_ms',
  'first_byte_ms',
  'duration_ms',
] as const satisfies readonly UsageCounter[];

export const FIRST_BYTE_COUNTS = histogramColumns('first_byte');
export const DURATION_COUNTS = histogramColumns('duration');

export const ATTEMPTS_KEYS = [
  'hour',
  'channel_id',
  'key_id',
  'outcome',
] as const satisfies readonly (keyof AttemptsHourRow)[];
export const ATTEMPTS_NAMES = [
  'channel_name',
  'key_mask',
] as const satisfies readonly (keyof AttemptsHourRow)[];
export const ATTEMPTS_COUNTERS = [
  'attempts',
  'total_ms',
] as const satisfies readonly (keyof AttemptsHourRow)[];

function histogramColumns(name: 'first_byte' | 'duration'): readonly HistogramColumn[] {
  return Array.from(
    { length: HISTOGRAM_BOUNDS_MS.length + 1 },
    (_, at) => `${name}_${String(at).padStart(2, '0')}` as HistogramColumn,
  );
}
