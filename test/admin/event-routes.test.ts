import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin, type Admin } from './admin-fixture.ts';
import { serveAdmin, type AdminServer } from './admin-server.ts';

let admin: Admin;
let server: AdminServer;
let authorization: string;

beforeEach(async () => {
  admin = await openAdmin({ isBare: true });
  server = await serveAdmin(admin.deps);
  const body = JSON.stringify({ password: 'correct horse' });
  const headers = { 'content-type': 'application/json' };
  const login = await server.call({ method: 'POST', path: '/login', headers, body });
  authorization = `Bearer ${(JSON.parse(login.body.toString()) as { token: string }).token}`;
});

afterEach(async () => {
  await server.close();
  await admin.close();
});

const PATH = '/admin/events';

const openStream = () => server.open({ path: PATH, headers: { authorization } });

describe('GET /admin/events', () => {
  it('is an event stream that nothing stores or collects', async () => {
    const stream = await openStream();
    expect(stream.statusCode).toBe(200);
    expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers['cache-control']).toBe('no-store');
    expect(stream.headers['x-accel-buffering']).toBe('no');
    stream.destroy();
  });

  it('sends the snapshot at once and events as they happen', async () => {
    const stream = await openStream();
    const text = textOf(stream);
    await text.until('"kind":"snapshot"');
    admin.books.channels.replaceAll([]);
    await text.until('data: {"kind":"changed","what":"channels"}\n\n');
    stream.destroy();
  });

  it('is left by a reader without a trace', async () => {
    const streams = await Promise.all(Array.from({ length: 64 }, openStream));
    const refused = await server.call({ path: PATH, headers: { authorization } });
    expect([refused.status, refused.body.toString()]).toEqual([
      503,
      expect.stringContaining('events.too-many'),
    ]);
    expect(refused.headers['retry-after']).toBe('10');
    for (const stream of streams) stream.destroy();
    for (;;) {
      const next = await openStream();
      const { statusCode } = next;
      next.destroy();
      if (statusCode === 200) break;
    }
  });

  it('holds nothing for a HEAD', async () => {
    for (let i = 0; i < 70; i++) {
      const { status } = await server.call({
        method: 'HEAD',
        path: PATH,
        headers: { authorization },
      });
      expect(status).toBe(200);
    }
  });

  it('ends with the session', async () => {
    const stream = await openStream();
    const text = textOf(stream);
    await text.until('"kind":"snapshot"');
    await server.call({ method: 'POST', path: '/logout', headers: { authorization } });
    admin.books.channels.replaceAll([]);
    await text.end();
  });

  it('ends when the control plane is closed', async () => {
    const stream = await openStream();
    const text = textOf(stream);
    await text.until('"kind":"snapshot"');
    server.listener.close();
    await text.end();
  });
});

function textOf(stream: AsyncIterable<unknown>) {
  const chunks = stream[Symbol.asyncIterator]();
  let text = '';
  return {
    async until(wanted: string): Promise<void> {
      while (!text.includes(wanted)) {
        const next = await chunks.next();
        if (next.done === true) throw new Error(`ended without ${wanted}: ${text}`);
        text += String(next.value);
      }
    },
    async end(): Promise<void> {
      while ((await chunks.next()).done !== true);
    },
  };
}
