import type { ChannelId, KeyId, UrlId } from '../../main/contracts/channel.ts';
import type { Settings } from '../../main/contracts/settings.ts';
import type { CooldownChanges } from '../../main/core/availability/circuit.ts';
import type { CandidateTarget } from '../../main/core/availability/scopes.ts';
import { AvailabilityBook } from '../../main/state/availability-book.ts';
import type { AvailabilityDeps } from '../../main/state/availability-deps.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';
import type { Lease } from '../../main/state/lease.ts';
import { ManualClock } from '../support/manual-clock.ts';

export const MINUTE = 60_000;

/** A book over a clock that stands still, and what it wrote and reported. */
export function aBook(
  overrides: Partial<Settings> = {},
  deps: Pick<AvailabilityDeps, 'isLeftToChecks'> = {},
) {
  const clock = new ManualClock();
  const settings = { ...DEFAULT_SETTINGS, ...overrides };
  const writes: CooldownChanges[] = [];
  const exhausted: KeyId[] = [];
  const book = new AvailabilityBook({
    port: { save: (changes) => writes.push(changes) },
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, run),
    settings: () => settings,
    onKeyExhausted: (_, keyId) => exhausted.push(keyId),
    ...deps,
  });

  /** The lease of a candidate that has to be free. */
  function take(target: CandidateTarget): Lease {
    const taken = book.tryTake(target, clock.now());
    if (taken.kind !== 'free') throw new Error(`not free but ${taken.kind}`);
    return taken.lease;
  }
  const kindOf = (target: CandidateTarget) => book.stateOf(target).kind;
  const scopes = () => book.list().map(({ scope, state }) => `${scope.kind} ${state}`);

  return { book, clock, settings, writes, exhausted, take, kindOf, scopes };
}

/** A candidate of channel 1, as `aChannel(1)` makes them: key 10, URL 10. */
export function aTarget(
  overrides: Partial<Record<'channelId' | 'keyId' | 'urlId', number>> & {
    readonly upstreamModel?: string | null;
  } = {},
): CandidateTarget {
  const { channelId = 1, keyId = 10, urlId = 10, upstreamModel = 'm' } = overrides;
  return {
    channelId: channelId as ChannelId,
    keyId: keyId as KeyId,
    urlId: urlId as UrlId,
    upstreamModel,
  };
}
