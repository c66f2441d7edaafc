// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelId } from '#contracts/channel';
import { AdminServer, data, refused } from '../support/admin-server.ts';

describe('AdminClient', () => {
  let server: AdminServer;
  let lostCount: number;

  beforeEach(async () => {
    server = await AdminServer.start();
    lostCount = 0;
    server.client.onSessionLost = () => {
      lostCount += 1;
    };
  });

  afterEach(() => server.stop());

  it('hands out what stands in `data`', async () => {
    server.script = () => data([]);
    expect(await server.client.channels()).toEqual({ ok: true, data: [] });
  });

  it('sends changes as JSON, which a foreign page cannot', async () => {
    server.script = () => data({});
    await server.client.setChannelEnabled(7 as ChannelId, false);
    await server.client.cancelRequest('a/b');
    expect(server.seen).toMatchObject([
      {
        method: 'PATCH',
        url: '/admin/channels/7',
        contentType: 'application/json',
        body: { isEnabled: false },
      },
      { method: 'POST', url: '/admin/in-flight/a%2Fb/cancel', contentType: 'application/json' },
    ]);
  });

  it('asks for older records by the cursor of the page before', async () => {
    server.script = () => data({ records: [], nextCursor: null, searchedTo: null });
    await server.client.records(null, 50);
    await server.client.records('x+y', 50);
    expect(server.seen.map((seen) => seen.url)).toEqual([
      '/admin/requests?limit=50',
      '/admin/requests?limit=50&before=x%2By',
    ]);
  });

  it('tells of a lost session once for each 401', async () => {
    server.script = () => refused(401, 'auth.required');
    expect(await server.client.channels()).toEqual({ ok: false, problem: { kind: 'loggedOut' } });
    expect(lostCount).toBe(1);
  });

  it('takes a 401 without our words as a lost session too', async () => {
    server.script = () => ({ status: 401, body: '<h1>Unauthorized</h1>' });
    await server.client.channels();
    expect(lostCount).toBe(1);
  });

  it('does not take a wrong password for a lost session', async () => {
    server.script = () => refused(401, 'auth.wrong-password', 'The password is not right.');
    expect(await server.client.logIn('guess')).toEqual({
      ok: false,
      problem: {
        kind: 'refused',
        code: 'auth.wrong-password',
        message: 'The password is not right.',
        retryAfterMs: null,
        fields: {},
      },
    });
    expect(lostCount).toBe(0);
  });

  it('passes on how long a locked-out address has to wait', async () => {
    server.script = () => ({
      ...refused(429, 'auth.locked-out'),
      headers: { 'retry-after': '900' },
    });
    expect(await server.client.logIn('guess')).toMatchObject({
      problem: { retryAfterMs: 900_000 },
    });
  });

  it('names the status when something else answered in the place of the program', async () => {
    server.script = () => ({ status: 502, body: '<h1>Bad Gateway</h1>' });
    expect(await server.client.channels()).toEqual({
      ok: false,
      problem: { kind: 'unexpected', status: 502 },
    });
  });

  it('does not take a page for an answer only because its status is 200', async () => {
    server.script = () => ({ status: 200, body: '<h1>Welcome to the hotel</h1>' });
    expect(await server.client.channels()).toMatchObject({ ok: false });
  });

  it('calls a stopped program unreachable', async () => {
    await server.stop();
    expect(await server.client.channels()).toEqual({
      ok: false,
      problem: { kind: 'unreachable' },
    });
  });
});
