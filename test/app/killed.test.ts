import http from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RequestPage } from '../../main/contracts/admin-api.ts';
import { localHourStart } from '../../main/core/local-hour.ts';
import { databaseSums, grandTotal } from '../support/database-sums.ts';
import { Program, PROGRAM_TOKEN } from '../support/program.ts';
import { json, ScriptedUpstream, status, type Step } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';

/** What is promised: a request that ended this long before the program was killed is stored. */
const PROMISED_MS = 500;

/** 500 a second, if the machine is up to it; never more under way than this. */
const EVERY_MS = 10;
const AT_ONCE = 5;
const MOST_RUNNING = 100;
/** Streams that have begun and do not end. */
const HELD = 12;

const MODEL = 'claude-sonnet-4-5';
/** 3 tokens at 3 dollars a million and 11 at 15. */
const COST_NANO_USD = 3 * 3000 + 11 * 15_000;

const { anthropic } = STREAM_DIALECTS;
const ANSWER = json({ content: [], usage: { input_tokens: 3, output_tokens: 11 } });
const FAILURE = status(500);
const HELD_STREAM: Step = (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  res.write(anthropic.start + anthropic.delta('hello'));
};
/** Every seventh is failed over. */
const failsNowAndThen = (): Step => {
  let count = 0;
  return (req, res) => {
    if (isHeld(req.body)) return HELD_STREAM(req, res);
    count += 1;
    return (count % 7 === 0 ? FAILURE : ANSWER)(req, res);
  };
};
const isHeld = (body: Buffer): boolean => body.includes('"stream":true');

const MINUTE_MS = 60_000;
const hourOf = (at: number): number =>
  localHourStart(at, -new Date(at).getTimezoneOffset() * MINUTE_MS);

/** What the test saw with its own eyes, by the name it gave each request. */
class Load {
  readonly endedAt = new Map<string, number>();
  readonly begunAt = new Map<string, number>();
  readonly #base: string;
  readonly #agent = new http.Agent({ keepAlive: true });
  #count = 0;
  #running = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(base: string) {
    this.#base = base;
  }

  start(): void {
    for (let n = 0; n < HELD; n++) this.#ask(true);
    this.#timer = setInterval(() => {
      for (let n = 0; n < AT_ONCE && this.#running < MOST_RUNNING; n++) this.#ask(false);
    }, EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#agent.destroy();
  }

  get firstEndAt(): number {
    return Math.min(...this.endedAt.values());
  }

  #ask(isHeldOpen: boolean): void {
    this.#count += 1;
    const name = `${isHeldOpen ? 'held' : 'request'}-${String(this.#count)}`;
    this.#running += 1;
    const over = (): void => {
      this.#running -= 1;
    };
    const request = http.request(
      `${this.#base}/v1/messages`,
      {
        method: 'POST',
        agent: isHeldOpen ? false : this.#agent,
        headers: {
          'content-type': 'application/json',
          'x-api-key': PROGRAM_TOKEN,
          'x-session-id': name,
        },
      },
      (answer) => {
        answer.once('data', () => this.begunAt.set(name, Date.now()));
        answer.on('error', () => undefined);
        answer.once('end', () => {
          if (answer.complete && answer.statusCode === 200) this.endedAt.set(name, Date.now());
        });
        answer.once('close', over);
        answer.resume();
      },
    );
    // The program dies in the middle of some.
    request.once('error', over);
    request.end(JSON.stringify({ ...anthropic.request, model: MODEL, stream: isHeldOpen }));
  }
}

type Stored = {
  conversation: string;
  outcome: string | null;
  cost_nano_usd: number | null;
  attempts: number;
};

/** Every request by the name that the test gave it, with how many of its attempts are stored. */
function stored(file: string): Map<string, Stored[]> {
  const db = new Database(file);
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const rows = db
      .prepare(
        `select conversation, outcome, cost_nano_usd, (answer_key_id is not null) +
          (select count(*) from attempts where request_id = id) as attempts
          from requests`,
      )
      .all() as Stored[];
    const named = new Map<string, Stored[]>();
    for (const row of rows)
      named.set(row.conversation, [...(named.get(row.conversation) ?? []), row]);
    return named;
  } finally {
    db.close();
  }
}

