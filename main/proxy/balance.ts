import type { Balancing } from '../contracts/balancing.ts';
import type { Settings } from '../contracts/settings.ts';
import { fastest, type Speed } from '../core/balance/fastest.ts';
import { leastInFlight } from '../core/balance/least-in-flight.ts';
import { pickRandom, pickWeighted } from '../core/balance/random.ts';
import type { Eligible } from '../core/candidates.ts';
import type { ProxyDeps } from './deps.ts';
import type { OutlookDeps, OutlookNow } from './outlook.ts';

export type BalanceDeps = OutlookDeps & Pick<ProxyDeps, 'rotation'>;

/** Which member of a group gets the next request. Its turn is then over. */
export function whoseTurn(
  group: readonly Eligible[],
  outlook: OutlookNow,
  deps: BalanceDeps,
): Eligible | undefined {
  const [first] = group;
  if (first === undefined || group.length < 2) return first;
  const { rotation, random } = deps;
  switch (balancingOf(first, deps.settings.current())) {
    case 'weighted_round_robin':
      return rotation.nextChannel(group, weightsOf(group, outlook));
    case 'round_robin':
      return takingTurns(group);
    case 'random':
      return group[pickRandom(group.length, random)];
    case 'weighted_random':
      return group[pickWeighted(weightsOf(group, outlook), random)];
    case 'least_in_flight': {
      const inFlight = loadsOf(group, deps);
      return takingTurns(membersAt(leastInFlight(inFlight, weightsOf(group, outlook))));
    }
    case 'fastest':
      return takingTurns(membersAt(fastest(speedsOf(group, outlook, deps), random)));
  }

  function membersAt(indexes: readonly number[]): readonly Eligible[] {
    return indexes.flatMap((index) => group[index] ?? []);
  }

  function takingTurns(members: readonly Eligible[]): Eligible | undefined {
    return rotation.nextChannel(
      members,
      members.map(() => 1),
    );
  }
}

/** How a channel shares with those of its priority. */
export function balancingOf({ channel }: Eligible, settings: Settings): Balancing {
  const { balancing, groupBalancing } = settings;
  if (groupBalancing.length === 0) return balancing;
  const own = groupBalancing.find(({ priority }) => priority === channel.priority);
  return own?.balancing ?? balancing;
}

export function weightsOf(group: readonly Eligible[], outlook: OutlookNow): number[] {
  return group.map((one) => outlook.weightOf(one));
}

/** Attempts in flight. */
export function loadsOf(
  group: readonly Eligible[],
  { availability }: Pick<BalanceDeps, 'availability'>,
): number[] {
  return group.map(({ channel }) => availability.inFlightOf(channel.id));
}

export function speedsOf(
  group: readonly Eligible[],
  outlook: OutlookNow,
  { latency }: Pick<BalanceDeps, 'latency'>,
): Speed[] {
  return group.map((one) => latency.ofChannel(one.channel.id, outlook.modelOf(one), outlook.now));
}
