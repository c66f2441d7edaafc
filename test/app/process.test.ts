import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closedPort, json, ScriptedUpstream } from '../support/scripted-upstream.ts';
import { waitFor } from '../support/wait-for.ts';

const ENTRY = path.join(import.meta.dirname, '../../main/headless.ts');
const PASSWORD = 'a chosen password';
const TOKEN = 'ccl-env-token-0123456789';

// Each test starts several processes, which takes long where others keep the machine busy.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ccload-process-'));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true, force: true });
});

type Started = { child: ChildProcess; output: () => string; exit: Promise<number | null> };

/** The program as a process of its own, in an environment of its own. */
function start(args: readonly string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      CCLOAD_DATA_DIR: path.join(folder, 'data'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => text, exit };
}

async function serving(env: Record<string, string> = {}): Promise<Started & { port: number }> {
  const port = await closedPort();
  const started = start(['--port', String(port)], env);
  await waitFor(() => started.output().includes('Claude Code'), 'the banner');
  return { ...started, port };
}

async function refusal(args: readonly string[], env: Record<string, string> = {}) {
  const { exit, output } = start(args, env);
  const code = await exit;
  return { code, output: output().trim() };
}

const dataFile = (name: string) => path.join(folder, 'data', name);

describe('the first start', () => {
  it('makes the data folder, prints where everything is, the password and the token once', async () => {
    const first = await serving();
    expect(fs.existsSync(dataFile('ccload.db'))).toBe(true);
    expect(fs.statSync(dataFile('data.key')).mode & 0o077).toBe(0);
    const text = first.output();
    expect(text).toContain(`UI         http://127.0.0.1:${String(first.port)}/web/`);
    expect(text).toContain(`ANTHROPIC_BASE_URL=http://127.0.0.1:${String(first.port)}`);
    expect(text).toContain('GOOGLE_GEMINI_BASE_URL=');
    expect(text).toMatch(/Limits .*32 MiB/);
    expect(text).toMatch(/Timeouts .*first byte 120 s/);
    const password = /Password {3}(\S+)/.exec(text)?.[1] ?? '';
    const login = await fetch(`http://127.0.0.1:${String(first.port)}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    });
    expect(await login.json()).toMatchObject({ status: 'success', expiresIn: 86_400 });
    const token = /ANTHROPIC_AUTH_TOKEN=(ccl-\S+)/.exec(text)?.[1] ?? '';
    const models = await fetch(`http://127.0.0.1:${String(first.port)}/v1/models`, {
      headers: { 'x-api-key': token },
    });
    expect(models.status).toBe(200);
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);

    const second = await serving();
    expect(second.output()).not.toContain('Password');
    expect(second.output()).not.toContain(token);
  });

  it('serves the tokens that the environment names', async () => {
    const upstream = await ScriptedUpstream.start(json({ ok: true }));
    const { port } = await serving({ CCLOAD_PASS: PASSWORD, CCLOAD_API_TOKENS: `${TOKEN}|CI` });
    const base = `http://127.0.0.1:${String(port)}`;
    // The seeds' own curl lines.
    const login = await fetch(`${base}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: PASSWORD }),
    });
    const { token } = (await login.json()) as { token: string };
    const created = await fetch(`${base}/admin/channels`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        name: 'Claude-API',
        api_key: 'sk-ant-api03-xxx',
        url: upstream.url,
        priority: 10,
        models: ['claude-3-sonnet-20240229'],
        enabled: true,
      }),
    });
    expect(created.status).toBe(201);
    const answer = await fetch(`${base}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ model: 'claude-3-sonnet-20240229', max_tokens: 5, messages: [] }),
    });
    expect(await answer.json()).toEqual({ ok: true });
    expect((await fetch(`${base}/health`)).status).toBe(200);
    await upstream.close();
  });
});

