import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelId } from '../../main/contracts/channel.ts';
import { HealthWindow } from '../../main/state/health-window.ts';

const MINUTE = 60_000;
const ID = 1 as ChannelId;

describe('HealthWindow', () => {
  it('counts the channels apart', () => {
    const window = new HealthWindow(() => 30 * MINUTE);
    window.note(ID, 'success', 0);
    window.note(ID, 'failure', 0);
    expect(window.countsOf(ID, 0)).toMatchObject({ successes: 1, failures: 1 });
    expect(window.countsOf(2 as ChannelId, 0)).toEqual({ successes: 0, failures: 0 });
  });

  it.each([
    [29, 2],
    [30, 1],
    [31, 0],
  ])('after %i minutes of a window of 30 knows %i of two minutes', (minutes, expected) => {
    const window = new HealthWindow(() => 30 * MINUTE);
    window.note(ID, 'failure', 0);
    window.note(ID, 'failure', MINUTE);
    expect(window.countsOf(ID, minutes * MINUTE).failures).toBe(expected);
  });

  it('follows the setting', () => {
    let windowMs = 30 * MINUTE;
    const window = new HealthWindow(() => windowMs);
    window.note(ID, 'success', 0);
    windowMs = 5 * MINUTE;
    expect(window.countsOf(ID, 6 * MINUTE).successes).toBe(0);
  });

  it('forgets channels that are gone', () => {
    const window = new HealthWindow(() => 30 * MINUTE);
    window.note(ID, 'success', 0);
    window.retain([]);
    expect(window.countsOf(ID, 0).successes).toBe(0);
  });

  it('counts what a list of all events would, whole minutes at a time', () => {
    const event = fc.record({ afterMs: fc.nat(3 * MINUTE), isSuccess: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1 }),
        fc.integer({ min: 1, max: 20 }),
        (events, n) => {
          const window = new HealthWindow(() => n * MINUTE);
          const minutes: { at: number; isSuccess: boolean }[] = [];
          let now = 0;
          for (const { afterMs, isSuccess } of events) {
            now += afterMs;
            window.note(ID, isSuccess ? 'success' : 'failure', now);
            minutes.push({ at: Math.floor(now / MINUTE), isSuccess });
          }
          const recent = minutes.filter(({ at }) => at > Math.floor(now / MINUTE) - n);
          const { successes, failures } = window.countsOf(ID, now);
          expect(successes).toBe(recent.filter(({ isSuccess }) => isSuccess).length);
          expect(successes + failures).toBe(recent.length);
        },
      ),
    );
  });
});
