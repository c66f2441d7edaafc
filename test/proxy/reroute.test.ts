import { afterEach, describe, expect, it } from 'vitest';
import type { ServerResponse } from 'node:http';
import { ScriptedUpstream, sse } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const { path, request, start: opening, delta, end } = STREAM_DIALECTS.anthropic;
const WHOLE = opening + delta('from the second') + end;
const KEYS = 'sk-first-key-0123456789abcdef,sk-second-key-0123456789abcdef';

let first: ScriptedUpstream;
let second: ScriptedUpstream;
let app: TestApp;
let held: ServerResponse | undefined;

afterEach(async () => {
  await app.stop();
  await Promise.all([first.close(), second.close()]);
});

async function start(options: Parameters<typeof TestApp.start>[0] = {}): Promise<void> {
  held = undefined;
  first = await ScriptedUpstream.start((_req, res) => void (held = res));
  second = await ScriptedUpstream.start(sse([WHOLE]));
  app = await TestApp.start({
    channels: [
      { name: 'First', url: first.url, api_key: KEYS, priority: 2 },
      { name: 'Second', url: second.url, priority: 1 },
    ],
    ...options,
  });
}

function openGate(res: ServerResponse): void {
  res.write(delta('from the first'));
}

/** The id of the one running request, once it is in this phase. */
function inPhase(phase: string): Promise<string> {
  return waitFor(async () => {
    const { inFlight } = await app.adminData<{ inFlight: { id: string; phase: string }[] }>(
      'GET',
      '/admin/in-flight',
    );
    return inFlight[0]?.phase === phase ? inFlight[0].id : null;
  }, `the phase ${phase}`);
}

async function sendOn(id: string): Promise<number> {
  return (await app.admin('POST', `/admin/in-flight/${id}/next`)).status;
}

describe('a request that a person sends on to the next channel', () => {
  it.each([
    ['while nothing has come', 'waiting'],
    ['while its answer is held', 'held'],
  ])('%s is answered by that one, and nobody is blamed', async (_when, phase) => {
    await start();
    const answer = app.post(path, request);
    const res = await waitFor(() => held, 'the first attempt');
    if (phase === 'held') {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(opening.replace('msg_1', 'msg_given_up'));
    }
    const id = await inPhase(phase);
    expect(await sendOn(id)).toBe(200);
    expect(await (await answer).text()).toBe(WHOLE);
    await first.last.aborted;
    // Not the next key: whoever waits for a channel in vain wants another channel.
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);

    const [record] = await app.records(1);
    expect(record).toMatchObject({ id, outcome: 'answered', channelName: 'Second' });
    const { attempts } = await app.detail(id);
    expect(attempts.map(({ outcome, blame }) => [outcome, blame])).toEqual([
      ['rerouted', 'nobody'],
      ['answered', 'nobody'],
    ]);
    expect(await app.adminData('GET', '/admin/cooldowns')).toEqual([]);
  });

  it('stays where it is once its answer has begun', async () => {
    await start();
    const answer = app.post(path, request);
    const res = await waitFor(() => held, 'the first attempt');
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(opening);
    openGate(res);
    const id = await inPhase('streaming');
    expect(await sendOn(id)).toBe(404);
    res.end(end);
    expect(await (await answer).text()).toBe(opening + delta('from the first') + end);
    expect(second.requests).toHaveLength(0);
  });

  it('is told that nothing is left when there is no next channel', async () => {
    await start({ channels: [] });
    await app.addChannel({ name: 'Only', url: first.url });
    const answer = app.post(path, request);
    expect(await sendOn(await inPhase('waiting'))).toBe(200);
    expect((await answer).status).toBe(503);
    await first.last.aborted;
    expect(await app.adminData('GET', '/admin/cooldowns')).toEqual([]);
  });

  it('is refused for a request that is not running', async () => {
    await start();
    expect(await sendOn('r000000000000')).toBe(404);
  });
});
