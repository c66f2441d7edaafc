import type { ShellState } from '../app/shell-port.ts';
import { channelState, trayMood } from './tray-state.ts';

/** An overload is over in ten seconds, by its first cooldown: everything has to be down for longer to be worth a word. */
const WORTH_A_WORD_MS = 15_000;

/** How it stands with the channels as a whole. `unproven`: some may be tried again, and none has answered yet. */
export type Service = 'down' | 'unproven' | 'up';

/** Nothing can answer, since then. */
export type Outage = { readonly since: number; readonly isTold: boolean };

export function serviceOf(shell: ShellState, now: number): Service {
  // Of what a person stopped, switched off or took away there is nothing to say.
  if (shell.proxy !== 'on' || !shell.channels.some(({ isEnabled }) => isEnabled)) return 'up';
  if (trayMood(shell, now) === 'allDown') return 'down';
  const isProven = shell.channels.some(
    (channel) => channelState(channel, now) === 'ready' && !channel.isOnTrial,
  );
  return isProven ? 'up' : 'unproven';
}

type Step = {
  readonly outage: Outage | null;
  /** What there is to say now. */
  readonly say: 'down' | 'over' | null;
  /** When to look again although nothing has changed, epoch milliseconds. */
  readonly lookAt: number | null;
};

/** What becomes of an outage. One cooldown following another is one outage: it is over when a channel has answered. */
export function stepOutage(outage: Outage | null, service: Service, now: number): Step {
  if (service === 'up') {
    return { outage: null, say: outage?.isTold === true ? 'over' : null, lookAt: null };
  }
  if (service === 'unproven') return { outage, say: null, lookAt: null };
  const { since, isTold } = outage ?? { since: now, isTold: false };
  const dueAt = since + WORTH_A_WORD_MS;
  if (isTold || now < dueAt) {
    return { outage: { since, isTold }, say: null, lookAt: isTold ? null : dueAt };
  }
  return { outage: { since, isTold: true }, say: 'down', lookAt: null };
}
