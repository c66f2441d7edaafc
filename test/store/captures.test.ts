import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaptureView } from '../../main/contracts/capture.ts';
import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import { requestIdOf } from '../../main/core/request-id.ts';
import { aRequest } from '../support/record-builder.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

const HOUR_MS = 3_600_000;

const now = { ms: 10 * HOUR_MS };
let temp: TempStore;

beforeEach(async () => {
  now.ms = 10 * HOUR_MS;
  temp = await openTempStore({ now: () => now.ms });
});
afterEach(() => temp.close());

function view(micros: number, number = 1): CaptureView {
  return {
    requestId: requestIdOf(micros),
    number,
    startedAt: micros / 1000,
    channelId: 1 as ChannelId,
    channelName: 'One',
    keyId: 1 as KeyId,
    keyMask: 'sk-a…b',
    protocol: 'anthropic',
    sentProtocol: 'anthropic',
    upstreamModel: 'm',
    request: { method: 'POST', target: '/v1/messages', headers: [], body: null },
    sent: { method: 'POST', url: 'http://up', headers: [], body: null },
    answer: null,
    failure: null,
    durationMs: 1,
    returned: null,
  };
}

/** Bytes that nothing packs. */
const noise = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

const save = (micros: number, bytes = 0): Promise<void> =>
  temp.store.captures.save([{ view: view(micros), bodies: { answer: noise(bytes) } }]);

async function kept(...micros: readonly number[]): Promise<boolean[]> {
  const views = micros.map((one) => temp.store.captures.views(requestIdOf(one)));
  return (await Promise.all(views)).map((list) => list.length > 0);
}

describe('stored captures', () => {
  it('give back every byte, and the request body of the first attempt for all', async () => {
    const request = noise(5000);
    const { captures } = temp.store;
    await captures.save([
      { view: view(7, 1), bodies: { request } },
      { view: view(7, 2), bodies: { answer: noise(10), returned: new Uint8Array([1, 2]) } },
    ]);
    expect(await captures.views(requestIdOf(7))).toEqual([view(7, 1), view(7, 2)]);
    const body = await captures.body(requestIdOf(7), 2, 'request');
    expect(Buffer.from(body ?? [])).toEqual(Buffer.from(request));
    expect([...((await captures.body(requestIdOf(7), 2, 'returned')) ?? [])]).toEqual([1, 2]);
    expect(await captures.body(requestIdOf(7), 1, 'answer')).toBeNull();
    expect(await captures.stats()).toMatchObject({ requests: 1, attempts: 2 });
  });

  it('are all there when many come at once', async () => {
    const all = Array.from({ length: 60 }, (_, at) => at + 1);
    await Promise.all(all.map((micros) => save(micros, 100)));
    expect(await temp.store.captures.stats()).toMatchObject({ requests: 60 });
    expect(await temp.store.captures.removeAll()).toBe(60);
  });
});

describe('pruning captures', () => {
  it('does nothing where nothing was captured', async () => {
    expect(await temp.store.captures.prune(now.ms, 0)).toBe(0);
  });

  it('deletes what is too old', async () => {
    await save(1);
    now.ms += 5 * HOUR_MS;
    await save(2);
    expect(await temp.store.captures.prune(now.ms - HOUR_MS, 1e9)).toBe(1);
    expect(await kept(1, 2)).toEqual([false, true]);
  });

  it('keeps the newest that have room together', async () => {
    for (const micros of [1, 2, 3, 4]) await save(micros, 10_000);
    await temp.store.captures.prune(0, 25_000);
    expect(await kept(1, 2, 3, 4)).toEqual([false, false, true, true]);
  });

  it('deletes what has no record any more, once its record cannot come any more', async () => {
    await save(1);
    await save(3);
    temp.store.recordWriter.close(aRequest({ id: requestIdOf(2) }), []);
    await temp.store.recordWriter.flush();
    expect(await temp.store.captures.prune(0, 1e9)).toBe(0);
    now.ms += HOUR_MS;
    expect(await temp.store.captures.prune(0, 1e9)).toBe(1);
    expect(await kept(1, 3)).toEqual([false, true]);
  });
});
