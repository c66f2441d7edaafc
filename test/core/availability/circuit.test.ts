import { describe, expect, it } from 'vitest';
import {
  halfOpened,
  onFailure,
  onSuccess,
  openedByHand,
  stateOf,
  type Circuit,
  type Standing,
} from '../../../main/core/availability/circuit.ts';
import type { Verdict } from '../../../main/core/classify.ts';
import { DEFAULT_SETTINGS } from '../../../main/state/default-settings.ts';
import { aVerdict } from '../../support/verdict-builder.ts';

const T = 1_750_000_000_000;
const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Step = {
  readonly at: number;
  readonly role?: Standing['role'];
  readonly startedAt?: number;
  readonly verdict?: Partial<Verdict>;
  readonly failuresBeforeOpening?: number;
  readonly cooldownMaxMs?: number;
};

/** `at` and `startedAt` in milliseconds after the beginning. */
function fail(circuit: Circuit | null, step: Step): Circuit | null {
  const { at, role = 'ordinary', startedAt = at, verdict, ...rules } = step;
  const standing = { startedAt: T + startedAt, role };
  const settings = { ...DEFAULT_SETTINGS, ...rules };
  return onFailure(circuit, { standing, blame: aVerdict(verdict) }, T + at, settings);
}

/** Opened `at`, by a fault that costs two minutes. */
function opened(step: Partial<Step> = {}): Circuit {
  const circuit = fail(null, { at: 0, ...step });
  if (circuit === null) throw new Error('nothing opened');
  return circuit;
}

/** Fails every trial right at its time and tells how long it was open each time, in seconds. */
function lengthsOfTrials(count: number, verdict: Partial<Verdict>, rules: Partial<Step> = {}) {
  const lengths: number[] = [];
  let circuit: Circuit | null = null;
  let at = 0;
  for (let trial = 0; trial < count; trial += 1) {
    circuit = fail(circuit, { ...rules, at, role: trial === 0 ? 'ordinary' : 'trial', verdict });
    if (circuit === null) throw new Error('closed');
    lengths.push((circuit.until - T - at) / SECOND);
    at = circuit.until - T;
  }
  return lengths;
}

describe('a circuit', () => {
  it('is open exactly as long as a rule says, each time', () => {
    const fixed = { reason: 'rule', firstCooldownMs: 90 * SECOND, isFixed: true } as const;
    expect(lengthsOfTrials(4, fixed)).toEqual([90, 90, 90, 90]);
    const short = { ...fixed, firstCooldownMs: SECOND };
    expect(lengthsOfTrials(3, short, { failuresBeforeOpening: 3 })).toEqual([1, 1, 1]);
  });

  it('is open until its time is over, then half-open', () => {
    const circuit = opened();
    expect(stateOf(null, T)).toBe('closed');
    expect(stateOf(circuit, T + 2 * MINUTE - 1)).toBe('open');
    expect(stateOf(circuit, T + 2 * MINUTE)).toBe('halfOpen');
  });

  it.each([
    ['120 s', 'server', 120_000, [120, 240, 480, 960, 1800, 1800]],
    ['300 s', 'auth', 300_000, [300, 600, 1200, 1800, 1800, 1800]],
    ['60 s', 'rateLimit', 60_000, [60, 120, 240, 480, 960, 1800]],
    ['2 s', 'server', 2000, [2, 10, 20, 40, 80, 160]],
  ] as const)('doubles from %s (%s) up to half an hour', (_, reason, firstCooldownMs, lengths) => {
    expect(lengthsOfTrials(6, { reason, firstCooldownMs })).toEqual(lengths);
  });

  it('keeps a first cooldown that is set longer than the longest', () => {
    const verdict = { reason: 'auth', firstCooldownMs: 300_000 } as const;
    expect(lengthsOfTrials(3, verdict, { cooldownMaxMs: 30_000 })).toEqual([300, 300, 300]);
  });

  it('does not open where the first cooldown is set to nothing', () => {
    expect(fail(null, { at: 0, verdict: { firstCooldownMs: 0 } })).toBeNull();
  });

  it('forgets its strikes after half an hour in which it was not open', () => {
    const circuit = opened();
    const justBefore = fail(circuit, { at: 32 * MINUTE - 1, role: 'trial' });
    expect(justBefore).toMatchObject({ strikes: 2, lengthMs: 240_000 });
    expect(stateOf(circuit, T + 32 * MINUTE)).toBe('closed');
    const after = fail(circuit, { at: 32 * MINUTE });
    expect(after).toMatchObject({ strikes: 1, lengthMs: 120_000 });
  });

  it('is closed by the success of its trial, and begins anew', () => {
    const closed = onSuccess(
      opened(),
      { startedAt: T + 2 * MINUTE, role: 'trial' },
      T + 3 * MINUTE,
    );
    expect(stateOf(closed, T + 3 * MINUTE)).toBe('closed');
    const again = fail(closed, { at: 4 * MINUTE });
    expect(again).toMatchObject({ strikes: 1, until: T + 6 * MINUTE });
  });

  it('is opened by every reason of refusal at once, whatever the threshold', () => {
    for (const reason of ['auth', 'balance', 'quota', 'rateLimit', 'model', 'wrongUrl'] as const) {
      const circuit = fail(null, { at: 0, failuresBeforeOpening: 3, verdict: { reason } });
      expect([reason, stateOf(circuit, T)]).toEqual([reason, 'open']);
    }
  });

  it('waits for as many faults in a row as are set, and a success between them starts the row again', () => {
    const rules = { failuresBeforeOpening: 3 };
    let circuit = fail(fail(null, { at: 0, ...rules }), { at: 1, ...rules });
    expect(stateOf(circuit, T + 1)).toBe('closed');
    circuit = onSuccess(circuit, { startedAt: T + 1, role: 'ordinary' }, T + 2);
    expect(circuit).toBeNull();
    for (const at of [3, 4, 5]) circuit = fail(circuit, { at, ...rules });
    expect(circuit).toMatchObject({ strikes: 1, until: T + 5 + 2 * MINUTE });
    expect(fail(circuit, { at: 3 * MINUTE, role: 'trial', ...rules })).toMatchObject({
      strikes: 2,
    });
  });
});

