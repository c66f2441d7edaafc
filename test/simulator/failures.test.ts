import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../main/simulator/behaviour.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ask, askRaw, aSimulator, PROTOCOLS, questionOf } from './wire.ts';

const ERROR_SHAPES: Record<Protocol, object> = {
  anthropic: { type: 'error', error: { message: expect.any(String) as string } },
  'openai-chat': { error: { message: expect.any(String) as string, param: null } },
  'openai-responses': { error: { message: expect.any(String) as string, param: null } },
  gemini: { error: { message: expect.any(String) as string, code: 451 } },
};

/** What a key of the simulator brings, without and with a stream. */
async function met(key: string, isStreaming = false, protocol: Protocol = 'anthropic') {
  const simulator = await aSimulator({ clock: new ManualClock(Date.UTC(2026, 5, 1, 10)) });
  const answer = await ask(simulator, { key: `sk-sim-${key}`, isStreaming, protocol });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe('a refusal', () => {
  it.each(PROTOCOLS)('has the error shape of %s, whatever the status', async (protocol) => {
    const { status, text } = await met('status-451', true, protocol);
    expect(status).toBe(451);
    expect(JSON.parse(text)).toMatchObject(ERROR_SHAPES[protocol]);
  });

  it.each([
    ['rate-limited', 429, { 'retry-after': null }, 'rate_limit_error'],
    ['rate-limited-30', 429, { 'retry-after': '30' }, 'rate_limit_error'],
    ['rate-limited-date-30', 429, { 'retry-after': 'Mon, 01 Jun 2026 10:00:30 GMT' }, 'rate_limit'],
    ['rate-limited-account-90', 429, { 'x-ratelimit-scope': 'account' }, 'account rate limit'],
    ['invalid-key', 401, {}, 'invalid x-api-key'],
    ['invalid-key-400', 400, {}, 'invalid x-api-key'],
    ['leaked-key', 401, {}, 'sk-sim-leaked-key'],
    ['account-suspended', 403, {}, 'account suspended'],
    ['no-credit', 400, {}, 'credit balance is too low'],
    ['insufficient-quota', 429, {}, 'insufficient_quota'],
    ['too-long', 400, {}, 'prompt is too long'],
    ['no-model', 404, {}, 'a-model'],
    ['html', 502, { 'content-type': 'text/html; charset=utf-8' }, '<!doctype html>'],
    ['html-200', 200, { 'content-type': 'text/html; charset=utf-8' }, '<!doctype html>'],
    // 12:30 UTC, which a clock in Beijing shows as 20:30.
    ['quota-150', 429, {}, '2026-06-01 20:30:00'],
    ['quota-ok-150', 200, {}, '2026-06-01 20:30:00'],
    ['quota-event-150', 429, {}, '"1308"'],
    ['unheard-of', 401, {}, 'npm run chaos -- --list'],
  ])('%s is a %i', async (key, status, headers, words) => {
    const answer = await met(key);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
    for (const [name, value] of Object.entries(headers))
      expect(answer.headers.get(name)).toBe(value);
  });

  it('is a redirect that leads nowhere', async () => {
    const { head } = await askRaw(await aSimulator(), { key: 'sk-sim-redirect-302' });
    expect(head).toMatch(/^HTTP\/1\.1 302 /);
    expect(head).toContain('location: https://elsewhere.invalid/');
  });
});

describe('an error in disguise', () => {
  it('is a 200 with a small JSON error', async () => {
    const { status, text } = await met('soft-error', true);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ error: { type: 'overloaded_error' } });
  });

  it('is a 200 with an error at the end of 20 KB, also compressed', async () => {
    const { status, headers, text } = await met('soft-error-large+gzip');
    expect([status, headers.get('content-encoding')]).toEqual([200, 'gzip']);
    expect(text.indexOf('"error"')).toBeGreaterThan(20_000);
    expect(JSON.parse(text)).toMatchObject({ type: 'error' });
  });

  it('is a 200 with a text', async () => {
    const { status, headers, text } = await met('soft-error-text');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(text).toMatch(/^当前模型负载过高/);
  });

  it.each(PROTOCOLS)('is the first event of %s', async (protocol) => {
    const { status, text } = await met('error-first', true, protocol);
    expect(status).toBe(200);
    expect(text.split('\n\n').filter((event) => event !== '')).toHaveLength(1);
    expect(text).toContain('Overloaded');
  });

  it.each(PROTOCOLS)('follows a ping of %s before any content', async (protocol) => {
    const { text } = await met('error-after-ping', true, protocol);
    const events = text.split('\n\n').filter((event) => event !== '');
    expect(events.at(-1)).toContain('Overloaded');
    expect(events.at(-2)).toMatch(/ping|keep-alive/);
    expect(text).not.toMatch(/delta":\{"(type|content":"\w)|output_text|"parts"/);
  });

  it.each(PROTOCOLS)('ends %s in the middle', async (protocol) => {
    const { text } = await met('error-middle', true, protocol);
    const events = text.split('\n\n').filter((event) => event !== '');
    expect(events.length).toBeGreaterThan(10);
    expect(events.at(-1)).toContain('Overloaded');
  });

  it('is a refusal for who asks without a stream', async () => {
    expect((await met('error-middle')).status).toBe(529);
  });
});

