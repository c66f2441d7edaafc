import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { failoverOf, type Failover } from '../../main/app/shell-port.ts';
import type { ConnectView } from '../../main/contracts/connect.ts';
import { openStore } from '../../main/store/open.ts';
import { anAttempt, aRequest } from '../support/record-builder.ts';
import { ScriptedUpstream, json, status } from '../support/scripted-upstream.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from '../support/temp-store.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

let app: TestApp;
afterEach(() => app.stop());

const ASK = { model: 'claude-sonnet-4-5', max_tokens: 5, messages: [] };
const shell = { keyStore: null };

describe('what the desktop shell sees', () => {
  it('follows a channel through switches, cooldowns and their end', async () => {
    app = await TestApp.start({ shell });
    const { id } = await app.addChannel({ name: 'relay', url: 'http://127.0.0.1:9' });
    const { shell: port } = app;
    const seen = () => port.state().channels[0];
    expect(seen()).toEqual({
      id,
      name: 'relay',
      isEnabled: true,
      coolingUntil: null,
      isOnTrial: false,
      isOverBudget: false,
      hasUsableKey: true,
    });
    let told = 0;
    const end = port.onChange(() => (told += 1));
    await port.admin.call('PATCH', `/admin/channels/${String(id)}`, { isEnabled: false });
    expect(seen()?.isEnabled).toBe(false);
    await port.admin.call('POST', `/admin/channels/${String(id)}/cooldown`, {
      duration_ms: 60_000,
    });
    expect(seen()?.coolingUntil).toBeGreaterThan(Date.now());
    await port.admin.call('POST', `/admin/channels/${String(id)}/cooldown`, { duration_ms: 1000 });
    await waitFor(() => seen()?.isOnTrial === true, 'the end of the cooldown');
    port.clearCooldowns();
    expect(seen()).toMatchObject({ coolingUntil: null, isOnTrial: false });
    expect(told).toBeGreaterThanOrEqual(3);
    end();
  });

  it('has lines for clients at its own address', async () => {
    app = await TestApp.start({ shell });
    const { clients } = await app.shell.admin.call<ConnectView>('GET', '/admin/connect');
    const bash = clients[0]?.shells.find((one) => one.shell === 'bash');
    expect(bash?.text).toContain(`export ANTHROPIC_BASE_URL=${app.address}`);
  });

  it('is told when another channel had to answer', async () => {
    const bad = await ScriptedUpstream.start(status(529));
    const good = await ScriptedUpstream.start(json({ type: 'message', content: [] }));
    app = await TestApp.start({
      shell,
      channels: [
        { name: 'first', url: bad.url, priority: 9 },
        { name: 'second', url: good.url, priority: 1 },
      ],
    });
    const told: Failover[] = [];
    app.shell.onFailover((one) => told.push(one));
    await (await app.post('/v1/messages', ASK)).text();
    await waitFor(() => told.length === 1, 'the failover');
    expect(told).toEqual([{ from: 'first', to: 'second', model: 'claude-sonnet-4-5' }]);
  });
});

describe('the switch of the proxy', () => {
  it('refuses requests in their own dialect while it is off, and pings are answered', async () => {
    app = await TestApp.start({ shell });
    app.shell.setProxyOn(false);
    expect(app.shell.state().proxy).toBe('off');
    const answer = await app.post('/v1/messages', ASK);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('10');
    expect(await answer.json()).toMatchObject({
      type: 'error',
      error: { message: expect.stringContaining('The proxy is stopped') as string },
    });
    expect((await fetch(`${app.address}/health`)).status).toBe(200);
    app.shell.setProxyOn(true);
    expect((await app.post('/v1/messages', ASK)).headers.get('retry-after')).not.toBe('10');
  });
});

describe('a taken port', () => {
  it('stops the proxy until the free port is chosen, which is then stored', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    const folder = await folderWith({ port });
    app = await TestApp.start({ shell, folder, config: { locked: { values: {}, lockedBy: {} } } });
    const before = app.shell.state();
    expect(before).toMatchObject({ proxy: 'portTaken', taken: { port } });
    expect((await app.post('/v1/messages', ASK)).status).toBe(503);

    await app.shell.useFreePort();
    await waitFor(() => app.shell.state().proxy === 'on', 'the proxy');
    expect(app.shell.state()).toMatchObject({ address: before.address, taken: null });
    const settings = await app.shell.admin.call<{ name: string; value: unknown }[]>(
      'GET',
      '/admin/settings',
    );
    expect(settings.find(({ name }) => name === 'port')?.value).toBe(app.port);
    other.close();
  });

  it('stops it for as long as the environment fixes the port, and no longer than it is chosen', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    app = await TestApp.start({ shell, settings: { port } });
    expect(app.shell.state().taken?.port).toBe(port);
    await app.shell.useFreePort();
    expect(app.shell.state()).toMatchObject({ proxy: 'on', taken: null });
    other.close();
  });
});

/** A data folder with stored settings. */
async function folderWith(values: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await tempFolder();
  const file = path.join(folder, 'ccload.db');
  const store = await openStore({ ...storeOptions(folder), file });
  await store.settings.writeMany(values);
  await store.close();
  return folder;
}

describe('failoverOf', () => {
  it('is nothing without a second channel, or without an answer', () => {
    const first = anAttempt({ channelName: 'a' });
    const same = aRequest({ outcome: 'answered', channelId: first.channelId });
    expect(failoverOf(same, [first])).toBeNull();
    expect(failoverOf({ ...same, outcome: 'upstreamFailed' }, [first])).toBeNull();
    expect(failoverOf(same, [])).toBeNull();
  });
});
