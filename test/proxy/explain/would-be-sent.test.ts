import { describe, expect, it } from 'vitest';
import type { RouteExplanation } from '../../../main/contracts/route-explanation.ts';
import { json } from '../../support/scripted-upstream.ts';
import { TEST_TOKEN } from '../../support/test-app.ts';
import {
  ANSWER,
  anUpstream,
  app,
  explain,
  HELLO,
  KEY,
  MASK,
  MODEL,
  named,
  start,
} from './explain-app.ts';

describe('what would be sent', () => {
  it.each([
    ['anthropic', '/v1/messages?beta=true', HELLO, 'x-api-key', MASK],
    ['openai-chat', '/v1/chat/completions', HELLO, 'authorization', `Bearer ${MASK}`],
    [
      'openai-responses',
      '/v1/responses',
      { model: MODEL, input: 'x' },
      'authorization',
      `Bearer ${MASK}`,
    ],
    [
      'gemini',
      `/v1beta/models/${MODEL}:generateContent?key=${TEST_TOKEN}`,
      { contents: [] },
      'x-goog-api-key',
      MASK,
    ],
  ])(
    'is for %s what is then sent, with the key masked',
    async (protocol, path, body, header, value) => {
      const upstream = await anUpstream();
      upstream.next(json(ANSWER));
      await start([
        { name: 'One', url: upstream.url, models: [{ name: MODEL, upstreamName: 'up-1' }] },
      ]);
      const sent = { 'x-api-key': TEST_TOKEN, 'user-agent': 'claude-cli/2', 'x-own': 'kept' };
      const headers = { ...sent, 'content-type': 'application/json' };
      const answer = await app.admin('POST', '/admin/route/explain', { path, body, headers });
      const text = await answer.text();
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(TEST_TOKEN);
      const { data } = JSON.parse(text) as { data: RouteExplanation };
      expect(data.request).toMatchObject({ protocol, model: MODEL, clientFamily: 'claude-code' });
      expect(data.token?.name).toBe('Test');
      const would = named(data, 'One').wouldBeSent;
      expect(would?.headers).toContainEqual({ name: header, value });
      expect(would?.modelMatch).toBe('name');

      await app.post(path, body, sent);
      const [real] = upstream.requests;
      expect(would?.url).toBe(`${upstream.url}${real?.url ?? ''}`);
      expect(would?.method).toBe(real?.method);
      expect(would?.body).toMatchObject({
        model: { from: MODEL, to: 'up-1' },
        sentBytes: real?.body.length,
      });
      const ours = new Set(['host', 'connection', 'content-length']);
      for (const name of would?.headers.map((one) => one.name.toLowerCase()) ?? []) {
        expect(Object.keys(real?.headers ?? {})).toContain(name);
      }
      expect(would?.headers.map((one) => one.name)).toContain('x-own');
      expect(would?.headers.some((one) => ours.has(one.name.toLowerCase()))).toBe(false);
    },
  );

  it('says where an upstream is asked for the usage of a stream', async () => {
    await start([{ name: 'One' }], { isUsageAskedFor: true });
    const bodyOf = async (body: object) => {
      const path = '/v1/chat/completions';
      return named(await explain({ path, body: { ...HELLO, ...body } }), 'One').wouldBeSent?.body;
    };
    expect(await bodyOf({ stream: true })).toMatchObject({ isUsageAskedFor: true });
    const asked = { stream: true, stream_options: { include_usage: true } };
    expect(await bodyOf(asked)).toMatchObject({ isUsageAskedFor: false });
    expect(await bodyOf({})).toMatchObject({ isUsageAskedFor: false });
  });

  it('hides what looks like a credential, whatever it is called', async () => {
    await start([{ name: 'One', url: `http://127.0.0.1:9/base?sig=${KEY}` }]);
    const headers = { Cookie: 'secret-crumb=1234567890', 'X-Proxy-Token': 'abcdefghijklmnop' };
    const text = await (
      await app.admin('POST', '/admin/route/explain', {
        path: '/v1/messages',
        body: HELLO,
        headers: { ...headers, 'x-note': `mine is ${TEST_TOKEN}`, 'x-api-key': TEST_TOKEN },
      })
    ).text();
    for (const secret of ['crumb=1234567890', 'abcdefghijklmnop', TEST_TOKEN, KEY]) {
      expect(text).not.toContain(secret);
    }
  });

  it('goes without the opaque tokens of another channel, and says how many', async () => {
    const [first, second] = [await anUpstream(), await anUpstream()];
    const signature = 'a'.repeat(120);
    const thinking = { type: 'thinking', thinking: 'x', signature };
    first.next(json({ ...ANSWER, content: [thinking, ...ANSWER.content] }));
    await start([
      { name: 'First', url: first.url, priority: 2 },
      { name: 'Second', url: second.url, priority: 1 },
    ]);
    await (await app.post('/v1/messages', HELLO)).text();
    const messages = [
      ...HELLO.messages,
      { role: 'assistant', content: [thinking, ...ANSWER.content] },
      { role: 'user', content: 'Go on' },
    ];
    const explanation = await explain({ body: { ...HELLO, messages } });
    expect(named(explanation, 'First').wouldBeSent?.body?.strippedTokens).toBe(0);
    const body = named(explanation, 'Second').wouldBeSent?.body;
    expect(body?.strippedTokens).toBe(1);
    expect(body?.sentBytes).toBeLessThan(body?.givenBytes ?? 0);
    expect(named(explanation, 'First')).toMatchObject({ choice: 'affinity', place: 1 });
    expect(
      named(explanation, 'First')
        .why.map(({ text }) => text)
        .join(' '),
    ).toContain('known by how it begins, was served here before');
  });
});
