import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { waitFor } from '../support/wait-for.ts';
import { ask, askRaw, aSimulator, openRaw, PROTOCOLS } from './wire.ts';

describe('a cut', () => {
  it.each([
    ['close', 'closed'],
    ['reset', 'reset'],
  ])('before the head leaves no byte (%s)', async (how, end) => {
    const wire = await askRaw(await aSimulator(), { key: `sk-sim-${how}-before-head` });
    expect(wire).toEqual({ head: '', body: Buffer.alloc(0), end });
  });

  it.each([
    ['close', 'closed'],
    ['reset', 'reset'],
  ])('before the first event leaves the head (%s)', async (how, end) => {
    const key = `sk-sim-${how}-before-event`;
    const wire = await askRaw(await aSimulator(), { key, isStreaming: true });
    expect(wire).toMatchObject({ body: Buffer.alloc(0), end });
    expect(wire.head).toMatch(/^HTTP\/1\.1 200 .*text\/event-stream/s);
  });

  it('before the content leaves events that prove nothing', async () => {
    const key = 'sk-sim-close-before-content';
    const { body } = await askRaw(await aSimulator(), { key, isStreaming: true });
    expect(body.toString()).toContain('message_start');
    expect(body.toString()).not.toContain('delta');
  });

  it.each(PROTOCOLS)('in the middle of %s leaves whole events', async (protocol) => {
    const key = 'sk-sim-reset-middle';
    const wire = await askRaw(await aSimulator(), { key, isStreaming: true, protocol });
    expect(wire.end).toBe('reset');
    expect(wire.body.toString().split('\n\n').length).toBeGreaterThan(10);
    expect(wire.body.toString()).toMatch(/\n\n$/);
  });

  it('inside an event leaves half of it', async () => {
    const key = 'sk-sim-close-inside-event';
    const wire = await askRaw(await aSimulator(), { key, isStreaming: true });
    expect(wire.end).toBe('closed');
    expect(wire.body.toString()).toMatch(/\n\nevent: content_block_delta\ndata?[^\n]*$/);
  });

  it('of a JSON body leaves fewer bytes than were promised', async () => {
    const { head, body } = await askRaw(await aSimulator(), { key: 'sk-sim-close-middle' });
    const promised = Number(/content-length: (\d+)/.exec(head)?.[1]);
    expect(body.length).toBeGreaterThan(0);
    expect(body.length).toBeLessThan(promised);
  });

  it('of a compressed stream leaves what can be read up to there', async () => {
    const key = 'sk-sim-reset-middle+gzip';
    const { body } = await askRaw(await aSimulator(), { key, isStreaming: true });
    const finishFlush = zlib.constants.Z_SYNC_FLUSH;
    const text = zlib.gunzipSync(body, { finishFlush }).toString();
    expect(text).toContain('content_block_delta');
    expect(text).not.toContain('message_stop');
    expect(() => zlib.gunzipSync(body)).toThrow();
  });
});

describe('silence', () => {
  it.each([
    ['hang-before-head', /^$/],
    ['hang-middle', /content_block_delta/],
  ])('%s lasts until the client leaves', async (name, received) => {
    const clock = new ManualClock();
    const simulator = await aSimulator({ clock });
    const line = openRaw(simulator, { key: `sk-sim-${name}`, isStreaming: true });
    await waitFor(() => simulator.requests.length === 1, 'the request');
    await waitFor(() => received.test(line.received().toString()), 'what comes before');
    clock.advance(86_400_000);
    // Another request goes there and back, so the silent one has had its chance.
    await (await ask(simulator)).text();
    expect(line.received().toString()).not.toContain('message_stop');
    expect(line.socket.closed).toBe(false);
    line.socket.destroy();
    await simulator.requests[0]?.aborted;
  });

  it('ends when the simulator closes', async () => {
    const simulator = await aSimulator();
    const answer = askRaw(simulator, { key: 'sk-sim-hang-before-head' });
    await waitFor(() => simulator.requests.length === 1, 'the request');
    await simulator.close();
    expect((await answer).head).toBe('');
  });
});

describe('a slow upstream', () => {
  it('waits before the head and between events', async () => {
    const clock = new ManualClock();
    const simulator = await aSimulator({ clock });
    const line = openRaw(simulator, { key: 'sk-sim-slow-700-40+healthy-2', isStreaming: true });
    const passed = async (ms: number) => {
      await waitFor(() => clock.pending === 1, 'the next pause');
      const before = line.received().toString();
      clock.advance(ms - 1);
      expect(clock.pending).toBe(1);
      clock.advance(1);
      return before;
    };
    expect(await passed(700)).toBe('');
    // Two words are eight events, and so seven pauses between them.
    for (let event = 1; event < 8; event++) await passed(40);
    await waitFor(() => line.received().includes('message_stop'), 'the end');
    expect(
      line
        .received()
        .toString()
        .match(/^event: /gm),
    ).toHaveLength(8);
  });

  it('can send its head long before its body', async () => {
    const clock = new ManualClock();
    const simulator = await aSimulator({ clock });
    const line = openRaw(simulator, { key: 'sk-sim-late-5000' });
    await waitFor(() => line.received().includes('HTTP/1.1 200'), 'the head');
    expect(line.received().toString()).not.toContain('msg_');
    clock.advance(5000);
    await waitFor(() => line.received().includes('msg_'), 'the body');
  });

  it('notices at once that the client left, and forgets its timers', async () => {
    const clock = new ManualClock();
    const simulator = await aSimulator({ clock });
    const line = openRaw(simulator, { key: 'sk-sim-slow-700', isStreaming: true });
    await waitFor(() => clock.pending === 1, 'the pause');
    line.socket.destroy();
    await simulator.last.aborted;
    await waitFor(() => clock.pending === 0, 'the timer to be dropped');
  });
});

describe('the framing', () => {
  const streamed = (name: string) => ({ key: `sk-sim-${name}`, isStreaming: true });
  const chunkCount = (raw: Buffer) => raw.toString().match(/\r\n[0-9a-f]+\r\n/g)?.length ?? 0;

  it('is one chunk per event, or one for all', async () => {
    const simulator = await aSimulator();
    const counts = [];
    for (const name of ['healthy-10', 'healthy-10+whole']) {
      const line = openRaw(simulator, streamed(name));
      await waitFor(() => line.received().includes('\r\n0\r\n\r\n'), 'the end');
      counts.push(chunkCount(line.received()));
    }
    // The last chunk of both is the empty one.
    expect(counts).toEqual([17, 2]);
  });

  it('can end its lines with CRLF', async () => {
    const { body } = await askRaw(await aSimulator(), streamed('crlf'));
    expect(body.toString()).toMatch(/^event: message_start\r\ndata: .*\r\n\r\n/);
    expect(body.toString()).not.toMatch(/[^\r]\n/);
  });

  it('can cut anywhere, and the bytes stay the same', async () => {
    const simulator = await aSimulator();
    const [odd, even] = [
      await askRaw(simulator, streamed('odd')),
      await askRaw(await aSimulator(), streamed('healthy')),
    ];
    expect(odd.body.toString()).toBe(even.body.toString());
  });
});
