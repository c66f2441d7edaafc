import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  ClientConnection,
  ConnectionPreview,
  ConnectionsView,
} from '../../main/contracts/connection.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';

let app: TestApp;
let settings: string;

const BEFORE = '{\n  "theme": "dark"\n}\n';

beforeEach(async () => {
  app = await TestApp.start({
    channels: [{ name: 'A', url: 'http://127.0.0.1:9', models: ['claude-mine'] }],
  });
  settings = join(app.folder, 'home/.claude/settings.json');
  await mkdir(join(settings, '..'), { recursive: true });
  await writeFile(settings, BEFORE);
});
afterEach(() => app.stop());

const preview = (action: string, client = 'claude-code'): Promise<ConnectionPreview> =>
  app.adminData('POST', `/admin/connections/${client}/preview`, { action });

const read = (): Promise<string> => readFile(settings, 'utf8');

describe('/admin/connections', () => {
  it('connects after a preview, and undoes it after another', async () => {
    const view = await app.adminData<ConnectionsView>('GET', '/admin/connections');
    expect(view).toMatchObject({ baseUrl: app.address, isSameMachine: true });
    expect(view.clients[0]).toMatchObject({ client: 'claude-code', isFound: true, state: 'off' });

    const { fingerprint } = await preview('connect');
    expect(await read()).toBe(BEFORE);
    const path = '/admin/connections/claude-code';
    const on = await app.adminData<ClientConnection>('POST', `${path}/connect`, { fingerprint });
    expect(on.state).toBe('on');
    const { token } = await app.adminData<{ token: string }>('GET', '/admin/tokens/local');
    expect(JSON.parse(await read())).toEqual({
      theme: 'dark',
      env: { ANTHROPIC_BASE_URL: app.address, ANTHROPIC_AUTH_TOKEN: token },
    });

    const back = await preview('disconnect');
    const body = { fingerprint: back.fingerprint };
    const off = await app.adminData<ClientConnection>('POST', `${path}/disconnect`, body);
    expect(off.state).toBe('off');
    expect(await read()).toBe(BEFORE);
  });

  it('shows no token in a preview', async () => {
    const { token } = await app.adminData<{ token: string }>('GET', '/admin/tokens/local');
    for (const client of ['claude-code', 'codex', 'gemini-cli', 'opencode']) {
      expect(JSON.stringify(await preview('connect', client))).not.toContain(token);
    }
  });

  it('does nothing to files that have changed since the preview', async () => {
    const { fingerprint } = await preview('connect');
    await writeFile(settings, '{}');
    const answer = await app.admin('POST', '/admin/connections/claude-code/connect', {
      fingerprint,
    });
    expect(answer.status).toBe(409);
    expect(await read()).toBe('{}');
  });

  it('takes another token of ours, and none that nobody knows', async () => {
    const path = '/admin/connections/claude-code/preview';
    const ours = { action: 'connect', token: TEST_TOKEN };
    expect((await app.admin('POST', path, ours)).status).toBe(200);
    expect((await app.admin('POST', path, { ...ours, token: 'nobody-knows' })).status).toBe(400);
  });

  it('knows no client that it cannot edit', async () => {
    const answer = await app.admin('POST', '/admin/connections/curl/preview', {
      action: 'connect',
    });
    expect(answer.status).toBe(404);
  });
});

describe('the run file', () => {
  const runFile = (): string => join(app.folder, 'running.json');

  it('lets whoever can read the data folder in, as long as the program runs', async () => {
    expect((await stat(runFile())).mode & 0o777).toBe(0o600);
    const { address, session } = JSON.parse(await readFile(runFile(), 'utf8')) as {
      address: string;
      session: string;
    };
    const answer = await fetch(`${address}/admin/channels`, {
      headers: { authorization: `Bearer ${session}` },
    });
    expect(answer.status).toBe(200);
    await app.stop({ keepFolder: true });
    await expect(stat(runFile())).rejects.toThrow('ENOENT');
  });
});
