import type { Channel, ChannelId, KeyId } from '../contracts/channel.ts';
import type { CooldownScope, CooldownView } from '../contracts/cooldown.ts';
import {
  halfOpened,
  onFailure,
  onSuccess,
  openedByHand,
  stateOf,
  strikesOf,
  type Circuit,
  type StoredCooldown,
} from '../core/availability/circuit.ts';
import { isChannelFailing } from '../core/availability/escalation.ts';
import { forgiven } from '../core/availability/forgive.ts';
import {
  isOutdated,
  isProven,
  scopeName,
  scopesOf,
  type CandidateTarget,
} from '../core/availability/scopes.ts';
import type { CircuitRules } from '../core/availability/rules.ts';
import { settingsFor } from '../core/channel-settings.ts';
import type { BlameReason, Verdict } from '../core/classify.ts';
import type { AvailabilityDeps, Taken } from './availability-deps.ts';
import { availabilityOf, FREE, type Availability } from './availability.ts';
import type { CircuitEntry } from './channel-circuits.ts';
import { CircuitTable } from './circuit-table.ts';
import { cooldownViews } from './cooldown-views.ts';
import { FreeParts } from './free-parts.ts';
import { Lease } from './lease.ts';
import type { Eligible } from '../core/candidates.ts';
import { Subscribers } from './subscribers.ts';
import { Trials } from './trials.ts';

const HOLDS_NOTHING = { held: [], trials: [], isForced: false };

/**
 * Who may be tried, and who failed until when. Every attempt takes a lease, tells through it what it met,
 * and gives it back. Nothing here waits: taking is one synchronous step for all scopes of a candidate.
 */
export class AvailabilityBook {
  /** The same part by part, for those who look at many channels at once. */
  readonly parts: FreeParts;
  readonly #deps: AvailabilityDeps;
  readonly #circuits: CircuitTable;
  readonly #trials: Trials;
  readonly #inFlight = new Map<ChannelId, number>();
  readonly #subscribers = new Subscribers<void>();
  /** What a person wants to be tried, although it is left to checks. */
  readonly #triedByHand = new WeakSet<Circuit>();
  #channels: ReadonlyMap<ChannelId, Channel> = new Map();

