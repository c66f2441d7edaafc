import type { Demand } from '../../main/core/candidates.ts';
import type { Outlook } from '../../main/core/select.ts';

/** A demand for `claude-x` at Anthropic channels under the default rules. */
export function aDemand(overrides: Partial<Demand> = {}): Demand {
  const rules = {
    isDateSuffixIgnored: true,
    isModelSuffixIgnored: true,
    isFuzzyModelEnabled: false,
  };
  return { accepts: ['anthropic'], model: 'claude-x', rules, ...overrides };
}

/** Everything is free and ranked by its priority, unless told otherwise. */
export function anOutlook(overrides: Partial<Outlook> = {}): Outlook {
  return {
    canTry: () => true,
    isKeyFree: () => true,
    isUrlFree: () => true,
    isModelFree: () => true,
    rankOf: ({ channel }) => channel.priority,
    isInOrder: true,
    urlsOf: ({ urls }) => urls,
    ...overrides,
  };
}
