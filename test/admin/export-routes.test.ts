import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAdminApp } from '../../main/admin/create-admin.ts';
import type { RequestRecord } from '../../main/contracts/record.ts';
import { requestIdOf } from '../../main/core/request-id.ts';
import { aCost, aRequest } from '../support/record-builder.ts';
import { aUsage } from '../support/usage-builder.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let token: string;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin, token } = await admin.logIn());
});
afterEach(() => admin.close());

const COUNT = 1300;

async function writeMany(): Promise<RequestRecord[]> {
  const records = Array.from({ length: COUNT }, (_, number) => {
    const startedAt = admin.clock.now - COUNT + number;
    return aRequest({
      id: requestIdOf(startedAt * 1000),
      startedAt,
      detail: number === 0 ? '=HYPERLINK("http://x")' : '',
      status: number % 2 === 0 ? 200 : 500,
      usage: aUsage({ inputTokens: number }),
      cost: aCost(),
    });
  });
  const writer = admin.recordWriter();
  for (const record of records) writer.close(record, []);
  await writer.flush();
  return records;
}

describe('GET /admin/requests/export', () => {
  it('answers every record as a line of a table, formulas made harmless', async () => {
    const records = await writeMany();
    const answer = await asAdmin('GET', '/admin/requests/export?bom=true');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="requests-2026-01-02.csv"',
    );
    const lines = answer.text.replace('\uFEFF', '').trimEnd().split('\r\n');
    expect(lines).toHaveLength(COUNT + 1);
    expect(lines[0]).toMatch(/^id,startedAt,endedAt,outcome,status,/);
    expect(lines.at(-1)).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(
      records.map(({ id }) => id).reverse(),
    );
  });

  it('answers what a filter lets through as lines of JSON', async () => {
    const records = await writeMany();
    const filter = encodeURIComponent('status>=500');
    const answer = await asAdmin('GET', `/admin/requests/export?format=jsonl&filter=${filter}`);
    const lines = answer.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RequestRecord);
    expect(lines.map(({ id }) => id)).toEqual(
      records
        .filter(({ status }) => status === 500)
        .map(({ id }) => id)
        .reverse(),
    );
  });

  it('reads no further than its reader, and stops when that one leaves', async () => {
    await writeMany();
    let pages = 0;
    const { records } = admin.store;
    const counting = {
      ...admin.deps,
      store: {
        ...admin.deps.store,
        records: {
          detail: (id: string) => records.detail(id),
          markInterrupted: (at: number) => records.markInterrupted(at),
          page: (...args: Parameters<typeof records.page>) => {
            pages += 1;
            return records.page(...args);
          },
        },
      },
    };
    const { app, close } = createAdminApp(counting);
    const response = await app.fetch(
      new Request('http://127.0.0.1:8080/admin/requests/export', {
        headers: { host: '127.0.0.1:8080', authorization: `Bearer ${token}` },
      }),
      {},
    );
    const reader = response.body?.getReader();
    await reader?.read();
    expect(pages).toBe(1);
    await reader?.cancel();
    expect(pages).toBe(1);
    close();
  });

  it.each(['format=xml', 'filter=is:x', 'before=r1', 'bom=perhaps'])(
    'refuses %s',
    async (query) => {
      expect((await asAdmin('GET', `/admin/requests/export?${query}`)).status).toBe(400);
    },
  );

  it('is for those who are logged in', async () => {
    expect((await admin.call('GET', '/admin/requests/export')).status).toBe(401);
  });
});

describe('GET /admin/statistics/export', () => {
  it('answers a line for each group and bucket that is not empty', async () => {
    await writeMany();
    const query = 'range=last_7_days&group=model,protocol';
    const { text } = await asAdmin('GET', `/admin/statistics/export?${query}`);
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(
      /^2026-01-02T00:00:00.000Z,,,claude-sonnet-4-5,,,anthropic,,1300,1300,/,
    );
    const whole = await asAdmin('GET', '/admin/statistics/export?bucket=none&format=jsonl');
    expect(JSON.parse(whole.text)).toMatchObject({ requests: COUNT, costNanoUsd: COUNT * 30_000 });
  });
});
