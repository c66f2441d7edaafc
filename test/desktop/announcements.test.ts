import { beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../main/contracts/notice.ts';
import { Announcements, type Announcement } from '../../main/desktop/announcements.ts';
import { channelsOf, MINUTE_MS, NOON, shellState } from './tray-builder.ts';

const ALL_ON = { failover: true, cooling: true, allDown: true, budget: true, update: true };

describe('Announcements', () => {
  let told: Announcement[];
  let now: number;
  let isWatched: boolean;
  let notifications: typeof ALL_ON;
  let language: 'en' | 'zh';
  let announcements: Announcements;

  beforeEach(() => {
    told = [];
    now = NOON;
    isWatched = false;
    notifications = { ...ALL_ON };
    language = 'en';
    announcements = new Announcements({
      settings: () => ({ notifications, language }),
      isWatched: () => isWatched,
      now: () => now,
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
  const cools = (minutes: number) =>
    shellState({ channels: channelsOf({ coolingUntil: now + minutes * MINUTE_MS }, {}) });

  it('names both channels of a failover', () => {
    announcements.failedOver(failover);
    expect(told).toEqual([
      {
        kind: 'failover',
        title: 'relay-a failed',
        body: 'relay-b answered instead, for claude-opus.',
        place: '/requests',
      },
    ]);
  });

  it('tells of the same channel again after ten minutes, and of another at once', () => {
    announcements.failedOver(failover);
    now += 9 * MINUTE_MS;
    announcements.failedOver(failover);
    announcements.failedOver({ ...failover, from: 'relay-c' });
    expect(told).toHaveLength(2);
    now += MINUTE_MS;
    announcements.failedOver(failover);
    expect(told).toHaveLength(3);
  });

  it('tells of a long cooldown once, and again after the channel was ready', () => {
    announcements.follow(cools(30));
    announcements.follow(cools(30));
    expect(told.map(({ title, body, place }) => [title, body, place])).toEqual([
      ['relay-a is cooling down', 'It is left out for about 30 minutes.', '/channels?id=1'],
    ]);
    announcements.follow(shellState({ channels: channelsOf({}, {}) }));
    announcements.follow(cools(30));
    expect(told).toHaveLength(2);
  });

  it('keeps quiet about short cooldowns', () => {
    announcements.follow(cools(9));
    expect(told).toEqual([]);
  });

  it('says once that everything is down, and nothing of each channel', () => {
    const down = shellState({ channels: channelsOf({ coolingUntil: now + 60 * MINUTE_MS }) });
    announcements.follow(down);
    announcements.follow(down);
    expect(kinds()).toEqual(['allDown']);
    announcements.follow(shellState());
    announcements.follow(down);
    expect(kinds()).toEqual(['allDown', 'allDown']);
  });

  it('says nothing of a proxy that a person stopped', () => {
    const channels = channelsOf({ coolingUntil: now + 5 * MINUTE_MS });
    announcements.follow(shellState({ proxy: 'off', channels }));
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
    announcements.follow(shellState({ channels: channelsOf({ isEnabled: false }) }));
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
      announcements.follow(cools(30));
      announcements.follow(
        shellState({ channels: channelsOf({ coolingUntil: now + 5 * MINUTE_MS }) }),
      );
      expect(kinds()).toHaveLength(3);
      expect(kinds()).not.toContain(kind);
    },
  );

  it('does not interrupt who looks at the window, nor repeats it afterwards', () => {
    isWatched = true;
    announcements.failedOver(failover);
    announcements.follow(cools(30));
    isWatched = false;
    announcements.failedOver(failover);
    announcements.follow(cools(30));
    expect(told).toEqual([]);
  });
});