/** What people have set, without what the program says of it. */
async function configuration(of: Program): Promise<unknown> {
  const channels = await of.admin<{ id: number; name: string; urls: unknown; keys: unknown }[]>(
    'GET',
    '/admin/channels',
  );
  const tokens = await of.admin<{ id: number; name: string; mask: string }[]>(
    'GET',
    '/admin/tokens',
  );
  const settings = await of.admin<{ name: string; value: unknown }[]>('GET', '/admin/settings');
  return {
    channels: channels.map(({ id, name, urls, keys }) => ({ id, name, urls, keys })),
    tokens: tokens.map(({ id, name, mask }) => ({ id, name, mask })),
    settings: settings.filter(({ name }) => name !== 'port'),
  };
}

function expectAgreement(file: string): Readonly<Record<string, number>> {
  const sums = databaseSums(file, hourOf);
  expect(sums.usageHourly).toEqual(sums.requests);
  expect(sums.attemptsHourly).toEqual(sums.attempts);
  return grandTotal(sums.usageHourly);
}

describe('when the whole program is killed in the middle of its work', () => {
  it('loses nothing that ended half a second before, doubles nothing, and starts again as it was', async () => {
    const upstreams = [
      await ScriptedUpstream.start(failsNowAndThen()),
      await ScriptedUpstream.start(failsNowAndThen()),
    ];
    onTestFinished(async () => {
      for (const upstream of upstreams) await upstream.close();
    });
    const folder = await tempFolder();
    const file = join(folder, 'ccload.db');
    const program = await Program.start(folder);
    await program.admin('PATCH', '/admin/settings', { failuresBeforeOpening: 1000 });
    for (const [index, { url }] of upstreams.entries()) {
      await program.admin('POST', '/admin/channels', {
        name: `Channel ${String(index)}`,
        url,
        api_key: `sk-0123456789ab${String(index)}`,
        models: ['*'],
      });
    }
    const before = await configuration(program);
    // A price is looked up once, in a thread that takes its time to start where the machine is busy.
    await fetch(`${program.base}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': PROGRAM_TOKEN },
      body: JSON.stringify({ ...anthropic.request, model: MODEL, stream: false }),
    });
    await waitFor(async () => {
      const { records } = await program.admin<RequestPage>('GET', '/admin/requests');
      return records[0]?.cost?.nanoUsd === COST_NANO_USD;
    }, 'a known price');

    const load = new Load(program.base);
    onTestFinished(() => {
      load.stop();
    });
    load.start();
    // Enough of it is older than the promise, and the program answers while it dies.
    await waitFor(
      () => load.endedAt.size > 300 && Date.now() - load.firstEndAt > 2 * PROMISED_MS,
      'enough requests',
      60_000,
    );
    const killedAt = Date.now();
    await program.kill();
    load.stop();

    const isPromised = (at: number): boolean => at < killedAt - PROMISED_MS;
    const ended = [...load.endedAt].filter(([, at]) => isPromised(at)).map(([name]) => name);
    const held = [...load.begunAt]
      .filter(([name, at]) => name.startsWith('held') && isPromised(at))
      .map(([name]) => name);
    expect(ended.length).toBeGreaterThan(30);
    expect(held.length).toBeGreaterThan(0);

    const found = stored(file);
    const lost = ended.filter((name) => {
      const [one] = found.get(name) ?? [];
      return one?.outcome !== 'answered' || one.cost_nano_usd !== COST_NANO_USD || one.attempts < 1;
    });
    expect(lost).toEqual([]);
    const doubled = [...found].filter(([, rows]) => rows.length > 1);
    expect(doubled).toEqual([]);
    const open = [...found].filter(([, [row]]) => row?.outcome === null).map(([name]) => name);
    expect(open).toEqual(expect.arrayContaining(held));
    const total = expectAgreement(file);
    expect(total['requests']).toBe(found.size - open.length);
    expect(total['failed_over']).toBeGreaterThan(0);

    const second = await Program.start(folder);
    expect(await configuration(second)).toEqual(before);
    const { records } = await second.admin<RequestPage>(
      'GET',
      '/admin/requests?limit=200&outcome=interrupted',
    );
    expect(records.map(({ conversation }) => conversation).sort()).toEqual(open.sort());
    await second.stop();
    const after = stored(file);
    expect([...after.keys()].sort()).toEqual([...found.keys()].sort());
    expect(expectAgreement(file)).toMatchObject({
      interrupted: open.length,
      requests: found.size,
    });
  }, 120_000);
});
