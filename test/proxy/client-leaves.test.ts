import http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { hang, ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const DIALECT = STREAM_DIALECTS.anthropic;
const STREAM = DIALECT.request;

type InFlightList = { inFlight: { id: string; phase: string }[] };

let upstream: ScriptedUpstream;
let app: TestApp;

afterEach(async () => {
  await app.stop();
  await upstream.close();
});

async function start(): Promise<void> {
  upstream = await ScriptedUpstream.start();
  app = await TestApp.start({
    channels: [
      { name: 'One', url: upstream.url, priority: 2 },
      { name: 'Two', url: upstream.url, priority: 1 },
    ],
  });
}

function post(path = '/v1/messages'): http.ClientRequest {
  const request = http.request(`${app.address}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': TEST_TOKEN, 'content-type': 'application/json' },
  });
  request.on('error', () => undefined);
  request.end(JSON.stringify(STREAM));
  return request;
}

describe('when the client leaves', () => {
  it('aborts the upstream before an answer, tries nobody else and blames nobody', async () => {
    await start();
    upstream.always(hang);
    const request = post();
    await waitFor(() => upstream.requests.length === 1, 'the attempt');
    request.destroy();
    await upstream.last.aborted;
    const [record] = await app.records(1);
    expect(record).toMatchObject({ outcome: 'clientLeft', status: null, attemptCount: 1 });
    const { attempts } = await app.detail(record?.id ?? '');
    expect(attempts).toMatchObject([{ outcome: 'clientLeft', blame: 'nobody' }]);
    expect(upstream.requests).toHaveLength(1);
  });

  it('aborts the upstream while the gate is closed, tries nobody else and blames nobody', async () => {
    await start();
    upstream.always((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(DIALECT.start);
    });
    const request = post();
    await waitFor(async () => {
      const { inFlight } = await app.adminData<InFlightList>('GET', '/admin/in-flight');
      return inFlight[0]?.phase === 'held';
    }, 'the answer being held');
    request.destroy();
    await upstream.last.aborted;
    const [record] = await app.records(1);
    expect(record).toMatchObject({ outcome: 'clientLeft', status: null, responseBytes: 0 });
    const { attempts } = await app.detail(record?.id ?? '');
    expect(attempts).toMatchObject([{ outcome: 'clientLeft', blame: 'nobody' }]);
    expect(upstream.requests).toHaveLength(1);
  });

  it('aborts the upstream in mid-stream and records what was sent until then', async () => {
    await start();
    const sent = DIALECT.start + DIALECT.delta('hi');
    upstream.always((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(sent);
    });
    const request = post();
    await new Promise((resolve) =>
      request.on('response', (response) => response.once('data', resolve)),
    );
    request.destroy();
    await upstream.last.aborted;
    const [record] = await app.records(1);
    expect(record).toMatchObject({
      outcome: 'clientLeft',
      status: 200,
      responseBytes: sent.length,
    });
    const { attempts } = await app.detail(record?.id ?? '');
    expect(attempts).toMatchObject([{ outcome: 'clientLeft', status: 200, blame: 'nobody' }]);
    expect(await app.adminData('GET', '/admin/cooldowns')).toEqual([]);
  });

  it('leaves the process and other requests unharmed', async () => {
    await start();
    upstream.always(hang);
    const requests = Array.from({ length: 20 }, () => post());
    await waitFor(() => upstream.requests.length === 20, 'the attempts');
    for (const request of requests) request.destroy();
    await Promise.all(upstream.requests.map((one) => one.aborted));
    upstream.always(status(418));
    expect((await app.post('/v1/messages', STREAM)).status).toBe(418);
  });
});

describe('when a person cancels a request', () => {
  it('ends it with a status after which no client asks again', async () => {
    await start();
    upstream.always(hang);
    const answer = app.post('/v1/messages', STREAM);
    const id = await waitFor(async () => {
      const { inFlight } = await app.adminData<InFlightList>('GET', '/admin/in-flight');
      return inFlight[0]?.phase === 'waiting' ? inFlight[0].id : null;
    }, 'the request in flight');
    await waitFor(() => upstream.requests.length === 1, 'the attempt');
    expect((await app.admin('POST', `/admin/in-flight/${id}/cancel`)).ok).toBe(true);
    const response = await answer;
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('cancelled by hand');
    await upstream.last.aborted;
    expect((await app.records(1))[0]).toMatchObject({ id, outcome: 'cancelled' });
    expect((await app.admin('POST', `/admin/in-flight/${id}/cancel`)).status).toBe(404);
  });
});
