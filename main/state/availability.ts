import { stateOf, type Circuit } from '../core/availability/circuit.ts';
import { isPause } from '../core/availability/least-cooling.ts';
import type { BlameReason } from '../core/classify.ts';
import type { CircuitEntry } from './channel-circuits.ts';
import type { CircuitTable } from './circuit-table.ts';
import type { Trials } from './trials.ts';

/** What stands in the way of a candidate right now. */
export type Availability =
  | { readonly kind: 'free' }
  /** Half-open, and another request is trying it. */
  | { readonly kind: 'busy' }
  | {
      readonly kind: 'open';
      readonly until: number;
      /** Of what opens last. */
      readonly reason: BlameReason;
      /** Nothing failed: it only asked for a pause. */
      readonly isRateLimit: boolean;
    };

export const FREE: Availability = { kind: 'free' };
const BUSY: Availability = { kind: 'busy' };

/** Of all scopes of a candidate together. `isHeld`: open after its time, for a check to close it. */
export function availabilityOf(
  names: readonly string[],
  circuits: CircuitTable,
  trials: Trials,
  isHeld: (entry: CircuitEntry) => boolean,
  now: number,
): Availability {
  let last: Circuit | null = null;
  let isRateLimit = true;
  let isBusy = false;
  for (const name of names) {
    const entry = circuits.entry(name);
    if (entry === null) continue;
    const { circuit } = entry;
    const state = stateOf(circuit, now);
    if (state === 'closed') continue;
    if (state === 'halfOpen' && !isHeld(entry)) {
      isBusy ||= trials.isRunning(name);
      continue;
    }
    isRateLimit &&= isPause(circuit.reason);
    if (last === null || circuit.until > last.until) last = circuit;
  }
  if (last !== null) return { kind: 'open', until: last.until, reason: last.reason, isRateLimit };
  return isBusy ? BUSY : FREE;
}