describe('one strike per open window', () => {
  it('is all that forty failures at once cost', () => {
    let circuit: Circuit | null = null;
    for (let at = 0; at < 40; at += 1) circuit = fail(circuit, { at: 10 + at, startedAt: at % 5 });
    expect(circuit).toMatchObject({ strikes: 1, until: T + 10 + 2 * MINUTE });
  });

  it.each([
    ['while it is open', 1 * MINUTE],
    ['when it is half-open', 3 * MINUTE],
  ])('ignores an attempt from before the opening that fails %s', (_, at) => {
    const circuit = opened();
    expect(fail(circuit, { at, startedAt: -MINUTE })).toBe(circuit);
  });

  it('ignores an attempt from before the opening even after a success', () => {
    const trial = { startedAt: T + 2 * MINUTE, role: 'trial' } as const;
    const closed = onSuccess(opened(), trial, T + 3 * MINUTE);
    expect(fail(closed, { at: 4 * MINUTE, startedAt: -MINUTE })).toBe(closed);
  });

  it('is not closed by the late success of an attempt from before the opening', () => {
    const circuit = opened();
    expect(onSuccess(circuit, { startedAt: T - 1, role: 'ordinary' }, T + MINUTE)).toBe(circuit);
  });

  it('is not lengthened by an attempt that was sent although it is open', () => {
    const circuit = opened();
    expect(fail(circuit, { at: MINUTE, role: 'forced' })).toBe(circuit);
    expect(fail(circuit, { at: 3 * MINUTE, role: 'forced' })).toBe(circuit);
  });
});

describe('a moment stated by the upstream', () => {
  const until = (ms: number) => ({ reason: 'rateLimit', statedUntil: T + ms }) as const;

  it('is used as given, shorter or longer than our own cooldown', () => {
    expect(opened({ verdict: until(3 * SECOND) }).until).toBe(T + 3 * SECOND);
    expect(opened({ verdict: until(5 * HOUR) }).until).toBe(T + 5 * HOUR);
  });

  it('is capped at a day', () => {
    expect(opened({ verdict: until(900 * HOUR) }).until).toBe(T + 24 * HOUR);
  });

  it('counts for nothing when it is past', () => {
    const circuit = opened({ verdict: { ...until(-1), firstCooldownMs: MINUTE } });
    expect(circuit).toMatchObject({ until: T + MINUTE, isStated: false });
  });

  it('prolongs an open window without a strike, and never shortens it', () => {
    const circuit = opened();
    expect(fail(circuit, { at: 1, startedAt: 0, verdict: until(MINUTE) })).toBe(circuit);
    const longer = fail(circuit, { at: 1, startedAt: 0, verdict: until(HOUR) });
    expect(longer).toMatchObject({ until: T + HOUR, strikes: 1, isStated: true, openedAt: T });
  });

  it('is believed even from an attempt that was sent although nothing was closed', () => {
    const circuit = fail(opened(), { at: MINUTE, role: 'forced', verdict: until(HOUR) });
    expect(circuit).toMatchObject({ until: T + HOUR, strikes: 1 });
  });

  it('does not feed the doubling', () => {
    const stated = opened({ verdict: until(5 * HOUR) });
    expect(fail(stated, { at: 5 * HOUR, role: 'trial' })).toMatchObject({
      strikes: 2,
      until: T + 5 * HOUR + 2 * MINUTE,
    });
  });

  it('opens without waiting for further failures', () => {
    const circuit = opened({ failuresBeforeOpening: 3, verdict: { statedUntil: T + MINUTE } });
    expect(stateOf(circuit, T)).toBe('open');
  });
});

describe('a cooldown set by hand', () => {
  it('ends when the person said, sooner or later than before', () => {
    const short = openedByHand(opened(), T + SECOND, T);
    expect(short).toMatchObject({ until: T + SECOND, isManual: true, strikes: 1 });
    expect(openedByHand(short, T + 90 * 24 * HOUR, T).until).toBe(T + 90 * 24 * HOUR);
  });

  it('is neither shortened nor ended by what requests meet', () => {
    const circuit = openedByHand(null, T + HOUR, T);
    expect(fail(circuit, { at: 1, verdict: { statedUntil: T + MINUTE } })).toBe(circuit);
    expect(onSuccess(circuit, { startedAt: T + 1, role: 'forced' }, T + 2)).toBe(circuit);
  });

  it('is half-open at once when a person says "try now", and strikes stay', () => {
    const circuit = halfOpened(opened(), T + SECOND);
    expect(stateOf(circuit, T + SECOND)).toBe('halfOpen');
    expect(fail(circuit, { at: 2 * SECOND, role: 'trial' })).toMatchObject({
      strikes: 2,
      lengthMs: 240_000,
    });
  });
});

describe('refusals of a key', () => {
  it('are counted in a row, and any other strike ends the row', () => {
    let circuit = fail(null, { at: 0, verdict: { reason: 'auth' } });
    circuit = fail(circuit, { at: 3 * MINUTE, role: 'trial', verdict: { reason: 'auth' } });
    expect(circuit?.refusals).toBe(2);
    circuit = fail(circuit, { at: 10 * MINUTE, role: 'trial', verdict: { reason: 'rateLimit' } });
    expect(circuit).toMatchObject({ refusals: 0, strikes: 3 });
  });
});
