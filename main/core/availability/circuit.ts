import type { CooldownScope } from '../../contracts/cooldown.ts';
import type { BlameReason, Verdict } from '../classify.ts';
import type { CircuitRules } from './rules.ts';

/**
 * What is remembered of one key, URL, model or channel that failed. Closed → open until `until` →
 * half-open, when one request at a time tries it → closed by a success. No circuit at all means closed.
 */
export type Circuit = {
  /** Epoch ms; 0 while it is closed. */
  readonly until: number;
  /** Openings in a row. */
  readonly strikes: number;
  /** Length of the latest cooldown of our own making; 0 when upstreams or people always said until when. */
  readonly lengthMs: number;
  /** Stays when a success closes it: later news of attempts from before then is old news. */
  readonly openedAt: number;
  readonly lastFailureAt: number;
  /** In a row, while closed. */
  readonly failures: number;
  /** Strikes in a row because the key was refused. */
  readonly refusals: number;
  readonly reason: BlameReason;
  readonly isStated: boolean;
  readonly isManual: boolean;
};

/** As it is written down; a `Circuit` that is closed is not. */
export type StoredCooldown = { readonly scope: CooldownScope; readonly circuit: Circuit };

export type CooldownChanges = {
  readonly saved: readonly StoredCooldown[];
  readonly removed: readonly CooldownScope[];
};

/** What an attempt has to do with a circuit. */
export type Standing = {
  /** Epoch ms. */
  readonly startedAt: number;
  /**
   * `trial`: it is the one request that tries a half-open circuit. `forced`: it was sent although the
   * circuit is not closed, because nothing else is left.
   */
  readonly role: 'ordinary' | 'trial' | 'forced';
};

type Blame = Pick<Verdict, 'reason' | 'statedUntil' | 'firstCooldownMs' | 'isFixed'>;

/** After so long without a cooldown or a failure, strikes are forgotten. */
export const QUIET_MS = 30 * 60_000;

/** Faults that may pass with the next request. Only they wait for several in a row. */
const PASSING_FAULTS: ReadonlySet<BlameReason> = new Set([
  'server',
  'overloaded',
  'softError',
  'timeout',
  'unreachable',
  'cut',
  'empty',
  'html',
]);

const BLANK: Circuit = {
  until: 0,
  strikes: 0,
  lengthMs: 0,
  openedAt: 0,
  lastFailureAt: 0,
  failures: 0,
  refusals: 0,
  reason: 'none',
  isStated: false,
  isManual: false,
};

export function stateOf(circuit: Circuit | null, now: number): 'closed' | 'open' | 'halfOpen' {
  if (circuit === null || circuit.until === 0 || isForgotten(circuit, now)) return 'closed';
  return now < circuit.until ? 'open' : 'halfOpen';
}

/** Time spent open counts as no quiet: nothing was tried in it. */
export function isForgotten(circuit: Circuit, now: number): boolean {
  return now - Math.max(circuit.until, circuit.lastFailureAt) >= QUIET_MS;
}

export function strikesOf(circuit: Circuit | null, now: number): number {
  return remembered(circuit, now).strikes;
}

/** The circuit after an attempt that was blamed on it. The same object when nothing changes. */
export function onFailure(
  circuit: Circuit | null,
  failure: { readonly standing: Standing; readonly blame: Blame },
  now: number,
  rules: CircuitRules,
): Circuit | null {
  const { standing, blame } = failure;
  const past = remembered(circuit, now);
  const stated = statedEnd(blame, now, rules);
  if (!isStrike(past, standing, now)) {
    // The upstream's word counts even where the failure does not, but only ever prolongs.
    return stated !== null && stated > past.until
      ? { ...past, ...openedBy(past, blame, now), until: stated, isStated: true }
      : circuit;
  }
  if (stated === null && blame.firstCooldownMs <= 0) return circuit;

  const failures = past.failures + 1;
  const isEnough =
    stated !== null ||
    past.until !== 0 ||
    failures >= rules.failuresBeforeOpening ||
    !PASSING_FAULTS.has(blame.reason);
  if (!isEnough) return { ...past, failures, lastFailureAt: now, reason: blame.reason };

  const lengthMs = stated === null ? nextLength(past, blame, rules) : past.lengthMs;
  return {
    until: stated ?? now + lengthMs,
    strikes: past.strikes + 1,
    lengthMs,
    openedAt: now,
    lastFailureAt: now,
    failures: 0,
    refusals: blame.reason === 'auth' ? past.refusals + 1 : 0,
    reason: blame.reason,
    isStated: stated !== null,
    isManual: false,
  };
}

/** The circuit after an attempt that proves it works. The same object when nothing changes. */
export function onSuccess(
  circuit: Circuit | null,
  standing: Standing,
  now: number,
): Circuit | null {
  if (circuit === null || isOldNews(circuit, standing)) return circuit;
  // Whoever set a cooldown by hand knew that it works, or did not care.
  if (circuit.isManual && now < circuit.until) return circuit;
  if (circuit.openedAt === 0) return null;
  if (circuit.until === 0 && circuit.failures === 0) return circuit;
  return { ...BLANK, openedAt: circuit.openedAt, lastFailureAt: circuit.lastFailureAt };
}

/** Open until a moment that a person chose, sooner or later than before. */
export function openedByHand(circuit: Circuit | null, until: number, now: number): Circuit {
  return {
    ...remembered(circuit, now),
    until,
    openedAt: now,
    failures: 0,
    reason: 'none',
    isStated: false,
    isManual: true,
  };
}

/** Half-open at once: the next request tries it. Strikes stay until that has succeeded. */
export function halfOpened(circuit: Circuit, now: number): Circuit {
  return now < circuit.until ? { ...circuit, until: now, isManual: false } : circuit;
}

function remembered(circuit: Circuit | null, now: number): Circuit {
  return circuit === null || isForgotten(circuit, now) ? BLANK : circuit;
}

/** Many requests fail at once when something breaks: the first is a strike, the others tell nothing new. */
function isStrike(past: Circuit, standing: Standing, now: number): boolean {
  if (standing.role === 'forced') return false;
  switch (stateOf(past, now)) {
    case 'open':
      return false;
    case 'halfOpen':
      return standing.role === 'trial';
    case 'closed':
      return !isOldNews(past, standing);
  }
}

/** It was sent before the circuit opened, so what became of it says nothing about the time since. */
function isOldNews(circuit: Circuit, standing: Standing): boolean {
  return standing.role === 'ordinary' && standing.startedAt <= circuit.openedAt;
}

function openedBy(past: Circuit, blame: Blame, now: number): Partial<Circuit> {
  return {
    openedAt: now < past.until ? past.openedAt : now,
    lastFailureAt: now,
    failures: 0,
    reason: blame.reason,
    isManual: false,
  };
}

/** Until when the upstream says it will be; null when it says nothing, or names a moment that is past. */
function statedEnd({ statedUntil }: Blame, now: number, rules: CircuitRules): number | null {
  if (statedUntil === null || statedUntil <= now) return null;
  return Math.min(statedUntil, now + rules.statedResetCapMs);
}

/** Twice the last one. A first cooldown that is set longer than the longest is kept as it is set. */
function nextLength(past: Circuit, blame: Blame, rules: CircuitRules): number {
  if (past.lengthMs === 0 || blame.isFixed === true) return blame.firstCooldownMs;
  const longestMs = Math.max(rules.cooldownMaxMs, blame.firstCooldownMs);
  return Math.min(Math.max(past.lengthMs * 2, rules.cooldownMinMs), longestMs);
}
