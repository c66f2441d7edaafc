import { DEFAULT_PORT } from '../contracts/constants.ts';
import type { Settings } from '../contracts/settings.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** Every setting's visible default. */
export const DEFAULT_SETTINGS: Settings = {
  port: DEFAULT_PORT,
  maxBodyBytes: 32 * 1024 * 1024,
  maxConcurrency: 1000,
  connectTimeoutMs: 10_000,
  firstByteTimeoutMs: 2 * MINUTE_MS,
  // Reasoning models are silent for minutes.
  idleTimeoutMs: 5 * MINUTE_MS,
  totalTimeoutMs: 10 * MINUTE_MS,
  maxKeysPerChannel: 3,
  attemptBudgetMs: 2 * MINUTE_MS,
  isFailoverEnabled: true,
  cooldownAuthMs: 5 * MINUTE_MS,
  cooldownServerMs: 2 * MINUTE_MS,
  cooldownTimeoutMs: MINUTE_MS,
  cooldownRateLimitMs: MINUTE_MS,
  cooldownOverloadedMs: 10 * SECOND_MS,
  cooldownUnreachableMs: 30 * SECOND_MS,
  cooldownMinMs: 10 * SECOND_MS,
  cooldownMaxMs: 30 * MINUTE_MS,
  statedResetCapMs: 24 * 60 * MINUTE_MS,
  failuresBeforeOpening: 1,
  allCooling: 'all',
  trialWaitMs: 5 * SECOND_MS,
  disableKeyAfterRefusals: 0,
  gateTimeoutMs: 5 * MINUTE_MS,
  keepAliveAfterMs: 30 * SECOND_MS,
  clientKeepAliveMs: 75_000,
  headerReadMs: MINUTE_MS,
  drainMs: 10_000,
  logLevel: 'info',
  isAccessLogged: true,
  isLocalTokenOptional: false,
  corsOrigins: [],
  trustedProxies: [],
};