describe('nothing', () => {
  it.each([
    ['empty', true, '', 'application/json'],
    ['empty-object', true, '{}', 'application/json'],
    ['empty-stream', true, '', 'text/event-stream; charset=utf-8'],
    ['empty-stream', false, '', 'application/json'],
    [
      'pings',
      true,
      'event: ping\ndata: {"type":"ping"}\n\n'.repeat(3),
      'text/event-stream; charset=utf-8',
    ],
  ])('is %s (streaming: %s)', async (key, isStreaming, text, type) => {
    const answer = await met(key, isStreaming);
    expect(answer).toMatchObject({ status: 200, text });
    expect(answer.headers.get('content-type')).toBe(type);
  });
});

describe('an answer', () => {
  it.each([
    ['anthropic', 'message_stop'],
    ['openai-chat', '[DONE]'],
    ['openai-responses', 'response.completed'],
    ['gemini', 'finishReason'],
  ] as const)('of %s can lack its %s', async (protocol, marker) => {
    const whole = await met('healthy-40', true, protocol);
    const unfinished = await met('no-end', true, protocol);
    expect(whole.text).toContain(marker);
    expect(unfinished.text).not.toContain(marker);
    expect(unfinished.text.length).toBeGreaterThan(whole.text.length / 2);
  });

  it('can be half a JSON body that is complete for HTTP', async () => {
    const { status, text } = await met('no-end');
    expect(status).toBe(200);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });

  it('can talk about errors and be none', async () => {
    const { status, text } = await met('innocent');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ type: 'message', stop_reason: 'end_turn' });
    expect(text).toContain('overloaded_error');
  });

  it('can say what was received', async () => {
    const simulator = await aSimulator({ behaviour: 'echo' });
    const { body } = questionOf({ text: 'Ōtsu' });
    const answer = await ask(simulator, { text: 'Ōtsu', key: 'sk-of-a-channel' });
    const { content } = (await answer.json()) as { content: [{ text: string }] };
    expect(JSON.parse(content[0].text)).toMatchObject({
      method: 'POST',
      url: '/v1/messages',
      headers: { 'x-api-key': 'sk-of-a-channel' },
      bodyBytes: Buffer.byteLength(body),
      bodySha256: createHash('sha256').update(body).digest('hex'),
    });
  });

  it.each([
    ['gzip', zlib.gunzipSync],
    ['br', zlib.brotliDecompressSync],
    ['zstd', zlib.zstdDecompressSync],
  ] as const)('can be compressed with %s', async (coding, decode) => {
    const simulator = await aSimulator();
    for (const isStreaming of [false, true]) {
      const { head, body } = await askRaw(simulator, { key: `sk-sim-${coding}`, isStreaming });
      expect(head).toContain(`content-encoding: ${coding}`);
      expect(decode(body).toString()).toContain(isStreaming ? 'message_stop' : '"end_turn"');
    }
  });
});
