// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '#contracts/live-events';
import { Workspace } from '../../../renderer/src/app/workspace.svelte.ts';
import { Router, type Address } from '../../../renderer/src/app/router.svelte.ts';
import { Shortcuts } from '../../../renderer/src/app/shortcuts.ts';
import { AdminServer, data } from '../support/admin-server.ts';
import { aChannel, aClosedRequest, aRunningRequest } from '../support/builders.ts';
import { ScriptedStream } from '../support/scripted-stream.ts';

/** Of a browser that nobody navigates. */
const address = Object.assign(new EventTarget(), {
  location: { hash: '' },
  history: { replaceState: () => undefined },
}) as unknown as Address;

describe('Workspace', () => {
  let server: AdminServer;
  let stream: ScriptedStream;
  let page: Workspace;
  let channelNames: string[];
  let ends: number;

  const snapshot: LiveEvent = { kind: 'snapshot', inFlight: [], now: 0 };
  const reads = (url: string) => server.seen.filter((seen) => seen.url.startsWith(url)).length;
  const shownChannels = () =>
    page.channels.view.kind === 'ready' ? page.channels.view.data.map(({ name }) => name) : [];

  beforeEach(async () => {
    server = await AdminServer.start();
    stream = new ScriptedStream();
    channelNames = ['main'];
    ends = 0;
    server.script = ({ url }) => {
      if (url === '/admin/channels') return data(channelNames.map((name) => aChannel({ name })));
      if (url.startsWith('/admin/')) return data([]);
      return { status: 200, body: { version: '1.2.3' } };
    };
    page = new Workspace({
      client: server.client,
      openStream: () => stream,
      router: new Router(address),
      shortcuts: new Shortcuts('Linux', () => 0),
    });
    page.load();
    page.live.setVisible(true);
    stream.send(snapshot);
    page.onEnded(() => (ends += 1));
    await expect.poll(shownChannels).toEqual(['main']);
  });

  afterEach(async () => {
    page.stop();
    await server.stop();
  });

  it('reads every list once at the start, the first snapshot included', async () => {
    const lists = [page.cooldowns, page.tokens, page.settings, page.notices];
    await expect.poll(() => lists.every(({ view }) => view.kind === 'ready')).toBe(true);
    await expect.poll(() => page.health.data?.version).toBe('1.2.3');
    const urls = ['channels', 'cooldowns', 'tokens', 'settings', 'notices'].map(
      (list) => `/admin/${list}`,
    );
    expect(urls.map(reads)).toEqual([1, 1, 1, 1, 1]);
  });

  it('reads the channels again when they changed', async () => {
    channelNames = ['main', 'spare'];
    stream.send({ kind: 'changed', what: 'channels' });
    await expect.poll(shownChannels).toEqual(['main', 'spare']);
  });

  it('reads only what changed', async () => {
    await expect.poll(() => reads('/admin/settings')).toBe(1);
    stream.send({ kind: 'changed', what: 'settings' });
    await expect.poll(() => reads('/admin/settings')).toBe(2);
    expect(reads('/admin/channels')).toBe(1);
  });

  it('tells a screen of the changes that it asked for, and of every gap', () => {
    const told: string[] = [];
    const end = page.onChanged('tokens', () => told.push('tokens'));
    stream.send({ kind: 'changed', what: 'channels' });
    stream.send({ kind: 'changed', what: 'tokens' });
    expect(told).toEqual(['tokens']);
    stream.send(snapshot);
    expect(told).toHaveLength(2);
    end();
    stream.send({ kind: 'changed', what: 'tokens' });
    expect(told).toHaveLength(2);
  });

  it('says once that requests ended, when their records can be there', async () => {
    for (const id of ['r2', 'r3']) {
      stream.send({
        kind: 'inFlight',
        opened: [],
        changed: [],
        closed: [aClosedRequest({ id })],
      });
    }
    await expect.poll(() => ends, { timeout: 5_000 }).toBe(1);
  });

  it('catches up with the lists after a gap', async () => {
    channelNames = ['spare'];
    stream.send(snapshot);
    await expect.poll(shownChannels).toEqual(['spare']);
    await expect.poll(() => ends, { timeout: 5_000 }).toBe(1);
  });

  it('announces a failed request by its model', () => {
    const view = aRunningRequest({ id: 'r2', requestedModel: 'claude-opus' });
    stream.send({ kind: 'inFlight', opened: [view], changed: [], closed: [] });
    stream.send({
      kind: 'inFlight',
      opened: [],
      changed: [],
      closed: [aClosedRequest({ id: 'r2', outcome: 'upstreamFailed', status: 503 })],
    });
    expect(page.failures.current).toMatchObject({ failure: { model: 'claude-opus' } });
  });

  it('lets nothing be changed while the connection is lost', () => {
    expect(page.canWrite).toBe(true);
    stream.fail();
    expect(page.canWrite).toBe(false);
  });
});
