import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';
import { TestApp } from '../../support/test-app.ts';
import { waitFor } from '../../support/wait-for.ts';
import { TALKS } from '../../support/weather-talk.ts';

const KEEP_ALIVE = ': keep-alive\n\n';
const CLAUDE = TALKS.anthropic;
const EVENTS = TALKS['openai-chat'].events;

let clock: ManualClock;
let upstream: ScriptedUpstream;
let app: TestApp;
/** What the channel answers with, as the test goes on. */
let answer: ServerResponse | undefined;

beforeEach(async () => {
  clock = new ManualClock();
  answer = undefined;
  upstream = await ScriptedUpstream.start((_req, res) => void (answer = res));
  app = await TestApp.start({
    clock,
    channels: [{ url: upstream.url, protocols: ['openai-chat'] }],
  });
});

afterEach(async () => {
  await app.stop();
  await upstream.close();
});

/** Asks in another protocol than the channel's; `text` grows as the answer comes. */
function ask(isStreaming: boolean): { text: string; isOver: boolean } {
  const seen = { text: '', isOver: false };
  const read = async (): Promise<void> => {
    const response = await app.post(CLAUDE.path(isStreaming), CLAUDE.request(isStreaming));
    for await (const chunk of response.body ?? []) seen.text += Buffer.from(chunk).toString();
    seen.isOver = true;
  };
  void read();
  return seen;
}

it('pitfall 52: a client hears of us before its converted stream begins and while it brings nothing', async () => {
  const seen = ask(true);
  await waitFor(() => answer, 'the attempt');
  clock.advance(30_000);
  await waitFor(() => seen.text === KEEP_ALIVE, 'the first comment');
  answer?.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of EVENTS.slice(0, 3)) answer?.write(event);
  await waitFor(() => seen.text.includes('"text":"Let me "'), 'the beginning');
  expect(seen.text.split(KEEP_ALIVE)).toHaveLength(2);

  clock.advance(15_000);
  answer?.write(': still thinking\n\n');
  await waitFor(() => seen.text.split(KEEP_ALIVE).length === 3, 'the second comment');
  for (const event of EVENTS.slice(3)) answer?.write(event);
  answer?.end();
  await waitFor(() => seen.isOver, 'the end');
  expect(seen.text.split(KEEP_ALIVE)).toHaveLength(3);
  expect(seen.text).toContain('message_stop');
});

it('pitfall 52: a client that wants one body hears nothing before it', async () => {
  const seen = ask(false);
  await waitFor(() => answer, 'the attempt');
  clock.advance(60_000);
  const body = JSON.stringify(TALKS['openai-chat'].whole);
  answer?.writeHead(200, { 'content-type': 'application/json' }).end(body);
  await waitFor(() => seen.isOver, 'the end');
  expect(JSON.parse(seen.text)).toMatchObject({ type: 'message', role: 'assistant' });
});
