import { expect, it } from 'vitest';
import type { CaptureView, CurlCommands, MergedAnswer } from '../../../main/contracts/capture.ts';
import { json, ScriptedUpstream } from '../../support/scripted-upstream.ts';
import { TestApp } from '../../support/test-app.ts';
import { waitFor } from '../../support/wait-for.ts';

it('a capture reads a converted attempt in the words of its channel', async () => {
  const message = { role: 'assistant', content: 'hi from chat' };
  const upstream = await ScriptedUpstream.start(
    json({ choices: [{ index: 0, message, finish_reason: 'stop' }] }),
  );
  const app = await TestApp.start({
    channels: [{ name: 'Chat', url: upstream.url, protocols: ['openai-chat'] }],
  });
  await app.adminData('POST', '/admin/captures/orders', { count: 1 });
  const messages = [{ role: 'user', content: 'hello' }];
  await app.post('/v1/messages', { model: 'm', max_tokens: 5, messages });
  const [record] = await app.records(1);
  const at = `/admin/requests/${record?.id ?? ''}`;
  const view = await waitFor(async () => {
    const response = await app.admin('GET', `${at}/capture`);
    const { data } = (await response.json()) as { data?: { attempts: readonly CaptureView[] } };
    return data?.attempts[0];
  }, 'the capture');
  expect(view).toMatchObject({ protocol: 'anthropic', sentProtocol: 'openai-chat' });
  const merged = await app.adminData<MergedAnswer>('GET', `${at}/capture/1/merged`);
  expect(merged.outputs[0]?.text).toBe('hi from chat');
  const { upstream: line } = await app.adminData<CurlCommands>('GET', `${at}/curl`);
  expect(line).toMatch(/authorization: bearer/i);
  await app.stop();
  await upstream.close();
});
