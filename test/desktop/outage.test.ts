import { describe, expect, it } from 'vitest';
import type { ShellState } from '../../main/app/shell-port.ts';
import { serviceOf, stepOutage, type Outage, type Service } from '../../main/desktop/outage.ts';
import { channelsOf, MINUTE_MS, NOON, shellState } from './tray-builder.ts';

const cooling = { coolingUntil: NOON + MINUTE_MS };
const trial = { isOnTrial: true };

describe('how it stands with the channels', () => {
  it.each<[Service, string, Partial<ShellState>]>([
    ['up', 'one is ready', { channels: channelsOf(cooling, {}) }],
    ['down', 'all are cooling', { channels: channelsOf(cooling, cooling) }],
    ['down', 'the rest is disabled', { channels: channelsOf(cooling, { isEnabled: false }) }],
    ['down', 'a budget is spent', { channels: channelsOf(cooling, { isOverBudget: true }) }],
    ['unproven', 'cooldowns have passed', { channels: channelsOf(trial, cooling) }],
    ['up', 'a channel is ready beside one on trial', { channels: channelsOf(trial, {}) }],
    ['up', 'there are none', { channels: [] }],
    ['up', 'a person disabled all', { channels: channelsOf({ isEnabled: false }) }],
    ['up', 'a person stopped the proxy', { proxy: 'off', channels: channelsOf(cooling) }],
  ])('is %s where %s', (service, _, facts) => {
    expect(serviceOf(shellState(facts), NOON)).toBe(service);
  });
});

describe('an outage', () => {
  type Heard = readonly [atMs: number, say: 'down' | 'over'];

  /** What is said while the service changes at these times, looked at when it changes and when asked for. */
  function heard(course: readonly (readonly [atMs: number, service: Service])[]): readonly Heard[] {
    const said: Heard[] = [];
    let outage: Outage | null = null;
    course.forEach(([start, service], index) => {
      const end = course[index + 1]?.[0] ?? Infinity;
      for (let at: number | null = start; at !== null && at < end;) {
        const step: ReturnType<typeof stepOutage> = stepOutage(outage, service, at);
        outage = step.outage;
        if (step.say !== null) said.push([at, step.say]);
        at = step.lookAt;
      }
    });
    return said;
  }

  it.each<[string, Parameters<typeof heard>[0], readonly Heard[]]>([
    ['is said after fifteen seconds', [[0, 'down']], [[15_000, 'down']]],
    [
      'is not said when it was shorter',
      [
        [0, 'down'],
        [14_999, 'up'],
      ],
      [],
    ],
    [
      'is said to be over',
      [
        [0, 'down'],
        [60_000, 'up'],
      ],
      [
        [15_000, 'down'],
        [60_000, 'over'],
      ],
    ],
    [
      'goes on over a trial that failed',
      [
        [0, 'down'],
        [10_000, 'unproven'],
        [11_000, 'down'],
      ],
      [[15_000, 'down']],
    ],
    [
      'is not over while nothing has answered',
      [
        [0, 'down'],
        [20_000, 'unproven'],
        [21_000, 'down'],
        [99_000, 'unproven'],
      ],
      [[15_000, 'down']],
    ],
    [
      'is said at once when trials failed for long',
      [
        [0, 'down'],
        [10_000, 'unproven'],
        [40_000, 'down'],
      ],
      [[40_000, 'down']],
    ],
    [
      'is another one after it was over',
      [
        [0, 'down'],
        [20_000, 'up'],
        [30_000, 'down'],
      ],
      [
        [15_000, 'down'],
        [20_000, 'over'],
        [45_000, 'down'],
      ],
    ],
  ])('%s', (_, course, said) => {
    expect(heard(course)).toEqual(said);
  });
});