  constructor(deps: AvailabilityDeps) {
    this.#deps = deps;
    this.#circuits = new CircuitTable(deps.port, deps.after, deps.now);
    this.#trials = new Trials(deps.after, () => deps.settings().trialWaitMs);
    this.parts = new FreeParts(this.#circuits, this.#trials, (entry) => this.#isHeld(entry));
  }

  /** Nothing cools at all: every candidate is free. */
  get isCalm(): boolean {
    return this.#circuits.size === 0;
  }

  /** A request is trying something of the candidate that is not closed. */
  isHeld(target: CandidateTarget): boolean {
    return scopesOf(target).some((scope) => this.#trials.isRunning(scopeName(scope)));
  }

  /** When the latest running trial of exactly this key and URL began, epoch ms; 0 when there is none. */
  triedAt(target: CandidateTarget): number {
    const moments = scopesOf(target).map((scope) => {
      const holder = this.#trials.holderOf(scopeName(scope));
      const isSame = holder?.target.keyId === target.keyId && holder.target.urlId === target.urlId;
      return isSame ? holder.startedAt : 0;
    });
    return Math.max(...moments);
  }

  /** Attempts that run at the channel now. */
  inFlightOf(channelId: ChannelId): number {
    return this.#inFlight.get(channelId) ?? 0;
  }

  /** Channels of which something is being tried now. */
  triedChannels(): ReadonlySet<ChannelId> {
    return this.#trials.channels();
  }

  /** Half-open scopes that a request is trying now. */
  get runningTrials(): number {
    return this.#trials.size;
  }

  /** A lease on the candidate with all its half-open scopes, or none of them. */
  tryTake(target: CandidateTarget, now: number): Taken | Exclude<Availability, { kind: 'free' }> {
    // Nearly always nothing cools at all.
    if (this.#circuits.size === 0) return this.#lease(target, now, HOLDS_NOTHING);
    const scopes = scopesOf(target).map(scopeName);
    const availability = this.#availability(scopes, now);
    if (availability.kind !== 'free') return availability;
    const trials = scopes.filter((name) => stateOf(this.#circuits.find(name), now) === 'halfOpen');
    return this.#lease(target, now, { held: trials, trials, isForced: false });
  }

  /**
   * A lease although the candidate cools, for when nothing else is left. One request at a time for each
   * scope that is not closed; null while there is one that is not overdue. Its failure is no strike.
   */
  takeAnyway(target: CandidateTarget): Lease | null {
    const now = this.#deps.now();
    const taken = this.tryTake(target, now);
    if (taken.kind === 'free') return taken.lease;
    const held = this.#heldAnyway(target, now);
    if (held === null) return null;
    return this.#lease(target, now, { held, trials: [], isForced: true }).lease;
  }

  /** Whether `takeAnyway` would give a lease now. */
  canTakeAnyway(target: CandidateTarget): boolean {
    return this.#heldAnyway(target, this.#deps.now()) !== null;
  }

  /** What is remembered of it; null when it is closed and nothing is. */
  circuitOf(scope: CooldownScope): Circuit | null {
    return this.#circuits.find(scopeName(scope));
  }

  circuitsOf(channelId: ChannelId): readonly CircuitEntry[] {
    return this.#circuits.ofChannel(channelId);
  }

  /** A lease for a check, which no cooldown keeps away. Where a request is trying already, the check is no trial. */
  takeForCheck(target: CandidateTarget): Lease {
    const now = this.#deps.now();
    const trials = scopesOf(target)
      .map(scopeName)
      .filter((name) => stateOf(this.#circuits.find(name), now) === 'halfOpen')
      .filter((name) => !this.#trials.isRunning(name));
    return this.#lease(target, now, { held: trials, trials, isForced: false }).lease;
  }

  /** What a check came to; nothing is closed but what it has proven. Ends the lease. */
  settleCheck(
    lease: Lease,
    charge: Verdict | null,
    isProof: (kind: CooldownScope['kind'], reason: BlameReason) => boolean,
  ): void {
    this.#conclude(lease, charge, (kind, { reason }) => isProof(kind, reason));
  }

  /** The attempt has proven itself (its gate opened): everything it was made with works. */
  succeed(lease: Lease): void {
    if (lease.isEnded) return;
    const now = this.#deps.now();
    const scopes = this.#circuits.size > 0 ? scopesOf(lease.target) : [];
    const hasChanged = scopes.filter((scope) => this.#close(lease, scope, now)).length > 0;
    this.#giveBack(lease);
    if (hasChanged) this.#subscribers.tell();
  }

  /** What the attempt came to. Also after `succeed`, when an answer breaks off later. Ends the lease. */
  settle(lease: Lease, verdict: Verdict): void {
    this.#conclude(lease, verdict, (kind) => isProven(kind, verdict));
  }

  /** Ends the lease; what it did not settle stays as it was. Safe to call again. */
  release(lease: Lease): void {
    if (lease.isEnded) return;
    lease.end();
    const { channelId } = lease.target;
    const others = this.inFlightOf(channelId) - 1;
    if (others > 0) this.#inFlight.set(channelId, others);
    else this.#inFlight.delete(channelId);
    this.#giveBack(lease);
  }

  /** As `tryTake` would find it. */
  stateOf(target: CandidateTarget): Availability {
    if (this.#circuits.size === 0) return FREE;
    return this.#availability(scopesOf(target).map(scopeName), this.#deps.now());
  }

  /** When the first of these can be tried (epoch ms; now, if one can already); null for none. */
  soonest(eligible: readonly Eligible[]): number | null {
    if (eligible.length === 0) return null;
    const now = this.#deps.now();
    if (this.isCalm) return now;
    return Math.min(...eligible.map((one) => this.parts.soonest(one, now)));
  }

  /**
   * Resolves when a trial that stands in the way of one of these ends or is overdue, at the latest after
   * `withinMs`; at once when there is none. Then they are to be asked for again: someone else may be quicker.
   */
  whenTrialEnds(
    targets: readonly CandidateTarget[],
    withinMs = this.#deps.settings().trialWaitMs,
  ): Promise<void> {
    const names = [...new Set(targets.flatMap(scopesOf).map(scopeName))];
    const now = this.#deps.now();
    const patience = names.map((name) => this.#trials.overdueAt(name) - now).filter((ms) => ms > 0);
    return this.#trials.whenOneEnds(names, Math.min(withinMs, ...patience));
  }

  /** Everything that is open or half-open. */
  list(): readonly CooldownView[] {
    const now = this.#deps.now();
    return cooldownViews(this.#circuits, this.#trials, this.#channels.values(), now, this.#isHeld);
  }

  /** Cools something down until `until` (epoch ms), longer or shorter than before. */
  cool(scope: CooldownScope, until: number): void {
    const now = this.#deps.now();
    const past = this.#circuits.find(scopeName(scope));
    this.#change([[scope, openedByHand(past, until, now)]]);
  }

  /** Closes it and forgets its strikes. */
  clear(scope: CooldownScope): void {
    this.#change([[scope, null]]);
  }

  /** The same for all of a channel: its own, its keys', URLs' and models'. */
  clearChannel(channelId: ChannelId): void {
    this.#change(this.#circuits.ofChannel(channelId).map(({ scope }) => [scope, null]));
  }

  clearAll(): void {
    this.#change([...this.#circuits.entries()].map(({ scope }) => [scope, null]));
  }

  /** Half-open at once. Nothing happens to what is closed. */
  tryNow(scope: CooldownScope): void {
    const circuit = this.#circuits.find(scopeName(scope));
    if (circuit !== null) this.#change([[scope, this.#halfOpened(circuit)]]);
  }

  /** The same for all of a channel. */
  tryChannelNow(channelId: ChannelId): void {
    const circuits = this.#circuits.ofChannel(channelId);
    this.#change(circuits.map(({ scope, circuit }) => [scope, this.#halfOpened(circuit)]));
  }

  /**
   * Undoes what was opened in the last `sinceMs` by faults that this machine may have caused itself,
   * asleep or offline.
   */
  forgive(sinceMs: number): void {
    const since = this.#deps.now() - sinceMs;
    this.#change(
      [...this.#circuits.entries()].map(({ scope, circuit, before }) => [
        scope,
        forgiven(circuit, before, since),
      ]),
    );
  }

  /** The channels as they are now. What is gone, or was changed where it failed, is forgotten. */
  retain(channels: readonly Channel[]): void {
    const before = this.#channels;
    const after = new Map(channels.map((channel) => [channel.id, channel]));
    this.#channels = after;
    const outdated = [...this.#circuits.entries()].filter(({ scope }) =>
      isOutdated(scope, before.get(scope.channelId), after.get(scope.channelId)),
    );
    this.#change(outdated.map(({ scope }) => [scope, null]));
  }

  /** What was written down by an earlier run. */
  load(stored: readonly StoredCooldown[]): void {
    this.#circuits.load(stored);
  }

  /** Writes at once what would be written soon. */
  flush(): void {
    this.#circuits.flush();
  }

  /** Told after every change, not when time alone turns open into half-open. */
  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }

  #availability(names: readonly string[], now: number): Availability {
    return availabilityOf(names, this.#circuits, this.#trials, this.#isHeld, now);
  }

  /** Open after its time, for a check to close it. */
  readonly #isHeld = ({ scope, circuit }: Pick<CircuitEntry, 'scope' | 'circuit'>): boolean =>
    this.#deps.isLeftToChecks?.(scope, circuit) === true && !this.#triedByHand.has(circuit);

  #halfOpened(circuit: Circuit): Circuit {
    const tried = halfOpened(circuit, this.#deps.now());
    this.#triedByHand.add(tried);
    return tried;
  }

  #lease(
    target: CandidateTarget,
    now: number,
    holds: ConstructorParameters<typeof Lease>[2],
  ): Taken {
    const lease = new Lease(target, now, holds);
    this.#inFlight.set(target.channelId, this.inFlightOf(target.channelId) + 1);
    for (const name of holds.held) this.#trials.begin(name, lease);
    return { kind: 'free', lease };
  }

  /** Names of its scopes that are not closed; null while the trial of one is waited for. */
  #heldAnyway(target: CandidateTarget, now: number): string[] | null {
    const names = scopesOf(target)
      .map(scopeName)
      .filter((name) => stateOf(this.#circuits.find(name), now) !== 'closed');
    return names.some((name) => this.#trials.overdueAt(name) > now) ? null : names;
  }

  #giveBack(lease: Lease): void {
    for (const name of lease.letGo()) this.#trials.end(name, lease);
  }

  /** Opens what is blamed, closes what is proven to work, and ends the lease. */
  #conclude(
    lease: Lease,
    charge: Verdict | null,
    isProof: (kind: CooldownScope['kind'], circuit: Circuit) => boolean,
  ): void {
    if (lease.isEnded) return;
    const now = this.#deps.now();
    let hasChanged = false;
    // Nearly always nothing is blamed and nothing cools.
    const isIdle = this.#circuits.size === 0 && (charge === null || charge.blame === 'nobody');
    for (const scope of isIdle ? [] : scopesOf(lease.target)) {
      const circuit = this.#circuits.find(scopeName(scope));
      if (scope.kind === charge?.blame) {
        hasChanged = this.#blame(lease, scope, charge, now) || hasChanged;
      } else if (circuit !== null && isProof(scope.kind, circuit)) {
        hasChanged = this.#close(lease, scope, now) || hasChanged;
      }
    }
    this.release(lease);
    if (hasChanged) this.#subscribers.tell();
  }

  #close(lease: Lease, scope: CooldownScope, now: number): boolean {
    const name = scopeName(scope);
    const circuit = onSuccess(this.#circuits.find(name), lease.standingAt(name), now);
    return this.#circuits.set(scope, circuit);
  }

  #blame(lease: Lease, scope: CooldownScope, verdict: Verdict, now: number): boolean {
    const name = scopeName(scope);
    const past = this.#circuits.find(name);
    const failure = { standing: lease.standingAt(name), blame: verdict };
    const circuit = onFailure(past, failure, now, this.#rulesOf(scope.channelId));
    if (!this.#circuits.set(scope, circuit)) return false;
    if (circuit === null || circuit.strikes <= strikesOf(past, now)) return true;
    if (scope.kind === 'key') this.#reportRefusals(scope.channelId, scope.keyId, circuit);
    if (scope.kind === 'model') this.#escalate(lease, scope, verdict, now);
    return true;
  }

  #rulesOf(channelId: ChannelId): CircuitRules {
    const settings = this.#deps.settings();
    const channel = this.#channels.get(channelId);
    return channel === undefined ? settings : settingsFor(settings, channel);
  }

  #reportRefusals(channelId: ChannelId, keyId: KeyId, { refusals }: Circuit): void {
    const allowed = this.#deps.settings().disableKeyAfterRefusals;
    if (allowed > 0 && refusals >= allowed) this.#deps.onKeyExhausted(channelId, keyId);
  }

  /** The second model in a short time: the channel is blamed as well, without waiting for more. */
  #escalate(
    lease: Lease,
    scope: CooldownScope & { readonly kind: 'model' },
    verdict: Verdict,
    now: number,
  ): void {
    const { channelId } = scope;
    const others = this.#circuits.ofChannel(channelId);
    if (verdict.reason === 'model' || !isChannelFailing(scope, others, now)) return;
    const channel: CooldownScope = { kind: 'channel', channelId };
    const name = scopeName(channel);
    const failure = { standing: lease.standingAt(name), blame: verdict };
    const rules = { ...this.#rulesOf(channelId), failuresBeforeOpening: 1 };
    this.#circuits.set(channel, onFailure(this.#circuits.find(name), failure, now, rules));
  }

  /** Changes that come from people and from the machine, not from attempts. */
  #change(changes: readonly (readonly [CooldownScope, Circuit | null])[]): void {
    const changed = changes.filter(([scope, circuit]) => this.#circuits.set(scope, circuit));
    if (changed.length === 0) return;
    // Whoever waits for a trial of these need not wait any longer.
    for (const [scope] of changed) this.#trials.wake(scopeName(scope));
    this.#subscribers.tell();
  }
}
