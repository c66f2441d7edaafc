import type { BlameReason } from '../classify.ts';
import type { Circuit } from './circuit.ts';

/** What a machine that sleeps or has no network makes of every upstream. An answer is none of these. */
const LOCAL_FAULTS: ReadonlySet<BlameReason> = new Set(['unreachable', 'timeout', 'cut']);

/**
 * The circuit without what happened to it since `since` (epoch ms), if this machine may be to blame.
 * The same object when it is not.
 */
export function forgiven(circuit: Circuit, before: Circuit | null, since: number): Circuit | null {
  if (!LOCAL_FAULTS.has(circuit.reason) || circuit.lastFailureAt < since) return circuit;
  if (circuit.isManual || circuit.isStated) return circuit;
  if (circuit.until === 0) return circuit.failures === 0 ? circuit : { ...circuit, failures: 0 };
  return before !== null && before.openedAt < since ? before : null;
}
