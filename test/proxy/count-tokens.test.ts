import { afterEach, describe, expect, it } from 'vitest';
import type { RequestPage } from '../../main/contracts/admin-api.ts';
import { json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';

const PATH = '/v1/messages/count_tokens?beta=true';
const ASKED = { model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: 'Hello, world' }] };

describe('a client that asks how many tokens a request has', () => {
  let app: TestApp;
  let upstream: ScriptedUpstream | null = null;
  afterEach(async () => {
    await app.stop();
    await upstream?.close();
    upstream = null;
  });

  it('is answered without any channel', async () => {
    app = await TestApp.start();
    const answer = await app.post(PATH, ASKED);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ input_tokens: 10 });
    expect(answer.headers.get('x-ccload-estimate')).toBe('input-tokens');
    expect(answer.headers.get('x-request-id')).not.toBeNull();
  });

  it('is answered here where only channels of other protocols could be asked', async () => {
    upstream = await ScriptedUpstream.start(json({ input_tokens: 77 }));
    const chat = { name: 'Chat', url: upstream.url, protocols: ['openai-chat' as const] };
    app = await TestApp.start({ settings: { countTokensBy: 'upstream' }, channels: [chat] });
    expect(await (await app.post(PATH, ASKED)).json()).toEqual({ input_tokens: 10 });
    expect(upstream.requests).toHaveLength(0);

    await app.addChannel({ name: 'Own', url: upstream.url, protocols: ['anthropic'] });
    expect(await (await app.post(PATH, ASKED)).json()).toEqual({ input_tokens: 77 });
  });

  it('leaves a line in the log and no record', async () => {
    app = await TestApp.start();
    await app.post(PATH, ASKED);
    const line = await app.logged(/count_tokens/);
    expect(line).toContain('200 about 10 input tokens');
    const { records } = await app.adminData<RequestPage>('GET', '/admin/requests?limit=10');
    expect(records).toEqual([]);
  });

  it('needs a token', async () => {
    app = await TestApp.start();
    const answer = await app.post(PATH, ASKED, { 'x-api-key': 'wrong' });
    expect(answer.status).toBe(401);
  });

  it.each([
    [{ messages: ASKED.messages }, 'model: Field required'],
    [{ ...ASKED, messages: 'Hello' }, 'messages: Input should be a valid list'],
    ['{"model":', 'The request body is not valid JSON.'],
  ])('is told what is wrong with %j', async (body, message) => {
    app = await TestApp.start();
    const answer = await app.post(PATH, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message },
    });
  });

  it('may have compressed its body', async () => {
    app = await TestApp.start();
    const gzip = new Blob([JSON.stringify(ASKED)])
      .stream()
      .pipeThrough(new CompressionStream('gzip'));
    const body = new Uint8Array(await new Response(gzip).arrayBuffer());
    const answer = await app.post(PATH, body, { 'content-encoding': 'gzip' });
    expect(await answer.json()).toEqual({ input_tokens: 10 });
  });

  it('may speak Gemini', async () => {
    app = await TestApp.start();
    const path = '/v1beta/models/gemini-2.5-pro:countTokens';
    const contents = [{ parts: [{ text: 'Hello, world' }] }];
    const answer = await app.post(path, { contents });
    expect(await answer.json()).toEqual({ totalTokens: 4 });
    const refused = await app.post(path, {});
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { status: 'INVALID_ARGUMENT' } });
  });

  it('is answered by a channel when the setting says so', async () => {
    upstream = await ScriptedUpstream.start(json({ input_tokens: 42 }));
    app = await TestApp.start({
      settings: { countTokensBy: 'upstream' },
      channels: [{ url: upstream.url }],
    });
    const answer = await app.post(PATH, ASKED);
    expect(await answer.json()).toEqual({ input_tokens: 42 });
    expect(await app.records(1)).toHaveLength(1);
  });
});
