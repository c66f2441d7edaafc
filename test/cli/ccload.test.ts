import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCcload } from '../../main/cli/ccload.ts';
import { TestApp } from '../support/test-app.ts';

const ENTRY = join(import.meta.dirname, '../../main/ccload.ts');

let app: TestApp;
let home: string;

beforeAll(async () => {
  app = await TestApp.start({
    channels: [{ name: 'A', url: 'http://127.0.0.1:9', models: ['claude-mine'] }],
  });
  home = join(app.folder, 'user');
  await mkdir(join(home, '.codex'), { recursive: true });
  await mkdir(join(home, 'bin'));
});
afterAll(() => app.stop());

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

const PROCESS = ['node', 'ccload'];
const withFolder = ([name = '', ...rest]: readonly string[], folder: string): readonly string[] => [
  name,
  '--data-dir',
  folder,
  ...rest,
];

/** The command in this process, as a user with a home of their own and no terminal would run it. */
async function ccload(args: readonly string[], folder = app.folder): Promise<Ended> {
  const ended = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      ended[name] += String(chunk);
      return true;
    }),
  );
  const noTerminal = vi.spyOn(process, 'stdin', 'get').mockReturnValue({
    isTTY: false,
  } as typeof process.stdin);
  vi.stubEnv('HOME', home);
  try {
    await runCcload([...PROCESS, ...withFolder(args, folder)]);
    return { code: Number(process.exitCode ?? 0), ...ended };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
    for (const spy of [...spies, noTerminal]) spy.mockRestore();
  }
}

