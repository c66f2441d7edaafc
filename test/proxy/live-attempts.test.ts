import { afterEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import type { RequestDetailView } from '../../main/contracts/admin-api.ts';
import type { InFlightView } from '../../main/contracts/live-events.ts';
import { ScriptedUpstream, sse, status } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const { path, request, start: opening, delta, end } = STREAM_DIALECTS.anthropic;

let upstreams: ScriptedUpstream[] = [];
let app: TestApp;

afterEach(async () => {
  await app.stop();
  await Promise.all(upstreams.map((one) => one.close()));
  upstreams = [];
});

async function upstream(...args: Parameters<typeof ScriptedUpstream.start>) {
  const one = await ScriptedUpstream.start(...args);
  upstreams.push(one);
  return one;
}

function running(isIt: (view: InFlightView) => boolean): Promise<InFlightView> {
  return waitFor(async () => {
    const { inFlight } = await app.adminData<{ inFlight: InFlightView[] }>(
      'GET',
      '/admin/in-flight',
    );
    return inFlight.find(isIt) ?? null;
  }, 'the request in flight');
}

describe('a request in flight', () => {
  it('shows its attempts, its tokens, and whether it can be sent on', async () => {
    let held: ServerResponse | undefined;
    const failing = await upstream(status(529));
    const slow = await upstream((_req, res) => void (held = res));
    const spare = await upstream(sse([opening + end]));
    app = await TestApp.start({
      channels: [
        { name: 'Failing', url: failing.url, priority: 3 },
        { name: 'Slow', url: slow.url, priority: 2 },
        { name: 'Spare', url: spare.url, priority: 1 },
      ],
    });
    const answer = app.post(path, request);
    const res = await waitFor(() => held, 'the second attempt');
    const waiting = await running(({ phase }) => phase === 'waiting');
    expect(waiting).toMatchObject({
      attempts: [
        { number: 1, channelName: 'Failing', outcome: 'answered', status: 529 },
        { number: 2, channelName: 'Slow', outcome: null, status: null, endedAt: null },
      ],
      outputTokens: null,
      canTryNext: true,
      queueReason: null,
      typicalFirstByteMs: null,
    });
    expect(waiting.attempts[0]?.endedAt).toBeGreaterThanOrEqual(waiting.startedAt);

    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(opening + delta('one two three four five six seven eight nine ten'));
    const streaming = await running(
      ({ phase, outputTokens }) => phase === 'streaming' && outputTokens !== null,
    );
    expect(streaming).toMatchObject({ canTryNext: false, isOutputEstimated: true });
    expect(streaming.outputTokens).toBeGreaterThan(0);
    expect(streaming.attempts[1]).toMatchObject({ outcome: null, status: 200 });
    res.end(end);
    await (await answer).text();
  });

  it('says what it waits for', async () => {
    let held: ServerResponse | undefined;
    const slow = await upstream((_req, res) => void (held = res));
    app = await TestApp.start({
      channels: [{ name: 'Slow', url: slow.url }],
      settings: { maxConcurrency: 1 },
    });
    const first = app.post(path, request);
    await waitFor(() => held, 'the first request');
    const second = app.post(path, request);
    const queued = await running(({ queueReason }) => queueReason !== null);
    expect(queued).toMatchObject({
      phase: 'queued',
      queueReason: { kind: 'maxConcurrency', limit: 1 },
      attempts: [],
      canTryNext: false,
    });
    const before = held;
    held?.writeHead(200, { 'content-type': 'text/event-stream' }).end(opening + delta('a') + end);
    await (await first).text();
    const next = await waitFor(() => (held === before ? null : held), 'the second request');
    expect((await running(() => true)).queueReason).toBeNull();
    next?.writeHead(200, { 'content-type': 'text/event-stream' }).end(opening + delta('b') + end);
    await (await second).text();
  });
});

describe('the record of a request that did not go well at once', () => {
  const detail = async (): Promise<RequestDetailView> => {
    const [record] = await app.records(1);
    return app.adminData('GET', `/admin/requests/${record?.id ?? ''}`);
  };

  it('keeps what its failures cooled down, and why other channels were skipped', async () => {
    const failing = await upstream(status(500));
    const good = await upstream(sse([opening + delta('hi') + end]));
    app = await TestApp.start({
      channels: [
        { name: 'Failing', url: failing.url, priority: 4 },
        { name: 'Cooling', url: good.url, priority: 3 },
        { name: 'Off', url: good.url, enabled: false, priority: 2 },
        { name: 'Good', url: good.url, priority: 1 },
        { name: 'Further', url: good.url, priority: 0 },
      ],
    });
    await app.admin('POST', '/admin/channels/2/cooldown', { duration_ms: 60_000 });
    await (await app.post(path, request)).text();
    const { attempts, skipped } = await detail();
    expect(attempts).toMatchObject([
      { channelName: 'Failing', cooled: { scope: 'model' } },
      { channelName: 'Good', cooled: null },
    ]);
    expect(attempts[0]?.cooled?.until).toBeGreaterThan(Date.now());
    // A channel that was simply never needed was not skipped.
    expect(skipped).toEqual([
      {
        channelId: 2,
        channelName: 'Cooling',
        kind: 'cooling',
        text: expect.stringMatching(/^is cooling down until \d{4}-/) as string,
      },
      { channelId: 3, channelName: 'Off', kind: 'disabled', text: 'disabled' },
    ]);
  });

  it('names channels that were left when it gave up', async () => {
    const failing = await upstream(status(500));
    app = await TestApp.start({
      channels: [
        { name: 'Failing', url: failing.url, priority: 2 },
        { name: 'Left', url: failing.url, priority: 1 },
      ],
      settings: { isFailoverEnabled: false },
    });
    await (await app.post(path, request)).text();
    expect((await detail()).skipped).toMatchObject([{ channelName: 'Left', kind: 'notReached' }]);
  });

  it('says of each channel why there was no candidate', async () => {
    const good = await upstream(sse([opening + end]));
    app = await TestApp.start({
      channels: [{ name: 'Other', url: good.url, models: ['something-else'] }],
    });
    await (await app.post(path, request)).text();
    expect(await detail()).toMatchObject({
      record: { outcome: 'noCandidate' },
      skipped: [{ channelName: 'Other', kind: 'model' }],
    });
  });

  it('keeps nothing of the kind when the first candidate answered', async () => {
    const good = await upstream(sse([opening + delta('hi') + end]));
    app = await TestApp.start({
      channels: [
        { name: 'Good', url: good.url },
        { name: 'Off', url: good.url, enabled: false },
      ],
    });
    await (await app.post(path, request)).text();
    expect((await detail()).skipped).toEqual([]);
  });
});
