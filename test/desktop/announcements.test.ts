import { beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../main/contracts/notice.ts';
import { Announcements, type Announcement } from '../../main/desktop/announcements.ts';
import type { ShellState } from '../../main/app/shell-port.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { channelsOf, MINUTE_MS, NOON, shellState } from './tray-builder.ts';

const ALL_ON = { failover: true, cooling: true, allDown: true, budget: true, update: true };

describe('Announcements', () => {
  let told: Announcement[];
  let clock: ManualClock;
  let shell: ShellState;
  let isWatched: boolean;
  let notifications: typeof ALL_ON;
  let language: 'en' | 'zh';
  let announcements: Announcements;

  beforeEach(() => {
    told = [];
    clock = new ManualClock(NOON);
    shell = shellState();
    isWatched = false;
    notifications = { ...ALL_ON };
    language = 'en';
    announcements = new Announcements({
      settings: () => ({ notifications, language }),
      isWatched: () => isWatched,
      clock,
      state: () => shell,
      tell: (one) => told.push(one),
    });
  });

  const kinds = () => told.map(({ kind }) => kind);
  const failover = { from: 'relay-a', to: 'relay-b', model: 'claude-opus' };
  const budget = {
    code: 'budget.share-reached',
    subject: { kind: 'token', id: 1, name: 'ci' },
    period: 'day',
    percent: 95,
    limitNanoUsd: 5e9,
  } as Notice;
  const follow = (facts: Partial<ShellState>): void => {
    shell = shellState(facts);
    announcements.follow();
  };
  const until = (minutes: number) => ({ coolingUntil: clock.now() + minutes * MINUTE_MS });
  const cools = (minutes: number) => ({ channels: channelsOf(until(minutes), {}) });
  const down = (minutes = 60) => ({ channels: channelsOf(until(minutes), until(minutes)) });
  const titles = () => told.map(({ title }) => title);

  it('names both channels of a failover, a moment after it', () => {
    announcements.failedOver(failover);
    expect(told).toEqual([]);
    clock.advance(5000);
    expect(told).toEqual([
      {
        kind: 'failover',
        title: 'relay-a failed',
        body: 'relay-b answered instead, for claude-opus.',
        place: '/requests',
      },
    ]);
  });

  it('tells of many failovers in a short time once, with their number', () => {
    for (let count = 0; count < 40; count++) announcements.failedOver(failover);
    clock.advance(5000);
    expect(told).toMatchObject([
      { title: 'relay-a failed 40 times', body: 'relay-b answered instead.' },
    ]);
  });

  it('counts by channel where several failed', () => {
    for (const from of ['relay-c', 'relay-a', 'relay-a']) {
      announcements.failedOver({ ...failover, from });
      clock.advance(1000);
    }
    clock.advance(5000);
    expect(told).toMatchObject([
      { title: '3 requests went on to another channel', body: 'Failed: relay-a (2), relay-c (1).' },
    ]);
  });

  it('tells of the same channel again after ten minutes, and of another meanwhile', () => {
    announcements.failedOver(failover);
    clock.advance(9 * MINUTE_MS);
    announcements.failedOver(failover);
    announcements.failedOver({ ...failover, from: 'relay-c' });
    clock.advance(MINUTE_MS);
    expect(titles()).toEqual(['relay-a failed', 'relay-c failed']);
    clock.advance(5000);
    announcements.failedOver(failover);
    clock.advance(5000);
    expect(told).toHaveLength(3);
  });

  it('tells of a long cooldown once, and again after the channel was ready', () => {
    follow(cools(30));
    follow(cools(30));
    expect(told.map(({ title, body, place }) => [title, body, place])).toEqual([
      ['relay-a is cooling down', 'It is left out for about 30 minutes.', '/channels?id=1'],
    ]);
    follow({ channels: channelsOf({}, {}) });
    follow(cools(30));
    expect(told).toHaveLength(2);
  });

  it('keeps quiet about short cooldowns', () => {
    follow(cools(9));
    expect(told).toEqual([]);
  });

  it('says once that everything is down, nothing of each channel, and that it is over', () => {
    follow(down());
    follow(down());
    clock.advance(20_000);
    follow(down());
    expect(titles()).toEqual(['No channel can answer']);
    follow({ channels: channelsOf(until(5), {}) });
    expect(titles().slice(1)).toEqual(['Requests are answered again']);
    follow(down());
    clock.advance(15_000);
    expect(kinds()).toEqual(['allDown', 'allDown', 'allDown']);
  });

  it('waits a short overload out', () => {
    follow(down(10 / 60));
    clock.advance(10_000);
    follow({ channels: channelsOf({ isOnTrial: true }, { isOnTrial: true }) });
    follow({ channels: channelsOf({}, { isOnTrial: true }) });
    clock.advance(60 * MINUTE_MS);
    expect(told).toEqual([]);
  });

  it('says nothing of the end where nobody heard of the beginning', () => {
    isWatched = true;
    follow(down());
    clock.advance(15_000);
    isWatched = false;
    follow({});
    expect(told).toEqual([]);
  });

  it('says nothing after the program has ended', () => {
    follow(down());
    announcements.failedOver(failover);
    announcements.stop();
    clock.advance(60 * MINUTE_MS);
    expect(told).toEqual([]);
  });

  it('says nothing of a proxy that a person stopped', () => {
    follow({ ...down(5), proxy: 'off' });
    clock.advance(MINUTE_MS);
    expect(told).toEqual([]);
  });

  it('tells of a share of a budget', () => {
    announcements.noticed(budget);
    expect(told[0]).toMatchObject({
      title: 'Token ci: 95 % of the budget spent',
      body: 'Its limit for the day is $5.00.',
      place: '/tokens',
    });
  });

  it('tells of each newer version once, also when it has been downloaded', () => {
    announcements.offered(null);
    announcements.offered({ kind: 'download', version: '1.2.0' });
    announcements.offered({ kind: 'restart', version: '1.2.0' });
    announcements.offered({ kind: 'download', version: '1.3.0' });
    expect(told.map(({ title }) => title)).toEqual([
      'Version 1.2.0 is available',
      'Version 1.3.0 is available',
    ]);
  });

  it('says nothing of channels that a person disabled', () => {
    follow({ channels: channelsOf({ isEnabled: false }) });
    clock.advance(MINUTE_MS);
    expect(told).toEqual([]);
  });

  it('speaks Chinese', () => {
    language = 'zh';
    announcements.noticed(budget);
    expect(told[0]?.title).toBe('令牌 ci：预算已用 95 %');
  });

  it.each(['failover', 'cooling', 'allDown', 'budget'] as const)(
    'lets %s be switched off',
    (kind) => {
      notifications[kind] = false;
      announcements.failedOver(failover);
      announcements.noticed(budget);
      follow(cools(30));
      follow(down());
      clock.advance(MINUTE_MS);
      expect(kinds()).toHaveLength(3);
      expect(kinds()).not.toContain(kind);
    },
  );

  it('does not interrupt who looks at the window, nor repeats it afterwards', () => {
    isWatched = true;
    announcements.failedOver(failover);
    follow(cools(30));
    clock.advance(5000);
    isWatched = false;
    announcements.failedOver(failover);
    follow(cools(30));
    clock.advance(5000);
    expect(told).toEqual([]);
  });
});
