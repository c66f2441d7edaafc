import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';

const MESSAGE = { model: 'm', messages: [] };
const ANSWER = '{"id":"msg_1","type":"message"}';

let app: TestApp | undefined;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  await app?.stop();
  app = undefined;
  for (const close of closers.splice(0)) await close();
});

/**
 * An upstream that answers `answers` requests on each connection and loses the connection when it gets one more: what a
 * kept-alive connection that timed out looks like.
 */
async function forgetfulUpstream(answers: number, lose: 'reset' | 'close') {
  const seen = { connections: 0, requests: 0 };
  const server = net.createServer((socket) => {
    seen.connections += 1;
    let left = answers;
    let buffered = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      buffered += chunk.toString('latin1');
      const end = buffered.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(buffered)?.[1] ?? 0);
      if (end === -1 || buffered.length < end + 4 + length) return;
      buffered = '';
      seen.requests += 1;
      if (left === 0) {
        if (lose === 'reset') socket.resetAndDestroy();
        else socket.destroy();
        return;
      }
      left -= 1;
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${String(ANSWER.length)}\r\n\r\n${ANSWER}`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return { seen, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` };
}

describe('a connection that the upstream has closed meanwhile', () => {
  it.each(['reset', 'close'] as const)(
    'is repeated on a fresh one after a %s: same candidate, no blame, no attempt',
    async (lose) => {
      const { seen, url } = await forgetfulUpstream(1, lose);
      app = await TestApp.start({ channels: [{ url }] });
      for (let i = 0; i < 2; i++) {
        const response = await app.post('/v1/messages', MESSAGE);
        expect([response.status, await response.text()]).toEqual([200, ANSWER]);
      }
      expect(seen).toEqual({ connections: 2, requests: 3 });
      for (const record of await app.records(2)) {
        expect(record).toMatchObject({ outcome: 'answered', attemptCount: 1 });
      }
    },
  );

  it('is repeated once: a fresh connection that is lost counts', async () => {
    const { seen, url } = await forgetfulUpstream(0, 'reset');
    app = await TestApp.start({ channels: [{ url }] });
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(503);
    expect(seen.requests).toBe(1);
  });
});

describe('the self-loop guard', () => {
  it('refuses a channel that points at this program', async () => {
    app = await TestApp.start();
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '127.9.9.9']) {
      const response = await app.admin('POST', '/admin/channels', {
        name: 'Loop',
        url: `http://${host}:${String(app.port)}`,
        api_key: 'sk-0123456789abcdef',
        models: ['*'],
      });
      expect(response.status).toBe(400);
    }
  });

  it('refuses the connection when a name leads back here after all', async () => {
    const good = await ScriptedUpstream.start(json({ served: 'good' }));
    closers.push(() => good.close());
    app = await TestApp.start({ channels: [{ name: 'Good', url: good.url, priority: -1 }] });
    // A name that no list knows: it resolves to the loopback through the outbound path only.
    const alias = `http://0x7f.1:${String(app.port)}`;
    const response = await app.admin('POST', '/admin/channels', {
      name: 'Loop',
      url: alias,
      api_key: 'sk-0123456789abcdef',
      models: ['*'],
    });
    expect(response.status).toBe(201);
    expect(await (await app.post('/v1/messages', MESSAGE)).json()).toEqual({ served: 'good' });
    await app.logged(/leads back to this program/);
    const [record] = await app.records(1);
    expect((await app.detail(record?.id ?? '')).attempts[0]).toMatchObject({
      outcome: 'selfLoop',
      blame: 'channel',
    });
  });
});

describe('redirects', () => {
  it('are never followed, so that no stranger gets the key', async () => {
    const stranger = await ScriptedUpstream.start();
    const upstream = await ScriptedUpstream.start(
      json({}, 307, { location: `${stranger.url}/v1/messages` }),
    );
    closers.push(
      () => stranger.close(),
      () => upstream.close(),
    );
    app = await TestApp.start({ channels: [{ url: upstream.url }] });
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(503);
    expect(stranger.requests).toHaveLength(0);
  });
});
