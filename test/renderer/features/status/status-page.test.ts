// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '#contracts/live-events';
import { StatusPage } from '../../../../renderer/src/features/status/status-page.svelte.ts';
import { AdminServer, data } from '../../support/admin-server.ts';
import { aChannel, aRecord, aRunningRequest } from '../../support/builders.ts';
import { ScriptedStream } from '../../support/scripted-stream.ts';

describe('StatusPage', () => {
  let server: AdminServer;
  let stream: ScriptedStream;
  let page: StatusPage;
  let channelNames: string[];
  let recordIds: string[];

  const snapshot: LiveEvent = { kind: 'snapshot', inFlight: [], now: 0 };
  const reads = (url: string) => server.seen.filter((seen) => seen.url.startsWith(url)).length;
  const shownRecords = () =>
    page.records.view.kind === 'ready' ? page.records.view.data.records.map(({ id }) => id) : [];
  const shownChannels = () =>
    page.channels.view.kind === 'ready' ? page.channels.view.data.map(({ name }) => name) : [];

  beforeEach(async () => {
    server = await AdminServer.start();
    stream = new ScriptedStream();
    channelNames = ['main'];
    recordIds = ['r1'];
    server.script = ({ url }) => {
      if (url === '/admin/channels') return data(channelNames.map((name) => aChannel({ name })));
      if (url.startsWith('/admin/requests')) {
        return data({
          records: recordIds.map((id) => aRecord({ id })),
          nextCursor: null,
          searchedTo: null,
        });
      }
      return { status: 200, body: { version: '1.2.3' } };
    };
    page = new StatusPage(server.client, () => stream);
    page.load();
    page.live.setVisible(true);
    stream.send(snapshot);
    await expect.poll(shownRecords).toEqual(['r1']);
    await expect.poll(shownChannels).toEqual(['main']);
  });

  afterEach(async () => {
    page.stop();
    await server.stop();
  });

  it('reads every list once at the start, the first snapshot included', () => {
    expect(reads('/admin/channels')).toBe(1);
    expect(reads('/admin/requests')).toBe(1);
    expect(page.health.data?.version).toBe('1.2.3');
  });

  it('reads the channels again when they changed', async () => {
    channelNames = ['main', 'spare'];
    stream.send({ kind: 'changed', what: 'channels' });
    await expect.poll(shownChannels).toEqual(['main', 'spare']);
  });

  it('reads nothing for a change that it does not show', () => {
    stream.send({ kind: 'changed', what: 'settings' });
    expect(reads('/admin/channels')).toBe(1);
  });

  it('reads the records again after a request ended', async () => {
    recordIds = ['r2', 'r1'];
    stream.send({
      kind: 'inFlight',
      changed: [],
      closed: [{ id: 'r2', outcome: 'answered', status: 200 }],
    });
    await expect.poll(shownRecords, { timeout: 5_000 }).toEqual(['r2', 'r1']);
  });

  it('catches up with the lists after a gap', async () => {
    channelNames = ['spare'];
    recordIds = ['r3'];
    stream.send(snapshot);
    await expect.poll(shownChannels).toEqual(['spare']);
    await expect.poll(shownRecords, { timeout: 5_000 }).toEqual(['r3']);
  });

  it('announces a failed request by its model', () => {
    const view = aRunningRequest({ id: 'r2', requestedModel: 'claude-opus' });
    stream.send({ kind: 'inFlight', changed: [view], closed: [] });
    stream.send({
      kind: 'inFlight',
      changed: [],
      closed: [{ id: 'r2', outcome: 'upstreamFailed', status: 503 }],
    });
    expect(page.failures.current).toMatchObject({ failure: { model: 'claude-opus' } });
  });

  it('lets nothing be changed while the connection is lost', () => {
    expect(page.canWrite).toBe(true);
    stream.fail();
    expect(page.canWrite).toBe(false);
  });
});
