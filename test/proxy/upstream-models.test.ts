import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TokenCreated } from '../../main/contracts/token.ts';
import { json, ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { TestApp, type ChannelSpec } from '../support/test-app.ts';

const CLAUDE = {
  data: [
    { type: 'model', id: 'claude-x' },
    { type: 'model', id: 'claude-y' },
  ],
};
const GPT = { object: 'list', data: [{ id: 'gpt-x', object: 'model' }] };
const GEMINI = { models: [{ name: 'models/gemini-x' }] };
const AS_ANTHROPIC = { 'anthropic-version': '2023-06-01' };

let upstream: ScriptedUpstream;
let app: TestApp;

beforeEach(async () => {
  upstream = await ScriptedUpstream.start();
});

afterEach(async () => {
  await app.stop();
  await upstream.close();
});

async function start(...channels: ChannelSpec[]): Promise<void> {
  app = await TestApp.start({ channels: channels.map((one) => ({ url: upstream.url, ...one })) });
}

async function list(path: string, headers: Record<string, string> = {}): Promise<unknown> {
  return (await app.request(path, { headers })).json();
}

describe('the models of channels that name none and speak another protocol', () => {
  it('are listed for a client of OpenAI', async () => {
    await start({ protocols: ['anthropic'] });
    upstream.always(json(CLAUDE));
    expect(await list('/v1/models')).toMatchObject({
      object: 'list',
      data: [{ id: 'claude-x', object: 'model' }, { id: 'claude-y' }],
    });
    expect(upstream.last.url).toBe('/v1/models?limit=1000');
    expect(upstream.last.headers['x-api-key']).toBe('sk-upstream-key-abcdef123456');
    expect(upstream.last.headers['anthropic-version']).toBe('2023-06-01');
  });

  it('are listed for a client of Anthropic', async () => {
    await start({ protocols: ['gemini'] });
    upstream.always(json(GEMINI));
    expect(await list('/v1/models', AS_ANTHROPIC)).toMatchObject({
      data: [{ type: 'model', id: 'gemini-x' }],
      has_more: false,
    });
    expect(upstream.last.url).toBe('/v1beta/models?pageSize=1000');
  });

  it('are listed for a client of Gemini', async () => {
    await start({ protocols: ['openai-responses'] });
    upstream.always(json(GPT));
    expect(await list('/v1beta/models')).toMatchObject({ models: [{ name: 'models/gpt-x' }] });
  });

  it('can be asked for one by one', async () => {
    await start({ protocols: ['openai-chat'] });
    upstream.always(json(GPT));
    expect(await list('/v1beta/models/gpt-x')).toMatchObject({ name: 'models/gpt-x' });
    expect((await app.request('/v1beta/models/other')).status).toBe(404);
  });

  it('are those of the next channel when the first does not list any', async () => {
    const second = await ScriptedUpstream.start(json(GEMINI));
    await start(
      { protocols: ['openai-chat'], priority: 1 },
      { name: 'Second', protocols: ['gemini'], url: second.url },
    );
    upstream.always(status(500));
    expect(await list('/v1/models', AS_ANTHROPIC)).toMatchObject({ data: [{ id: 'gemini-x' }] });
    await second.close();
  });

  it('are none where nothing is converted', async () => {
    await start({ protocols: ['anthropic'], overrides: { conversion: 'never' } });
    expect(await list('/v1/models')).toEqual({ object: 'list', data: [] });
    expect(upstream.requests).toEqual([]);
  });

  it('are only those that fit the channel’s patterns and that the token may use', async () => {
    await start({ protocols: ['anthropic'], models: ['claude-*'] });
    upstream.always(json({ data: [...CLAUDE.data, { type: 'model', id: 'other' }] }));
    expect(await list('/v1/models')).toMatchObject({
      data: [{ id: 'claude-x' }, { id: 'claude-y' }],
    });
    const { token } = await app.adminData<TokenCreated>('POST', '/admin/tokens', {
      name: 'Limited',
      models: ['claude-y', 'other'],
    });
    const listed = (await list('/v1/models', { 'x-api-key': token })) as { data: { id: string }[] };
    expect(listed.data.map(({ id }) => id)).toEqual(['claude-y']);
  });

  it('are not asked for where the channel names its models', async () => {
    await start({ protocols: ['anthropic'], models: ['claude-x'] });
    const { token } = await app.adminData<TokenCreated>('POST', '/admin/tokens', {
      name: 'Limited',
      models: ['gpt-x'],
    });
    expect(await list('/v1/models', { 'x-api-key': token })).toMatchObject({ data: [] });
    expect(upstream.requests).toEqual([]);
  });
});
