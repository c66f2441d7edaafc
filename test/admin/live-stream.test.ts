import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveStreams } from '../../main/admin/live-stream.ts';
import type { ChannelId } from '../../main/contracts/channel.ts';
import type { LiveEvent } from '../../main/contracts/live-events.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';
import { closedAs } from '../support/record-builder.ts';

let admin: Admin;
let streams: LiveStreams;

beforeEach(async () => {
  admin = await openAdmin({ isBare: true });
  streams = new LiveStreams(admin.deps);
});

afterEach(async () => {
  streams.closeAll();
  await admin.close();
});

const facts = {
  startedAt: 1,
  method: 'POST',
  path: '/v1/messages',
  protocol: 'anthropic',
  requestedModel: 'm',
  upstreamModel: null,
  isStreaming: true,
  tokenName: 'Local',
  clientFamily: 'other',
  channelName: null,
  keyMask: null,
  requestBytes: 1,
} as const;

function openRequest(id: string) {
  return admin.books.inFlight.open(
    { ...facts, id },
    { cancel: () => undefined, reroute: () => false },
  );
}

/** Reads events one by one; comments and reconnect times are skipped. */
function reader(stream: ReadableStream<Uint8Array>) {
  const bytes = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    cancel: () => bytes.cancel(),
    async next(): Promise<LiveEvent | 'end'> {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          if (event.startsWith('data: ')) return JSON.parse(event.slice(6)) as LiveEvent;
          continue;
        }
        const { done, value } = await bytes.read();
        if (done) return 'end';
        text += decoder.decode(value, { stream: true });
      }
    },
  };
}

describe('an event stream', () => {
  it('begins with what is running', async () => {
    openRequest('r1');
    const events = reader(streams.open(() => true));
    expect(await events.next()).toMatchObject({
      kind: 'snapshot',
      inFlight: [{ id: 'r1' }],
      now: admin.clock.now,
    });
  });

  it('then tells what changed and what closed', async () => {
    const events = reader(streams.open(() => true));
    await events.next();
    const request = openRequest('r1');
    admin.tellChanges();
    expect(await events.next()).toMatchObject({ kind: 'inFlight', opened: [{ id: 'r1' }] });
    request.received(7);
    admin.tellChanges();
    expect(await events.next()).toEqual({
      kind: 'inFlight',
      opened: [],
      changed: [{ id: 'r1', responseBytes: 7 }],
      closed: [],
    });
    admin.books.inFlight.close(request, closedAs('r1'));
    admin.tellChanges();
    expect(await events.next()).toEqual({
      kind: 'inFlight',
      opened: [],
      changed: [],
      closed: [closedAs('r1')],
    });
  });

  it('tells a change whole to a reader whose snapshot was ahead of what the others know', async () => {
    const request = openRequest('r1');
    const first = reader(streams.open(() => true));
    await first.next();
    request.report({ phase: 'waiting' });
    admin.tellChanges();
    expect(await first.next()).toMatchObject({ opened: [{ id: 'r1', phase: 'waiting' }] });

    request.report({ phase: 'streaming' });
    const second = reader(streams.open(() => true));
    expect(await second.next()).toMatchObject({ inFlight: [{ id: 'r1', phase: 'streaming' }] });
    // For the first one, nothing would have changed.
    request.report({ phase: 'waiting' });
    admin.tellChanges();
    for (const events of [first, second])
      expect(await events.next()).toMatchObject({ opened: [{ id: 'r1', phase: 'waiting' }] });
  });

  it('tells that channels, tokens or settings changed', async () => {
    const events = reader(streams.open(() => true));
    await events.next();
    admin.books.channels.replaceAll([]);
    admin.books.tokens.replaceAll([]);
    admin.books.settings.replace({});
    for (const what of ['channels', 'tokens', 'settings']) {
      expect(await events.next()).toEqual({ kind: 'changed', what });
    }
  });

  it('ends when its session has ended', async () => {
    let isAllowed = true;
    const events = reader(streams.open(() => isAllowed));
    await events.next();
    isAllowed = false;
    admin.books.channels.replaceAll([]);
    expect(await events.next()).toBe('end');
    expect(streams.size).toBe(0);
  });

  it('ends at the next beat when nothing else happens', async () => {
    let isAllowed = true;
    const events = reader(streams.open(() => isAllowed));
    await events.next();
    streams.beat();
    isAllowed = false;
    streams.beat();
    expect(await events.next()).toBe('end');
  });

  it('listens to the books only while somebody reads', async () => {
    const events = reader(streams.open(() => true));
    await events.next();
    expect(streams.size).toBe(1);
    await events.cancel();
    expect(streams.size).toBe(0);
    // A book that nobody listens to collects nothing, so there is nothing due to be told.
    openRequest('r1');
    const again = reader(streams.open(() => true));
    expect(await again.next()).toMatchObject({ kind: 'snapshot', inFlight: [{ id: 'r1' }] });
    admin.tellChanges();
    admin.books.channels.replaceAll([]);
    expect(await again.next()).toMatchObject({ kind: 'changed' });
  });
});

