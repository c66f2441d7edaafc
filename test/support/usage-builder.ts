import type { Usage } from '../../main/contracts/usage.ts';
import { NO_COUNTS } from '../../main/core/usage/counts.ts';

/** A usage of nothing, but for what the test names. */
export function aUsage(named: Partial<Usage> = {}): Usage {
  return { ...NO_COUNTS, returnedModel: null, isPartial: false, isEstimated: false, ...named };
}
