import type { Channel } from '../../contracts/channel.ts';
import type { ChannelChecks } from '../../contracts/checks.ts';
import type { CooldownScope } from '../../contracts/cooldown.ts';
import type { Circuit } from '../availability/circuit.ts';
import type { BlameReason } from '../classify.ts';

/**
 * What an answer to a check shows. `reached`: somebody is there. `listed`: the key was accepted, too. `answered`: a model
 * has answered, so everything works.
 */
export type Proof = 'reached' | 'listed' | 'answered';

const BEST: Readonly<Record<ChannelChecks['kind'], Proof>> = {
  head: 'reached',
  models: 'listed',
  message: 'answered',
};

/** Faults of a channel that are over when it answers anything at all. The others concern keys, money and models. */
const OVER_WHEN_REACHED: ReadonlySet<BlameReason> = new Set([
  'unreachable',
  'selfLoop',
  'server',
  'overloaded',
  'timeout',
  'cut',
  'empty',
  'html',
  'softError',
]);

/** Whether something that cools for this reason works again, as far as the proof goes. */
export function isProvenBy(
  proof: Proof,
  kind: CooldownScope['kind'],
  reason: BlameReason,
): boolean {
  if (proof === 'answered') return true;
  switch (kind) {
    case 'url':
      return true;
    case 'channel':
      return OVER_WHEN_REACHED.has(reason) || (proof === 'listed' && reason === 'wrongUrl');
    case 'key':
      // A list of models costs nothing, so it says nothing about limits and money.
      return proof === 'listed' && reason === 'auth';
    case 'model':
      return false;
  }
}

/** Whether the checks of a channel could close this cooldown. Models come back by time: only one of them is checked. */
export function isCheckable(
  channel: Pick<Channel, 'isEnabled' | 'checks'>,
  scope: CooldownScope,
  { reason, isManual }: Pick<Circuit, 'reason' | 'isManual'>,
): boolean {
  const { isEnabled, kind } = channel.checks;
  if (!channel.isEnabled || !isEnabled || isManual || scope.kind === 'model') return false;
  return isProvenBy(BEST[kind], scope.kind, reason);
}