describe('a reader that does not keep up', () => {
  const bigName = 'x'.repeat(600 * 1024);

  /** Fills what may wait for a reader that reads nothing. */
  function overflow(): void {
    const request = openRequest('big');
    for (let i = 0; i < 20; i++) {
      request.report({ requestedModel: `${i} ${bigName}` });
      admin.tellChanges();
    }
  }

  it('costs a bounded amount of memory', async () => {
    const stream = streams.open(() => true);
    overflow();
    streams.closeAll();
    let bytes = 0;
    for await (const chunk of stream) bytes += chunk.length;
    expect(bytes).toBeLessThan(2 * 1024 * 1024);
  });

  it('gets a new snapshot when it reads on, and what changed meanwhile', async () => {
    const events = reader(streams.open(() => true));
    overflow();
    admin.books.tokens.replaceAll([]);
    admin.books.channels.replaceAll([]);
    admin.books.channels.replaceAll([]);
    const kinds: unknown[] = [];
    for (;;) {
      const event = await events.next();
      if (event === 'end') break;
      kinds.push(event.kind === 'changed' ? event.what : event.kind);
      if (kinds.at(-1) === 'channels') break;
    }
    expect(kinds).toEqual(['snapshot', 'inFlight', 'inFlight', 'snapshot', 'tokens', 'channels']);
  });

  it('does not hold up another', async () => {
    streams.open(() => true);
    const quick = reader(streams.open(() => true));
    await quick.next();
    overflow();
    expect(await quick.next()).toMatchObject({ kind: 'inFlight' });
  });

  it('is given up after a minute', () => {
    streams.open(() => true);
    overflow();
    admin.clock.now += 60_000;
    streams.beat();
    expect(streams.size).toBe(1);
    admin.clock.now += 1;
    streams.beat();
    expect(streams.size).toBe(0);
  });

  it('tells of cooldowns at once, and then at most twice a second', async () => {
    const events = reader(streams.open(() => true));
    await events.next();
    const channel = (id: number) => ({ kind: 'channel', channelId: id as ChannelId }) as const;
    for (const id of [1, 2, 3]) admin.cooldowns.cool(channel(id), admin.clock.now + 60_000);
    expect(await events.next()).toEqual({ kind: 'changed', what: 'cooldowns' });
    admin.tellChanges();
    expect(await events.next()).toEqual({ kind: 'changed', what: 'cooldowns' });
    admin.books.prices.replaceAll([]);
    expect(await events.next()).toEqual({ kind: 'changed', what: 'prices' });
  });

  it('tells when the time of a cooldown is over', async () => {
    admin.cooldowns.cool({ kind: 'channel', channelId: 1 as ChannelId }, admin.clock.now + 1000);
    const events = reader(streams.open(() => true));
    await events.next();
    admin.clock.now += 1000;
    admin.tellChanges();
    expect(await events.next()).toEqual({ kind: 'changed', what: 'cooldowns' });
  });

  it('tells of rules and captures', async () => {
    const events = reader(streams.open(() => true));
    await events.next();
    await admin.books.rules.replaceAll([]);
    expect(await events.next()).toEqual({ kind: 'changed', what: 'rules' });
    await admin.deps.captures.replaceSwitches({ channelIds: [1 as ChannelId], tokenIds: [] });
    expect(await events.next()).toEqual({ kind: 'changed', what: 'captures' });
  });
});
