import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaptureView, ReplayResult } from '../../main/contracts/capture.ts';
import { json, ScriptedUpstream, status } from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const KEY = 'sk-secret-of-one/0123456789+abcdef';
const OTHER_KEY = 'sk-secret-of-two-9876543210fedcba';
const MESSAGE = { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'hello' }] };

let upstream: ScriptedUpstream;
let app: TestApp;
/** The path of a captured request. */
let captured: string;

beforeEach(async () => {
  upstream = await ScriptedUpstream.start(
    json({ id: 'msg', content: [{ type: 'text', text: 'hi' }] }),
  );
  app = await TestApp.start({
    channels: [{ name: 'One', url: upstream.url, keys: [{ secret: KEY }], priority: 2 }],
  });
  await app.adminData('POST', '/admin/captures/orders', { count: 1 });
  await app.post('/v1/messages', MESSAGE);
  const [record] = await app.records(1);
  captured = `/admin/requests/${record?.id ?? ''}`;
  await waitFor(async () => {
    const response = await app.admin('GET', `${captured}/capture`);
    const { data } = (await response.json()) as { data?: { attempts: readonly CaptureView[] } };
    return data?.attempts[0];
  }, 'the capture');
});
afterEach(async () => {
  await app.stop();
  await upstream.close();
});

describe('a replay', () => {
  it('asks first, and sends nothing until it is confirmed', async () => {
    const two = await app.addChannel({
      name: 'Two',
      url: upstream.url,
      keys: [{ secret: OTHER_KEY }],
    });
    const asked = await app.adminData<ReplayResult>('POST', `${captured}/replay`, {
      channelId: two.id,
    });
    expect(asked).toMatchObject({ isSent: false, plan: { channelName: 'Two', model: 'm' } });
    expect(upstream.requests).toHaveLength(1);
  });

  it('goes to the chosen channel alone, as the model that was chosen, and is compared', async () => {
    const two = await app.addChannel({
      name: 'Two',
      url: upstream.url,
      keys: [{ secret: OTHER_KEY }],
    });
    upstream.always(
      json({ id: 'msg', content: [{ type: 'text', text: `hi there ${OTHER_KEY}` }] }),
    );
    const result = await app.adminData<ReplayResult>('POST', `${captured}/replay`, {
      channelId: two.id,
      model: 'better',
      confirm: true,
    });
    if (!result.isSent) throw new Error('it was not sent');
    expect(upstream.last.headers['x-api-key']).toBe(OTHER_KEY);
    expect(JSON.parse(upstream.last.body.toString())).toEqual({ ...MESSAGE, model: 'better' });
    expect(result.original).toMatchObject({ status: 200, merged: { outputs: [{ text: 'hi' }] } });
    expect(result.replayed.status).toBe(200);
    expect(result.textDiff?.map(({ kind }) => kind)).toEqual(['same', 'added']);
    expect(result.isSameToolCalls).toBe(true);
    expect(JSON.stringify(result)).not.toContain(OTHER_KEY);
    expect(await app.records(1)).toHaveLength(1);
    await app.logged(/replayed \[r\w+\] to channel "Two"/);
  });

  it('is converted for a channel of another protocol, as a live request is', async () => {
    const two = await app.addChannel({
      name: 'Two',
      url: upstream.url,
      protocols: ['openai-chat'],
      keys: [{ secret: OTHER_KEY }],
    });
    const message = { role: 'assistant', content: 'hi there' };
    upstream.always(json({ choices: [{ index: 0, message, finish_reason: 'stop' }] }));
    const result = await app.adminData<ReplayResult>('POST', `${captured}/replay`, {
      channelId: two.id,
      confirm: true,
    });
    if (!result.isSent) throw new Error('it was not sent');
    expect(upstream.last.url).toBe('/v1/chat/completions');
    expect(upstream.last.headers['authorization']).toBe(`Bearer ${OTHER_KEY}`);
    expect(JSON.parse(upstream.last.body.toString())).toMatchObject({
      model: 'm',
      messages: [{ role: 'user', content: 'hello' }],
    });
    expect(result.replayed.merged.outputs[0]?.text).toBe('hi there');
  });

  it('says so where a channel never has anything converted', async () => {
    const two = await app.addChannel({
      name: 'Two',
      url: upstream.url,
      protocols: ['openai-chat'],
      overrides: { conversion: 'never' },
    });
    const response = await app.admin('POST', `${captured}/replay`, { channelId: two.id });
    expect(await response.text()).toContain('nothing is converted for it');
  });

  it('fails over to nobody and cools nothing down', async () => {
    const [one] = await app.adminData<{ id: number }[]>('GET', '/admin/channels');
    upstream.always(status(500));
    const result = await app.adminData<ReplayResult>('POST', `${captured}/replay`, {
      channelId: one?.id,
      confirm: true,
    });
    expect(result).toMatchObject({ isSent: true, replayed: { status: 500 } });
    expect(upstream.requests).toHaveLength(2);
    expect(await app.adminData('GET', '/admin/cooldowns')).toEqual([]);
  });
});
