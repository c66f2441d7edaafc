import type { CooldownScope } from '../../contracts/cooldown.ts';
import type { Circuit } from './circuit.ts';

/** Two models that open within this time are no matter of models. */
const TOGETHER_MS = 60_000;

/**
 * Whether a model that opens now is the second of its channel in a short time, so that it is the channel
 * that fails. Names the upstream does not know (`model`) say nothing about the channel.
 */
export function isChannelFailing(
  opened: CooldownScope & { readonly kind: 'model' },
  ofChannel: readonly { readonly scope: CooldownScope; readonly circuit: Circuit }[],
  now: number,
): boolean {
  return ofChannel.some(
    ({ scope, circuit }) =>
      scope.kind === 'model' &&
      scope.model !== opened.model &&
      circuit.until !== 0 &&
      circuit.reason !== 'model' &&
      !circuit.isManual &&
      now - circuit.openedAt < TOGETHER_MS,
  );
}

/**
 * When a channel can serve again whose every usable key (or URL) is open: when the first of them can.
 * Null while one of them is not open. Never stored: it changes with each of them, and with the channel.
 */
export function firstToRecover(circuits: readonly (Circuit | null)[], now: number): Circuit | null {
  let first: Circuit | null = null;
  for (const circuit of circuits) {
    if (circuit === null || circuit.until <= now) return null;
    if (first === null || circuit.until < first.until) first = circuit;
  }
  return first;
}
