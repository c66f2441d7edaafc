import { describe, expect, it } from 'vitest';
import { LoginLimiter } from '../../main/admin/login-limiter.ts';

const MINUTE_MS = 60_000;

function limiterAt(now = 0) {
  const clock = { now };
  return { clock, limiter: new LoginLimiter(() => clock.now) };
}

describe('LoginLimiter', () => {
  it('lets five try and makes the sixth wait for the rest of a quarter of an hour', () => {
    const { clock, limiter } = limiterAt();
    for (let i = 0; i < 5; i++) expect(limiter.begin('a')).toBe(0);
    clock.now += 5 * MINUTE_MS;
    expect(limiter.begin('a')).toBe(10 * MINUTE_MS);
  });

  it('forgets everything after a right password', () => {
    const { limiter } = limiterAt();
    for (let i = 0; i < 4; i++) limiter.begin('a');
    limiter.clear('a');
    for (let i = 0; i < 5; i++) expect(limiter.begin('a')).toBe(0);
  });

  it('forgets wrong passwords an hour after the last one', () => {
    const { clock, limiter } = limiterAt();
    for (let i = 0; i < 4; i++) limiter.begin('a');
    clock.now += 60 * MINUTE_MS + 1;
    for (let i = 0; i < 5; i++) expect(limiter.begin('a')).toBe(0);
    expect(limiter.begin('a')).toBeGreaterThan(0);
  });

  it('remembers them for less than an hour of quiet', () => {
    const { clock, limiter } = limiterAt();
    for (let i = 0; i < 4; i++) limiter.begin('a');
    clock.now += 60 * MINUTE_MS;
    limiter.begin('a');
    expect(limiter.begin('a')).toBeGreaterThan(0);
  });

  it('begins anew when the lock is over', () => {
    const { clock, limiter } = limiterAt();
    for (let i = 0; i < 5; i++) limiter.begin('a');
    clock.now += 15 * MINUTE_MS;
    for (let i = 0; i < 5; i++) expect(limiter.begin('a')).toBe(0);
  });

  it('remembers ten thousand addresses and then forgets the oldest', () => {
    const { limiter } = limiterAt();
    for (let i = 0; i < 5; i++) limiter.begin('oldest');
    for (let i = 0; i < 9_999; i++) limiter.begin(i.toString());
    expect(limiter.begin('oldest')).toBeGreaterThan(0);
    limiter.begin('one more');
    expect(limiter.begin('oldest')).toBe(0);
  });
});
