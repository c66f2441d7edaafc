import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../../main/contracts/constants.ts';
import { mergeAnswer } from '../../../main/core/merge/answer-merger.ts';
import { json, ScriptedUpstream, sse } from '../../support/scripted-upstream.ts';
import { TestApp } from '../../support/test-app.ts';
import { TALKS } from '../../support/weather-talk.ts';

const DIRECTIONS = PROTOCOLS.flatMap((client) =>
  PROTOCOLS.filter((to) => to !== client).map((to) => ({ client, to })),
);

let upstream: ScriptedUpstream;
let app: TestApp;
let asked = 0;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  app = await TestApp.start();
});

afterAll(async () => {
  await app.stop();
  await upstream.close();
});

const CALLS = [
  { name: 'weather', arguments: { city: 'Oslo' } },
  { name: 'weather', arguments: { city: 'Rome' } },
];

describe.each(DIRECTIONS)('a client of $client on a channel of $to', ({ client, to }) => {
  const talk = TALKS[client];

  beforeAll(async () => {
    const { id } = await app.addChannel({
      name: `${client} to ${to}`,
      url: upstream.url,
      protocols: [to],
      models: [{ name: 'asked', upstreamNames: ['sent'] }],
    });
    return async () => {
      await app.admin('DELETE', `/admin/channels/${String(id)}`);
    };
  });

  it.each([
    ['a stream for a stream', true, 'stream'],
    ['a whole answer for a whole one', false, 'whole'],
    ['pitfall 50: a stream although it asked for none', false, 'stream'],
    ['pitfall 50: JSON although it asked for a stream', true, 'whole'],
  ] as const)('gets text, calls and usage: %s', async (_what, isStreaming, form) => {
    upstream.next(form === 'stream' ? sse(TALKS[to].events) : json(TALKS[to].whole));
    asked += 1;
    const response = await app.post(talk.path(isStreaming), talk.request(isStreaming));
    const body = Buffer.from(await response.arrayBuffer());
    expect([response.status, body.toString('utf8')]).toEqual([200, expect.any(String)]);

    expect(upstream.last.url).toBe(TALKS[to].upstreamPath('sent', isStreaming));
    const merged = mergeAnswer(client, body);
    expect(merged).toMatchObject({ isStream: isStreaming, error: null });
    expect(response.headers.get('content-type')).toContain(
      isStreaming ? 'text/event-stream' : 'application/json',
    );
    const [output] = merged.outputs;
    expect(output?.text).toBe('Let me look.');
    expect(
      output?.toolCalls.map(({ name, arguments: args }) => ({
        name,
        arguments: JSON.parse(args) as unknown,
      })),
    ).toEqual(CALLS);
    expect(merged.usage).toMatchObject({ inputTokens: 20, outputTokens: 7 });

    const [record] = await app.records(asked);
    expect(record).toMatchObject({
      outcome: 'answered',
      protocol: client,
      conversion: { to },
      requestedModel: 'asked',
      upstreamModel: 'sent',
      usage: { inputTokens: 20, outputTokens: 7 },
    });
  });
});
