import type { Verdict } from '../../main/core/classify.ts';

/** A verdict as `classify` gives it, with what matters to a test named. */
export function aVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    next: 'nextChannel',
    blame: 'model',
    reason: 'server',
    statedUntil: null,
    firstCooldownMs: 120_000,
    ...overrides,
  };
}
