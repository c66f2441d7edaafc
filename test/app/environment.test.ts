import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../main/app/environment.ts';

describe('readEnvironment', () => {
  it.each([
    ['PORT', '9000', { port: 9000 }],
    ['CCLOAD_MAX_CONCURRENCY', '5', { maxConcurrency: 5 }],
    ['CCLOAD_MAX_BODY_BYTES', '10485760', { maxBodyBytes: 10_485_760 }],
    ['CCLOAD_MAX_KEY_RETRIES', '7', { maxKeysPerChannel: 7 }],
    ['CCLOAD_COOLDOWN_AUTH_SEC', '600', { cooldownAuthMs: 600_000 }],
    ['CCLOAD_COOLDOWN_SERVER_SEC', '1', { cooldownServerMs: 1000 }],
    ['CCLOAD_COOLDOWN_TIMEOUT_SEC', '2', { cooldownTimeoutMs: 2000 }],
    ['CCLOAD_COOLDOWN_RATE_LIMIT_SEC', '3', { cooldownRateLimitMs: 3000 }],
    ['CCLOAD_COOLDOWN_MAX_SEC', '86400', { cooldownMaxMs: 86_400_000 }],
    ['CCLOAD_COOLDOWN_MIN_SEC', '5', { cooldownMinMs: 5000 }],
    ['CCLOAD_LOG', 'Debug', { logLevel: 'debug' }],
    ['TRUSTED_PROXIES', '10.0.0.1, ::1', { trustedProxies: ['10.0.0.1', '::1'] }],
    ['TRUSTED_PROXIES', 'none', { trustedProxies: [] }],
  ])('takes a setting from %s=%s and locks it', (name, text, values) => {
    const read = readEnvironment({ [name]: text });
    expect(read).toMatchObject({ values, errors: [] });
    expect(Object.values(read.lockedBy)).toEqual([name]);
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['PORT', '-1'],
    ['CCLOAD_MAX_CONCURRENCY', 'many'],
    ['CCLOAD_MAX_BODY_BYTES', '1.5'],
    ['CCLOAD_MAX_KEY_RETRIES', '0'],
    ['CCLOAD_LOG', 'loud'],
    ['CCLOAD_HEADLESS', 'perhaps'],
    ['SQLITE_JOURNAL_MODE', 'FAST'],
    ['CCLOAD_COOLDOWN_AUTH_SEC', 'x'],
    ['CCLOAD_COOLDOWN_MIN_SEC', '0'],
    ['CCLOAD_COOLDOWN_MAX_SEC', '86401'],
  ])('refuses %s=%s with one line that names it', (name, text) => {
    const { errors } = readEnvironment({ [name]: text });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(new RegExp(`^${name} must be [^\\n]+\\.$`));
  });

  it('counts an empty variable as not set', () => {
    expect(readEnvironment({ PORT: ' ', CCLOAD_LOG: '' })).toMatchObject({
      values: {},
      errors: [],
    });
  });

  it('says what to do instead of a variable without effect, and starts all the same', () => {
    const { notices, errors } = readEnvironment({ REDIS_URL: 'redis://x' });
    expect(errors).toEqual([]);
    expect(notices).toEqual(['REDIS_URL has no effect here: back up the data folder instead.']);
  });
});
