import type { CooldownPreset } from '../contracts/cooldown.ts';
import type { Settings } from '../contracts/settings.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';

const SECOND_MS = 1000;

/** What a preset sets: how long things cool down and after how many failures, and nothing else. */
const LIKE_CCLOAD = {
  cooldownAuthMs: DEFAULT_SETTINGS.cooldownAuthMs,
  cooldownServerMs: DEFAULT_SETTINGS.cooldownServerMs,
  cooldownTimeoutMs: DEFAULT_SETTINGS.cooldownTimeoutMs,
  cooldownRateLimitMs: DEFAULT_SETTINGS.cooldownRateLimitMs,
  cooldownOverloadedMs: DEFAULT_SETTINGS.cooldownOverloadedMs,
  cooldownUnreachableMs: DEFAULT_SETTINGS.cooldownUnreachableMs,
  cooldownMinMs: DEFAULT_SETTINGS.cooldownMinMs,
  cooldownMaxMs: DEFAULT_SETTINGS.cooldownMaxMs,
  failuresBeforeOpening: DEFAULT_SETTINGS.failuresBeforeOpening,
  allCooling: DEFAULT_SETTINGS.allCooling,
} as const satisfies Partial<Settings>;

/** Ways to cool down that people know from other programs. */
export const COOLDOWN_PRESETS: readonly CooldownPreset[] = [
  { name: 'like-ccload', title: 'Like ccLoad', settings: LIKE_CCLOAD },
  {
    name: 'like-cc-proxy',
    title: 'Like CC Proxy',
    settings: {
      ...LIKE_CCLOAD,
      // Its breaker knows one length: three faults in a row open it for 30 s, and one trial decides.
      failuresBeforeOpening: 3,
      cooldownServerMs: 30 * SECOND_MS,
      cooldownTimeoutMs: 30 * SECOND_MS,
      cooldownOverloadedMs: 30 * SECOND_MS,
      cooldownUnreachableMs: 30 * SECOND_MS,
      cooldownMaxMs: 30 * SECOND_MS,
    },
  },
];
