// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { ChannelView, KeyId } from '#contracts/channel';
import {
  acceptsAnyModel,
  matchesFilter,
  obstaclesOf,
  usableKeys,
} from '../../../../renderer/src/features/channels/channel-facts.ts';
import { aChannel } from '../../support/builders.ts';

const NOON = Date.UTC(2026, 0, 15, 12, 0);
const MIDNIGHT = Date.UTC(2026, 0, 16);
const { limits, limitState } = aChannel();

const aKey = (facts: { isEnabled: boolean; isLocked: boolean }) => ({
  id: 1 as KeyId,
  mask: 'sk-a…xyz1',
  note: '',
  ...facts,
});

const kinds = (channel: ChannelView, now = NOON) =>
  obstaclesOf(channel, now).map(({ kind }) => kind);

const spending = (spentDayUsd: number, dayUsd: number | null) =>
  aChannel({
    limits: { ...limits, dayUsd },
    limitState: { ...limitState, spentDayUsd, dayEndsAt: MIDNIGHT },
  });

const open = (from: string, to: string, zone = 'UTC') =>
  aChannel({ limits: { ...limits, hours: { from, to } }, limitState: { ...limitState, zone } });

describe('what stands in the way of a channel', () => {
  it('is nothing as a rule', () => {
    expect(kinds(aChannel())).toEqual([]);
  });

  it('is a missing key when all are off or locked', () => {
    const keys = [
      aKey({ isEnabled: false, isLocked: false }),
      aKey({ isEnabled: true, isLocked: true }),
    ];
    expect(usableKeys({ keys })).toBe(0);
    expect(kinds(aChannel({ keys }))).toEqual(['noKey']);
  });

  it('is a missing URL when all are off', () => {
    const urls = aChannel().urls.map((url) => ({ ...url, isEnabled: false }));
    expect(kinds(aChannel({ urls }))).toEqual(['noUrl']);
  });

  it.each([
    [2, 2, NOON, ['dayBudget']],
    [1.99, 2, NOON, []],
    [2, null, NOON, []],
    // The day is over; the next answer of the server says so, too.
    [2, 2, MIDNIGHT, []],
  ])('is the budget of the day: %s of %s at %s', (spent, limit, now, expected) => {
    expect(kinds(spending(spent, limit), now)).toEqual(expected);
  });

  it.each([
    ['08:00', '12:00', 'UTC', true],
    ['12:00', '13:00', 'UTC', false],
    ['22:00', '06:00', 'UTC', true],
    ['22:00', '12:01', 'UTC', false],
    ['06:30', '12:00', 'America/New_York', false],
  ])('are its hours from %s to %s in %s at noon in Greenwich: %s', (from, to, zone, isOutside) => {
    expect(kinds(open(from, to, zone))).toEqual(isOutside ? ['outsideHours'] : []);
  });
});

describe('what a channel offers', () => {
  it('is every model where an enabled * is among them', () => {
    const star = { name: '*', upstreamNames: [], isEnabled: true };
    expect(acceptsAnyModel({ models: [star] })).toBe(true);
    expect(acceptsAnyModel({ models: [{ ...star, isEnabled: false }] })).toBe(false);
    expect(acceptsAnyModel({ models: [{ ...star, name: 'sonnet' }] })).toBe(false);
  });

  it.each([
    ['', true],
    ['MAIN', true],
    ['anthropic example', true],
    ['main gemini', false],
  ])('is found by %j: %s', (filter, isFound) => {
    expect(matchesFilter(aChannel({ name: 'main' }), filter)).toBe(isFound);
  });
});
