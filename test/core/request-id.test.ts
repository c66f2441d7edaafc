import { describe, expect, it } from 'vitest';
import { microsOf, requestIdOf } from '../../main/core/request-id.ts';

describe('the id of a request', () => {
  it.each([0, 1, 1_700_000_000_000_000, Date.UTC(2400, 0, 1) * 500])(
    'spells %i microseconds',
    (micros) => {
      const id = requestIdOf(micros);
      expect(id).toMatch(/^r[0-9a-z]{11}$/);
      expect(microsOf(id)).toBe(micros);
    },
  );

  it('sorts by time', () => {
    expect(requestIdOf(35) < requestIdOf(36)).toBe(true);
    expect(requestIdOf(1_700_000_000_000_000) < requestIdOf(1_800_000_000_000_000)).toBe(true);
  });

  it.each(['', 'r1', 'x00000000001', 'r0000000000A', 'r000000000001'])('is not %j', (text) => {
    expect(microsOf(text)).toBeNull();
  });
});
