import type { Settings } from '../../contracts/settings.ts';
import type { CooldownLengths } from '../classify.ts';

/** What a circuit needs of the settings. */
export type CircuitRules = Pick<
  Settings,
  'cooldownMinMs' | 'cooldownMaxMs' | 'statedResetCapMs' | 'failuresBeforeOpening'
>;

/** What a verdict needs of the settings. */
export function cooldownLengths(settings: Settings): CooldownLengths {
  return {
    authMs: settings.cooldownAuthMs,
    serverMs: settings.cooldownServerMs,
    timeoutMs: settings.cooldownTimeoutMs,
    rateLimitMs: settings.cooldownRateLimitMs,
    overloadedMs: settings.cooldownOverloadedMs,
    unreachableMs: settings.cooldownUnreachableMs,
    minMs: settings.cooldownMinMs,
    maxMs: settings.cooldownMaxMs,
    statedCapMs: settings.statedResetCapMs,
  };
}
