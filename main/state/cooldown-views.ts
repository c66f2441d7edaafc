import type { Channel } from '../contracts/channel.ts';
import type { CooldownScope, CooldownView } from '../contracts/cooldown.ts';
import { stateOf, type Circuit } from '../core/availability/circuit.ts';
import { firstToRecover } from '../core/availability/escalation.ts';
import { scopeName } from '../core/availability/scopes.ts';
import type { CircuitTable } from './circuit-table.ts';
import type { Trials } from './trials.ts';

type Held = { readonly scope: CooldownScope; readonly circuit: Circuit };

/** Everything that is not closed, as the UI lists it; channels whose keys or URLs all cool included. */
export function cooldownViews(
  circuits: CircuitTable,
  trials: Trials,
  channels: Iterable<Channel>,
  now: number,
  /** It stays open after its time, until a check closes it. */
  isHeld: (entry: Held) => boolean,
): readonly CooldownView[] {
  const views: CooldownView[] = [];
  for (const { scope, circuit } of circuits.entries()) {
    const timed = stateOf(circuit, now);
    if (timed === 'closed') continue;
    const state = isHeld({ scope, circuit }) ? 'open' : timed;
    const isTrialRunning = trials.isRunning(scopeName(scope));
    views.push({ ...viewOf(scope, circuit), state, isTrialRunning });
  }
  // Nothing of it is looked for while nothing cools.
  if (views.length === 0) return views;
  return [...views, ...followingViews(circuits, channels, now, isHeld)];
}

function followingViews(
  circuits: CircuitTable,
  channels: Iterable<Channel>,
  now: number,
  isHeld: (entry: Held) => boolean,
): CooldownView[] {
  const views: CooldownView[] = [];
  const find = (scope: CooldownScope): Circuit | null => {
    const circuit = circuits.find(scopeName(scope));
    // When a check will close it nobody knows; not yet, in any case.
    if (circuit === null || circuit.until > now || circuit.until === 0) return circuit;
    return isHeld({ scope, circuit }) ? { ...circuit, until: now + 1 } : circuit;
  };
  for (const { id: channelId, keys, urls } of channels) {
    const scope: CooldownScope = { kind: 'channel', channelId };
    // A cooldown of the channel itself is listed already.
    if (stateOf(circuits.find(scopeName(scope)), now) !== 'closed') continue;
    const keyCircuits = keys
      .filter((key) => key.isEnabled && key.secret !== null)
      .map(({ id }) => find({ kind: 'key', channelId, keyId: id }));
    const urlCircuits = urls
      .filter((url) => url.isEnabled)
      .map(({ id }) => find({ kind: 'url', channelId, urlId: id }));
    for (const [follows, followed] of [
      ['keys', firstToRecover(keyCircuits, now)],
      ['urls', firstToRecover(urlCircuits, now)],
    ] as const) {
      if (followed === null) continue;
      views.push({ ...viewOf(scope, followed), state: 'open', isTrialRunning: false, follows });
      break;
    }
  }
  return views;
}

function viewOf(
  scope: CooldownScope,
  { until, openedAt, strikes, reason, isStated, isManual }: Circuit,
): Omit<CooldownView, 'state' | 'isTrialRunning'> {
  return { scope, until, openedAt, strikes, reason, isStated, isManual, follows: null };
}
