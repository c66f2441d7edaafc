// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usagePlaceOf } from '../../../../renderer/src/features/usage/usage-place.ts';
import { UsageReport } from '../../../../renderer/src/features/usage/usage-report.svelte.ts';
import { AdminServer, data, Held, refused } from '../../support/admin-server.ts';
import { someFigures, someStatistics } from '../../support/builders.ts';
import { ManualTimers } from '../../support/manual-timers.ts';

const place = (query: string) => usagePlaceOf(new URLSearchParams(query));

describe('the report of usage', () => {
  let server: AdminServer;
  let timers: ManualTimers;
  let report: UsageReport;
  let refreshes: number;

  const statistics = (requests: number, to = Number.MAX_SAFE_INTEGER) =>
    data(someStatistics({ range: { from: 0, to }, total: someFigures({ requests }) }));
  const answer = (url: string, requests: number, to?: number) => {
    if (url.startsWith('/admin/statistics/attempts')) return data([]);
    if (url.startsWith('/admin/statistics/errors')) return data({ errors: [], searchedTo: null });
    return statistics(requests, to);
  };
  const asked = () => server.seen.map(({ url }) => url);
  const requests = () => report.usage.data?.statistics.total.requests;

  beforeEach(async () => {
    server = await AdminServer.start();
    timers = new ManualTimers();
    refreshes = 0;
    server.script = ({ url }) => answer(url, 1);
    report = new UsageReport(place('range=today&channel=3&by=model'), {
      client: server.client,
      after: timers.after,
      now: () => timers.now,
      onRefresh: () => {
        refreshes += 1;
      },
    });
    await report.load();
  });

  afterEach(() => server.stop());

  it('asks for the place, with the span before it', () => {
    expect(asked().toSorted()).toEqual([
      '/admin/statistics/attempts?range=today&channelId=3',
      '/admin/statistics/errors?range=today&channelId=3',
      '/admin/statistics?range=today&bucket=hour&group=model&channelId=3&compare=true&top=100',
    ]);
    expect(requests()).toBe(1);
  });

  it('keeps what is there, and knows that it is old, until another place is read', async () => {
    const held = new Held();
    server.script = ({ url }) => (url.includes('?range=last_30') ? held.answer : answer(url, 2));
    report.show(place('range=last_30_days'));
    expect(report.isStale).toBe(true);
    expect(requests()).toBe(1);
    held.release(statistics(2));
    await expect.poll(requests).toBe(2);
    expect(report.isStale).toBe(false);
  });

  it('does not ask again for the place that it shows, zoomed there or not', () => {
    const before = server.seen.length;
    report.show(place('range=today&channel=3&by=model&zoomed=this_month&sort=name'));
    expect(report.place.zoomedFrom).not.toBeNull();
    expect(server.seen.length).toBe(before);
    expect(report.isStale).toBe(false);
  });

  it('stays old, and says why, when another place cannot be read', async () => {
    server.script = () => refused(400, 'request.invalid', 'from: must be a day');
    report.show(place('from=x'));
    await expect.poll(() => report.usage.view).toMatchObject({ problem: { kind: 'refused' } });
    expect(report.isStale).toBe(true);
    expect(requests()).toBe(1);
  });

  it('reads anew once in five seconds, however many requests end', async () => {
    server.script = ({ url }) => answer(url, 9);
    for (let i = 0; i < 50; i += 1) report.noteEnd();
    expect(timers.count).toBe(1);
    timers.pass(4_999);
    expect(refreshes).toBe(0);
    timers.pass(1);
    await expect.poll(requests).toBe(9);
    expect(refreshes).toBe(1);
    report.noteEnd();
    expect(timers.count).toBe(1);
  });

  it('rests while the range is over', async () => {
    server.script = ({ url }) => answer(url, 5, timers.now);
    await report.load();
    report.noteEnd();
    expect(timers.count).toBe(0);
  });
});
