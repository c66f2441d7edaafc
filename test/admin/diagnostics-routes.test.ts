import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostics, LogLine } from '../../main/contracts/diagnostics.ts';
import { ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { TestApp, TEST_TOKEN } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const KEY = 'sk-private-key-0123456789abcdef';

let app: TestApp;
let upstream: ScriptedUpstream;

beforeEach(async () => {
  upstream = await ScriptedUpstream.start(status(500, 'the prompt was: my secret plan'));
  app = await TestApp.start({
    channels: [
      { name: 'Very private name', url: upstream.url, api_key: KEY },
      { name: 'Relay', url: 'https://relay.private.example', enabled: false },
      { name: 'Vendor', url: 'https://api.groq.com/openai', enabled: false },
    ],
    settings: { maxQueued: 7, corsOrigins: ['https://page.private.example'] },
  });
});
afterEach(async () => {
  await app.stop();
  await upstream.close();
});

const ask = () => app.post('/v1/messages', { model: 'private-model', max_tokens: 5, messages: [] });

describe('GET /admin/diagnostics', () => {
  it('says how the program is doing', async () => {
    const read = () => app.adminData<Diagnostics>('GET', '/admin/diagnostics');
    const first = await read();
    expect(first).toMatchObject({
      versions: { program: '9.9.9-test', node: process.versions.node, electron: null },
      database: { file: expect.stringContaining(app.folder) as string, rows: { channels: 3 } },
      listening: [app.address],
      eventStreams: 0,
      inFlight: 0,
    });
    expect(first.versions.sqlite).toMatch(/^3\./);
    expect(first.database.sizeBytes).toBeGreaterThan(0);
    expect(first.memory.rssBytes).toBeGreaterThan(10_000_000);
    const { eventLoop } = await waitFor(async () => {
      const now = await read();
      return now.eventLoop === null ? null : now;
    }, 'a measured event loop');
    expect(eventLoop?.p50Ms).toBeLessThanOrEqual(eventLoop?.maxMs ?? NaN);
  });

  it('needs a session', async () => {
    expect((await fetch(`${app.address}/admin/diagnostics`)).status).toBe(401);
  });
});

describe('GET /admin/diagnostics/log', () => {
  it('answers the latest lines, as grave as asked for', async () => {
    await (await ask()).text();
    const read = (query: string) =>
      app.adminData<LogLine[]>('GET', `/admin/diagnostics/log?${query}`);
    const all = await read('limit=500');
    expect(all.map(({ level }) => level)).toContain('warn');
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((a, b) => a - b));
    const grave = await read('level=warn');
    expect(new Set(grave.map(({ level }) => level))).toEqual(new Set(['warn']));
    expect(await read('limit=1')).toEqual(all.slice(-1));
    expect(JSON.stringify(all)).not.toContain(KEY);
  });
});

describe('GET /admin/diagnostics/report', () => {
  it('tells what is needed to find a fault, and nothing that is private', async () => {
    await (await ask()).text();
    await app.records(1);
    const { text } = await app.adminData<{ text: string }>('GET', '/admin/diagnostics/report');
    expect(text).toContain('maxQueued: 7 (default 1000)');
    expect(text).toContain('corsOrigins: 1 entries');
    expect(text).toContain('(groq)');
    expect(text).toContain('(another host)');
    expect(text).toMatch(/1 × .*500, channel #1/);
    for (const secret of [KEY, TEST_TOKEN, 'private', 'secret plan', '127.0.0.1']) {
      expect(text).not.toContain(secret);
    }
  });
});
