import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { localHourStart } from '../../main/core/local-hour.ts';
import { databaseSums, grandTotal } from '../support/database-sums.ts';
import { json, ScriptedUpstream, sse, status, type Step } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MINUTE_MS = 60_000;
const hourOf = (at: number): number =>
  localHourStart(at, -new Date(at).getTimezoneOffset() * MINUTE_MS);

const { anthropic } = STREAM_DIALECTS;
const REQUEST = { ...anthropic.request, model: 'claude-sonnet-4-5' };
const opening = `event: message_start\ndata: ${JSON.stringify({
  type: 'message_start',
  message: { usage: { input_tokens: 7, cache_read_input_tokens: 1000, output_tokens: 1 } },
})}\n\n`;
const WHOLE = sse([opening, anthropic.delta('hello'), anthropic.end]);
const BODY = json({ content: [], usage: { input_tokens: 3, output_tokens: 11 } });
const BROKEN: Step = (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(opening + anthropic.delta('hello'));
  setImmediate(() => res.socket?.resetAndDestroy());
};
const ENDLESS: Step = (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(opening + anthropic.delta('hello'));
};

const upstreams: ScriptedUpstream[] = [];
let app: TestApp;

afterEach(async () => {
  for (const upstream of upstreams.splice(0)) await upstream.close();
});

async function ask(isStreaming = true): Promise<void> {
  const answer = await app.post('/v1/messages', { ...REQUEST, stream: isStreaming });
  await answer.text().catch(() => '');
}

async function leave(): Promise<void> {
  const leaving = new AbortController();
  const body = JSON.stringify(REQUEST);
  const answer = await app.request('/v1/messages', {
    method: 'POST',
    body,
    signal: leaving.signal,
  });
  await answer.body?.getReader().read();
  leaving.abort();
}

/** One that a person cancels. */
async function cancelled(): Promise<void> {
  const asked = ask();
  const running = await waitFor(async () => {
    const { inFlight } = await app.adminData<{ inFlight: { id: string; phase: string }[] }>(
      'GET',
      '/admin/in-flight',
    );
    return inFlight.find(({ phase }) => phase === 'streaming');
  }, 'the stream to be cancelled');
  await app.admin('POST', `/admin/in-flight/${running.id}/cancel`);
  await asked;
}

function spentByMonth(file: string): object {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db
      .prepare("select kind, sum(nano_usd) from spending where period like '____-__' group by kind")
      .raw()
      .all() as [string, number][];
    return Object.fromEntries(rows);
  } finally {
    db.close();
  }
}

describe('requests, hourly totals and what tokens and channels used', () => {
  it('agree to the nano-dollar after failovers, broken streams, cancels and a restart', async () => {
    const folder = await tempFolder();
    const first = await ScriptedUpstream.start(WHOLE);
    const second = await ScriptedUpstream.start(BODY);
    upstreams.push(first, second);
    const settings = { failuresBeforeOpening: 1000 };
    app = await TestApp.start({
      folder,
      settings,
      channels: [
        { name: 'First', url: first.url, priority: 2 },
        { name: 'Second', url: second.url, priority: 1, priceMultiplier: 0.333_333 },
      ],
    });
    first.next(status(500), status(503), BROKEN, ENDLESS, ENDLESS);
    await ask(false); // fails over
    await ask(false); // fails over
    await ask(); // breaks
    await leave();
    await cancelled();
    await Promise.all([ask(), ask(), ask()]);
    await app.records(8);
    first.next(ENDLESS);
    const interrupted = ask().catch(() => undefined);
    await waitFor(() => first.requests.length === 9, 'the request being sent');
    await app.stop({ keepFolder: true });
    await interrupted;

    app = await TestApp.start({ folder, settings });
    await ask();
    await app.records(10);
    await app.stop({ keepFolder: true });

    const sums = databaseSums(join(folder, 'ccload.db'), hourOf);
    expect(sums.usageHourly).toEqual(sums.requests);
    expect(sums.attemptsHourly).toEqual(sums.attempts);
    const total = grandTotal(sums.usageHourly);
    expect(total).toMatchObject({
      requests: 10,
      answered: 6,
      broken: 1,
      client_left: 1,
      cancelled: 1,
      interrupted: 1,
      failed_over: 2,
      attempts: 12,
      unknown_cost_requests: 0,
    });
    const full = 7 * 3000 + 1000 * 300 + 15_000;
    // Both rounded by themselves, as prices are: 0.333333 of 3 and of 15 dollars a million.
    const cheap = Math.round(3 * 999.999) + Math.round(11 * 4999.995);
    expect(total['cost_nano_usd']).toBe(8 * full + 2 * cheap);
    // What the limits of money go by.
    const spent = { channel: 8 * full + 2 * cheap, token: 8 * full + 2 * cheap };
    expect(spentByMonth(join(folder, 'ccload.db'))).toEqual(spent);
  }, 30_000);
});
