import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';

let upstream: ScriptedUpstream;
let app: TestApp;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start(json({ ok: true }));
  app = await TestApp.start({
    channels: [
      {
        url: upstream.url,
        models: [{ model: 'claude-x', redirect_model: 'vendor/glm "5"' }, { model: 'same' }],
      },
    ],
  });
});
afterAll(async () => {
  await app.stop();
  await upstream.close();
});

describe('a redirected model', () => {
  it('changes only its own bytes', async () => {
    const before =
      '{ "messages":[{"role":"user","content":"model \\u00e9 \\"model\\": 1"}],\n "model" :';
    const after = ' ,"n":1.50, "model_kwargs":{"model":"claude-x"} }';
    await app.post('/v1/chat/completions', `${before}"claude-x"${after}`);
    expect(upstream.last.body.toString()).toBe(`${before}"vendor/glm \\"5\\""${after}`);
  });

  it('is found behind escapes and repeated names, as JSON.parse would', async () => {
    await app.post(
      '/v1/messages',
      '{"model":"other","messages":[],"mod\\u0065l":"claude\\u002dx"}',
    );
    expect(JSON.parse(upstream.last.body.toString())).toMatchObject({ model: 'vendor/glm "5"' });
  });

  it('changes the path of a Gemini request and nothing else', async () => {
    const body = '{"contents":[],"model":"claude-x"}';
    await app.post('/v1beta/models/claude-x:streamGenerateContent?alt=sse', body);
    expect(upstream.last.url).toBe(
      '/v1beta/models/vendor%2Fglm%20%225%22:streamGenerateContent?alt=sse',
    );
    expect(upstream.last.body.toString()).toBe(body);
  });

  it('changes the part of an upload and nothing else', async () => {
    const parts = (model: string) =>
      `--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\nname="model"\r\n\r\nclaude-x\r\n--b\r\ncontent-disposition: form-data; name="model"\r\n\r\n${model}\r\n--b--\r\n`;
    await app.post('/v1/audio/transcriptions', parts('claude-x'), {
      'content-type': 'multipart/form-data; boundary=b',
    });
    expect(upstream.last.body.toString()).toBe(parts('vendor/glm "5"'));
  });

  it('is sent decoded when the client had compressed the body', async () => {
    const body = zlib.gzipSync('{"model":"claude-x","messages":[]}');
    await app.post('/v1/messages', body, { 'content-encoding': 'gzip' });
    expect(upstream.last.body.toString()).toBe('{"model":"vendor/glm \\"5\\"","messages":[]}');
    expect(upstream.last.headers['content-encoding']).toBeUndefined();
    expect(upstream.last.headers['content-length']).toBe(String(upstream.last.body.length));
  });

  it('is written down as asked and as sent', async () => {
    await (await app.post('/v1/messages', { model: 'claude-x', messages: [] })).text();
    await app.logged(/answered 200 by .* as "vendor\/glm \\"5\\"": .* model "claude-x"/);
    const [record] = await app.records(1);
    expect(record).toMatchObject({ requestedModel: 'claude-x', upstreamModel: 'vendor/glm "5"' });
  });

  it('leaves the body alone when the names are equal', async () => {
    const body = '{"model" :"same","messages":[]}';
    await app.post('/v1/messages', body);
    expect(upstream.last.body.toString()).toBe(body);
  });

  it('is what a trial sends, too, when the channel overrides every model', async () => {
    const channel = { url: upstream.url, api_key: 'sk-a', models: ['*'], modelOverride: 'one' };
    await app.adminData('POST', '/admin/channels/test', { channel, model: 'claude-x' });
    expect(JSON.parse(upstream.last.body.toString())).toMatchObject({ model: 'one' });
  });
});