/** The command as a process, for what only a process shows: the exit code, and output that a client inherits. */
async function ccloadProcess(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [ENTRY, ...withFolder(args, app.folder)], {
    cwd: home,
    env: { PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (ended.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (ended.stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...ended };
}

const localToken = async (): Promise<string> =>
  (await app.adminData<{ token: string }>('GET', '/admin/tokens/local')).token;

describe('ccload env', () => {
  it.each(['bash', 'fish', 'zsh'])('prints lines that %s understands', async (shell) => {
    if (spawnSync(shell, ['-c', 'true']).error !== undefined) return;
    const { stdout } = await ccload(['env', '--shell', shell === 'fish' ? 'fish' : 'bash']);
    const script = `${stdout}\nprintf '%s %s' "$ANTHROPIC_BASE_URL" "$ANTHROPIC_AUTH_TOKEN"`;
    const seen = spawnSync(shell, ['-c', script], { encoding: 'utf8' });
    expect(seen.stdout).toBe(`${app.address} ${await localToken()}`);
  });

  it('makes a token of a project once, and gives the same one again, to its user alone', async () => {
    const first = await ccload(['env', '--token', 'ci', '--json']);
    const again = await ccload(['env', '--token', 'ci', '--json']);
    expect(again.stdout).toBe(first.stdout);
    const { CCLOAD_TOKEN: token } = JSON.parse(first.stdout) as { CCLOAD_TOKEN: string };
    const answer = await fetch(`${app.address}/v1/models`, { headers: { 'x-api-key': token } });
    expect(answer.status).toBe(200);
    const file = join(app.folder, 'command-line-tokens.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('does not know the value of a token that was made elsewhere', async () => {
    const { code, stderr } = await ccload(['env', '--token', 'Test']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('not made here')]);
  });
});

describe('ccload run', () => {
  it('runs a client with our variables and its own arguments, and ends as it did', async () => {
    const program = join(home, 'bin/claude');
    await writeFile(
      program,
      '#!/bin/sh\necho "$ANTHROPIC_BASE_URL $ANTHROPIC_AUTH_TOKEN $@"\nexit 3\n',
    );
    await chmod(program, 0o755);
    const { code, stdout } = await ccloadProcess(['run', 'claude', '-p', '--json', 'x y']);
    expect(stdout).toBe(`${app.address} ${await localToken()} -p --json x y\n`);
    expect(code).toBe(3);
  });

  it('says what Gemini CLI wants when it refuses our key', async () => {
    const program = join(home, 'bin/gemini');
    await writeFile(program, '#!/bin/sh\nexit 41\n');
    await chmod(program, 0o755);
    const { code, stderr } = await ccloadProcess(['run', 'gemini']);
    expect([code, stderr]).toEqual([
      41,
      expect.stringContaining('"selectedType":"gemini-api-key"'),
    ]);
  });

  it('says when it is not installed', async () => {
    const { code, stderr } = await ccloadProcess(['run', 'opencode']);
    expect([code, stderr]).toEqual([1, 'opencode is not installed, or not on the PATH.\n']);
  });
});

describe('ccload connect and disconnect', () => {
  it('shows the change, does it when told to, and undoes it', async () => {
    const file = join(home, '.codex/config.toml');
    await writeFile(file, 'model = "m"\n');
    const asked = await ccload(['connect', 'codex']);
    expect([asked.code, asked.stderr]).toEqual([4, expect.stringContaining('--yes')]);
    expect(asked.stdout).toContain('+ model_provider = "ccload"');
    expect(asked.stdout).not.toContain(await localToken());
    expect(await readFile(file, 'utf8')).toBe('model = "m"\n');
    await ccload(['connect', 'codex', '--yes']);
    expect(await readFile(file, 'utf8')).toContain(await localToken());
    const { code } = await ccload(['disconnect', 'codex', '--yes']);
    expect([code, await readFile(file, 'utf8')]).toEqual([0, 'model = "m"\n']);
  });
});

describe('ccload import', () => {
  it('shows what it would add, does it when told to, and says what became of it', async () => {
    const file = join(home, 'channels.csv');
    await writeFile(
      file,
      'name,api_key,url,models\nNew,sk-secret-0123456789,https://n.example,m\nA,,https://a.example,claude-mine\nBad,k,,m\n',
    );
    const asked = await ccload(['import', file]);
    expect([asked.code, asked.stderr]).toEqual([4, expect.stringContaining('--yes')]);
    expect(asked.stdout).toBe(
      [
        '+ New',
        '~ A',
        '    urls: http://127.0.0.1:9 → https://a.example',
        '! line 4: urls: is missing: a channel needs at least one URL',
        'Would be: 1 added, 1 changed, 0 as they were, 1 left out.',
        '',
      ].join('\n'),
    );
    const names = async () => (await ccload(['channels'])).stdout;
    expect(await names()).not.toContain('New');
    expect((await ccload(['import', file, '--dry-run'])).code).toBe(0);
    expect(await names()).not.toContain('New');

    const { stdout } = await ccload(['import', file, '--yes', '--json']);
    const done = JSON.parse(stdout) as { undoToken: string };
    expect(done).toMatchObject({ created: 1, updated: 1, skipped: 1, isDryRun: false });
    expect(await names()).toContain('New');
    await app.adminData('POST', '/admin/channels/import/undo', { token: done.undoToken });
  });
});

describe('ccload asks the running program', () => {
  it('for its channels and its state', async () => {
    expect((await ccload(['channels'])).stdout).toBe('ready    A\n');
    expect((await ccload(['status'])).stdout).toMatch(
      /^ccload idle · 1\/1 ready · \$0\.00 today\n$/,
    );
    expect((await ccload(['top'])).stdout).toContain(`ccLoad at ${app.address}`);
  });

  it('and finds what is wrong with a key, without a token spent', async () => {
    const { code, stdout } = await ccload(['doctor']);
    expect(code).toBe(7);
    expect(stdout).toMatch(/^bad {2}key: A: /m);
  });

  it.each([
    [['status'], 6, 'is not running'],
    [['bogus'], 4, 'unknown'],
    [['run', 'nobody'], 4, 'There is no client'],
  ])('%j ends with %i where that cannot be done', async (args, code, text) => {
    const ended = await ccload(args, join(app.folder, 'nothing-here'));
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(text)]);
  });
});
