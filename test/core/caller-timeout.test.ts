import { describe, expect, it } from 'vitest';
import { callerTimeoutMs } from '../../main/core/caller-timeout.ts';
import { lookup } from '../support/header-lookup.ts';

describe('callerTimeoutMs', () => {
  it('is null when the client states none', () => {
    expect(callerTimeoutMs(lookup(), '?beta=true')).toBeNull();
  });

  it('takes the query before the headers and milliseconds before seconds', () => {
    const header = lookup({ 'x-timeout-ms': '3', 'x-timeout-s': '4' });
    expect(callerTimeoutMs(header, '?timeout_s=2&timeout_ms=1')).toBe(1);
    expect(callerTimeoutMs(header, '?timeout_s=2')).toBe(2000);
    expect(callerTimeoutMs(header, '')).toBe(3);
    expect(callerTimeoutMs(lookup({ 'x-timeout-s': '4' }), '')).toBe(4000);
  });

  it('rounds fractions up to whole milliseconds', () => {
    expect(callerTimeoutMs(lookup({ 'x-timeout-s': '1.5' }), '')).toBe(1500);
    expect(callerTimeoutMs(lookup({ 'x-timeout-ms': '0.2' }), '')).toBe(1);
  });

  it.each(['', '0', '-5', 'soon', '1e9', 'Infinity', '0x10', ' 5', '9'.repeat(400)])(
    'ignores %j and goes on to the next place',
    (value) => {
      expect(callerTimeoutMs(lookup({ 'x-timeout-ms': value, 'x-timeout-s': '2' }), '')).toBe(2000);
    },
  );

  it('never exceeds what a timer can hold', () => {
    expect(callerTimeoutMs(lookup({ 'x-timeout-s': '999999999999' }), '')).toBe(2 ** 31 - 1);
  });
});
