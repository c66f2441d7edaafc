import type { Usage } from '../../contracts/usage.ts';
import { objectAt, type JsonObject } from '../gate/event-json.ts';

/** What a vendor's usage object says in our words; who made the answer is known elsewhere. */
export type Counts = Omit<Usage, 'returnedModel' | 'isPartial' | 'isEstimated'>;

export const NO_COUNTS: Counts = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: null,
  inputAudioTokens: 0,
  outputAudioTokens: 0,
  webSearchRequests: 0,
  serverToolUses: 0,
  serviceTier: null,
  speed: null,
  vendorCostNanoUsd: null,
  extraPasses: [],
};

const MAX_NAME_LENGTH = 200;

/** The whole input of an answer, however it was billed. */
export function totalInputTokens(
  usage: Pick<
    Usage,
    | 'inputTokens'
    | 'cacheReadTokens'
    | 'cacheWrite5mTokens'
    | 'cacheWrite1hTokens'
    | 'cacheWriteTokens'
  >,
): number {
  return (
    usage.inputTokens +
    usage.cacheReadTokens +
    usage.cacheWrite5mTokens +
    usage.cacheWrite1hTokens +
    usage.cacheWriteTokens
  );
}

/** A count as an integer; null when the value is none. Nothing is less than zero. */
function countOf(value: unknown): number | null {
  if (typeof value !== 'number' || !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return null;
  return Math.max(0, Math.round(value));
}

/** The first of several members that is a count. */
export function countAt(parent: JsonObject | null, ...names: readonly string[]): number | null {
  for (const name of names) {
    const count = countOf(parent?.[name]);
    if (count !== null) return count;
  }
  return null;
}

/** The first of several counts that says more than nothing, because vendors write 0 into fields they do not keep. */
export function firstPositive(...counts: readonly (number | null)[]): number {
  return counts.find((count) => count !== null && count > 0) ?? 0;
}

/** The first of several members that is an object. */
export function partAt(parent: JsonObject, ...names: readonly string[]): JsonObject | null {
  for (const name of names) {
    const part = objectAt(parent, name);
    if (part !== null) return part;
  }
  return null;
}

/** A short name such as that of a tier; null when it is missing, empty or no name. */
export function nameOf(value: unknown): string | null {
  const isName = typeof value === 'string' && value !== '' && value.length <= MAX_NAME_LENGTH;
  return isName ? value : null;
}

/**
 * Puts a count over an earlier one of the same stream. Counts only grow, and some relays end a stream with zeros: so
 * zero never replaces anything.
 */
export function mergeCount(into: Map<string, number>, name: string, value: unknown): void {
  const count = countOf(value);
  if (count !== null && (count > 0 || !into.has(name))) into.set(name, count);
}
