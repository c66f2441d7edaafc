import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorReport, HealthReport, Statistics } from '../../main/contracts/statistics.ts';
import { requestIdOf } from '../../main/core/request-id.ts';
import { aCost, anAttempt, aRequest } from '../support/record-builder.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin } = await admin.logIn());
});
afterEach(() => admin.close());

const MINUTE_MS = 60_000;

/** Begun so long before now. */
async function write(agoMs: number, change: Parameters<typeof aRequest>[0] = {}): Promise<string> {
  const startedAt = admin.clock.now - agoMs;
  const id = requestIdOf(startedAt * 1000);
  const { status = 200, detail = '' } = change;
  const attempt = anAttempt({
    requestId: id,
    startedAt,
    status,
    detail,
    blame: status === 200 ? 'nobody' : 'model',
  });
  const writer = admin.recordWriter();
  writer.close(aRequest({ id, startedAt, ...change }), [attempt]);
  await writer.flush();
  return id;
}

const get = async <T>(query: string): Promise<T> => {
  const answer = await asAdmin('GET', `/admin/statistics${query}`);
  expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
  return answer.json.data;
};

describe('GET /admin/statistics', () => {
  it('answers today by day, and empty buckets with zeros', async () => {
    await write(MINUTE_MS, { cost: aCost() });
    const today = await get<Statistics>('');
    expect(today).toMatchObject({
      zone: 'UTC',
      groups: [],
      previous: null,
      total: { requests: 1, costNanoUsd: 30_000 },
    });
    expect(today.starts).toEqual([Date.UTC(2026, 0, 2)]);
    const week = await get<Statistics>('?range=last_7_days&group=channel,model&compare=true');
    expect(week.buckets.map(({ requests }) => requests)).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(week.buckets[0]).toMatchObject({ successRate: null, firstByteP50Ms: null });
    expect(week.groups).toMatchObject([
      {
        key: { channelId: 1, channelName: 'First', model: 'claude-sonnet-4-5' },
        total: { requests: 1 },
      },
    ]);
    expect(week.groups[0]?.buckets.slice(5)).toMatchObject([null, { requests: 1 }]);
    expect(week.previous).toMatchObject({ requests: 0 });
  });

  it('takes two ends, and answers with the whole hours it summed up', async () => {
    const { range } = await get<Statistics>(
      '?from=2026-01-01T10:20&to=2026-01-01T12:00&bucket=hour',
    );
    expect(range).toEqual({ from: Date.UTC(2026, 0, 1, 10), to: Date.UTC(2026, 0, 1, 12) });
  });

  it.each([
    ['range=fortnight', 'range'],
    ['from=2026-01-02&to=2026-01-01', 'from'],
    ['from=whenever', 'from'],
    ['to=2026-01-01', 'from'],
    ['range=today&from=2026-01-01', 'range'],
    ['bucket=minute', 'bucket'],
    ['bucket=hour&from=2020-01-01', 'bucket'],
    ['bucket=none&from=1900-01-01', 'from'],
    ['group=channel,model,token', 'group'],
    ['group=colour', 'group'],
    ['group=model,model', 'group'],
    ['channelId=x', 'channelId'],
    ['top=0', 'top'],
    ['colour=red', 'colour'],
  ])('refuses %s by name', async (query, field) => {
    const answer = await asAdmin('GET', `/admin/statistics?${query}`);
    expect([answer.status, Object.keys(answer.json.error.fields)]).toEqual([400, [field]]);
  });

  it('is for those who are logged in', async () => {
    expect((await admin.call('GET', '/admin/statistics')).status).toBe(401);
  });
});

describe('the parts of statistics', () => {
  it('list attempts by key', async () => {
    await write(MINUTE_MS);
    await write(2 * MINUTE_MS, { status: 529 });
    expect(await get('/attempts')).toMatchObject([
      { channelName: 'First', keyId: 1, attempts: 2, outcomes: { answered: 1, http529: 1 } },
    ]);
    expect(await get('/attempts?channelId=9')).toEqual([]);
  });

  it('put failures together that say the same, with an example', async () => {
    await write(3 * MINUTE_MS, { status: 529, detail: 'Overloaded (req_1a)' });
    const last = await write(2 * MINUTE_MS, { status: 529, detail: 'Overloaded (req_2b)' });
    await write(MINUTE_MS, { status: 500, detail: 'no such luck' });
    const report = await get<ErrorReport>('/errors?limit=1');
    expect(report).toMatchObject({
      searchedTo: null,
      errors: [{ detail: 'Overloaded (…)', count: 2, status: 529, exampleRequestId: last }],
    });
  });

  it('draw the health of the last four hours in five minutes each, and a week in hours', async () => {
    await write(MINUTE_MS);
    await write(7 * MINUTE_MS, { status: 529 });
    const recent = await get<HealthReport>('/health');
    expect([recent.starts.length, recent.channels.length]).toEqual([48, 1]);
    expect(recent.channels[0]?.cells.slice(-3)).toEqual([
      null,
      { success: 0, failure: 1, rateLimited: 0 },
      { success: 1, failure: 0, rateLimited: 0 },
    ]);
    const week = await get<HealthReport>('/health?range=last_7_days');
    expect(week.starts.length).toBeLessThanOrEqual(48);
    expect(week.channels[0]?.cells.at(-1)).toEqual({ success: 1, failure: 1, rateLimited: 0 });
  });

  it.each(['/attempts?range=x', '/errors?limit=0', '/health?from=x'])(
    'refuse %s',
    async (query) => {
      expect((await asAdmin('GET', `/admin/statistics${query}`)).status).toBe(400);
    },
  );
});