describe('a signal', () => {
  it('lets the running request end, also when npm sends it twice', async () => {
    const upstream = await ScriptedUpstream.start();
    let finish: () => void = () => undefined;
    upstream.always((_req, res) => {
      finish = () => res.end('{"late":true}');
    });
    const env = { CCLOAD_PASS: PASSWORD, CCLOAD_API_TOKENS: `${TOKEN}|CI` };
    const { child, exit, output, port } = await serving(env);
    const base = `http://127.0.0.1:${String(port)}`;
    const json = { 'content-type': 'application/json' };
    const login = await fetch(`${base}/login`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ password: PASSWORD }),
    });
    const { token } = (await login.json()) as { token: string };
    await fetch(`${base}/admin/channels`, {
      method: 'POST',
      headers: { ...json, authorization: `Bearer ${token}` },
      body: JSON.stringify({
        name: 'Slow',
        api_key: 'sk-0123456789ab',
        url: upstream.url,
        models: ['*'],
      }),
    });
    const answer = fetch(`${base}/v1/messages`, {
      method: 'POST',
      headers: { ...json, 'x-api-key': TOKEN },
      body: '{"model":"m","messages":[]}',
    });
    await waitFor(() => upstream.requests.length === 1, 'the request');
    child.kill('SIGINT');
    child.kill('SIGINT');
    await waitFor(() => output().includes('stopping'), 'the stop');
    finish();
    expect(await (await answer).json()).toEqual({ late: true });
    expect(await exit).toBe(0);
    await upstream.close();
  });
});

describe('a start that cannot be', () => {
  it('for a taken port ends with 2 and has made nothing', async () => {
    const holder = http.createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    const { code, output } = await refusal(['--port', String(port)]);
    expect([code, output.split('\n')]).toEqual([
      2,
      [expect.stringContaining(`Port ${String(port)} is in use`)],
    ]);
    expect(fs.existsSync(path.join(folder, 'data'))).toBe(false);
    await new Promise((resolve) => holder.close(resolve));
  });

  it('for a data folder in use ends with 3', async () => {
    await serving();
    const { code, output } = await refusal(['--port', String(await closedPort())]);
    expect([code, output.split('\n').length]).toEqual([3, 1]);
  });

  it.each([
    ['a bad variable', [], { PORT: 'eighty' }, /^PORT must be/],
    ['a bad option', ['--prot'], {}, /prot/],
    [
      'an address for others without a chosen password',
      [],
      { CCLOAD_HOST: '0.0.0.0' },
      /CCLOAD_PASS/,
    ],
  ])('for %s ends with 4 and has made nothing', async (_what, args, env, pattern) => {
    const { code, output } = await refusal(args, env);
    expect(code).toBe(4);
    expect(output).toMatch(pattern);
    expect(fs.existsSync(path.join(folder, 'data'))).toBe(false);
  });

  it('for a data folder that cannot be made ends with 4', async () => {
    fs.writeFileSync(path.join(folder, 'file'), '');
    const { code, output } = await refusal([
      '--port',
      String(await closedPort()),
      '--data-dir',
      path.join(folder, 'file', 'sub'),
    ]);
    expect([code, output.split('\n').length]).toEqual([4, 1]);
    expect(output).toContain('--data-dir');
  });

  it.each([
    ['no database', 'just text, longer than a hundred bytes '.repeat(5)],
    ['a database of somebody else', null],
  ])('for %s ends with 5 and leaves the file as it was', async (_what, text) => {
    fs.mkdirSync(path.join(folder, 'data'));
    const foreign = Buffer.alloc(4096);
    foreign.write('SQLite format 3\0');
    foreign.writeUInt32BE(12345, 68);
    foreign.writeUInt32BE(1, 28);
    const bytes = text === null ? foreign : Buffer.from(text);
    fs.writeFileSync(dataFile('ccload.db'), bytes);
    const { code, output } = await refusal(['--port', String(await closedPort())]);
    expect([code, output.split('\n').length]).toEqual([5, 1]);
    expect(fs.readFileSync(dataFile('ccload.db')).equals(bytes)).toBe(true);
    expect(fs.readdirSync(path.join(folder, 'data'))).toEqual(['ccload.db']);
  });
});

describe('the other commands', () => {
  it('print the usage and the version', async () => {
    expect(await refusal(['--help'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('--reset-password') as string,
    });
    expect(await refusal(['--version'])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    });
  });

  it('make a new password, which ends every login', async () => {
    const first = await serving();
    first.child.kill('SIGINT');
    await first.exit;
    const { code, output } = await refusal(['--reset-password']);
    expect(code).toBe(0);
    const password = /New admin password: (\S+)/.exec(output)?.[1] ?? '';
    const { port } = await serving();
    const login = await fetch(`http://127.0.0.1:${String(port)}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
    });
    expect(login.status).toBe(200);
  });
});
