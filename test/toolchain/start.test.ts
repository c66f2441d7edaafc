import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseShell } from '../../scripts/electron-choice.mjs';
import { type PlantedTree, plantTree } from './planted-tree.ts';

/** Stands in for the program: says what it was given, then waits for a signal if asked to. */
const program = `
process.exitCode = 3;
if (process.argv.includes('--stay')) {
  const timer = setInterval(() => {}, 1000);
  process.on('SIGTERM', () => { console.log('asked to stop'); clearInterval(timer); });
}
console.log('started with ' + process.argv.slice(2).join(' '));
`;

/** Stands in for the build: leaves the program and one line for each time it ran. */
const build = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('dist/main', { recursive: true });
writeFileSync('dist/main/headless.js', ${JSON.stringify(program)});
writeFileSync('dist/built.json', '{}');
appendFileSync('builds.txt', 'built\\n');
`;

const trees: PlantedTree[] = [];

function plantProject(files: Readonly<Record<string, string>> = {}): string {
  const tree = plantTree(
    {
      'package.json': '{ "type": "module" }',
      'main/headless.ts': '',
      'build.mjs': build,
      'node_modules/vite/package.json': '{}',
      ...files,
    },
    ['scripts/start.mjs', 'scripts/launch.mjs', 'scripts/electron-choice.mjs'],
  );
  trees.push(tree);
  return tree.root;
}

type Env = Readonly<Record<string, string>>;

function launch(root: string, env: Env, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['scripts/start.mjs', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function start(root: string, first: Env | string = '--headless', ...rest: string[]) {
  const [env, args] = typeof first === 'string' ? [{}, [first, ...rest]] : [first, rest];
  const child = launch(root, env, args);
  if (!child.stdout || !child.stderr) throw new Error('the launcher has no output');
  const [output, complaint] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { output, complaint, code: child.exitCode };
}

const builds = (root: string) => {
  const file = join(root, 'builds.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
};

afterEach(() => {
  for (const tree of trees.splice(0)) tree.remove();
});

describe('the launcher', () => {
  it('hands arguments to the program and takes over its exit code', async () => {
    const { output, code } = await start(plantProject(), '--headless', '--port', '8080');
    expect(output).toBe('started with --headless --port 8080\n');
    expect(code).toBe(3);
  });

  it.skipIf(process.platform === 'win32')('lets the program end in its own time', async () => {
    const child = launch(plantProject(), {}, ['--headless', '--stay']);
    if (!child.stdout) throw new Error('the launcher has no output');
    let output = '';
    for await (const chunk of child.stdout) {
      if (output === '') child.kill('SIGTERM');
      output += String(chunk);
    }
    if (child.exitCode === null) await once(child, 'exit');
    expect(output).toBe('started with --headless --stay\nasked to stop\n');
    expect(child.exitCode).toBe(3);
  });

  it('builds once, and again after a source has changed', async () => {
    const root = plantProject();
    await start(root);
    await start(root);
    expect(builds(root)).toBe(1);

    const later = new Date(Date.now() + 60_000);
    utimesSync(join(root, 'main/headless.ts'), later, later);
    await start(root);
    expect(builds(root)).toBe(2);
  });

  it('does not start what could not be built', async () => {
    const root = plantProject({ 'build.mjs': "console.error('no'); process.exitCode = 1;" });
    expect(await start(root, '--headless')).toEqual({ output: '', complaint: 'no\n', code: 1 });
  });

  it('takes a build as it is where the build tools are missing', async () => {
    const root = plantProject();
    await start(root);
    rmSync(join(root, 'node_modules/vite'), { recursive: true });
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(root, 'main/headless.ts'), later, later);
    expect((await start(root)).code).toBe(3);
    expect(builds(root)).toBe(1);
  });
});

describe('the choice of the shell', () => {
  const electron = {
    'node_modules/electron/path.txt': 'electron',
    'node_modules/electron/dist/electron': '',
  };
  const choose = (
    files: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = { DISPLAY: ':0' },
    args: readonly string[] = [],
    platform = 'linux',
  ) => chooseShell({ args, env, platform, root: plantProject(files) });

  it('is the desktop where there are a binary and a display', () => {
    expect(choose(electron)).toMatchObject({ kind: 'desktop' });
    expect(choose(electron, {}, [], 'darwin')).toMatchObject({ kind: 'desktop' });
  });

  it('is headless otherwise, and says why', () => {
    expect(choose({})).toEqual({
      kind: 'headless',
      why: 'No Electron binary (run "npx install-electron") – starting headless.',
    });
    const noDisplay = { kind: 'headless', why: 'No display – starting headless.' };
    expect(choose(electron, {})).toEqual(noDisplay);
    expect(choose(electron, { SSH_CONNECTION: 'x' }, [], 'darwin')).toEqual(noDisplay);
  });

  it('is headless without a word where that is asked for', () => {
    const silent = { kind: 'headless', why: null };
    expect(choose(electron, { DISPLAY: ':0', CCLOAD_HEADLESS: '1' })).toEqual(silent);
    for (const arg of ['--headless', '--help', '--version', '--reset-password']) {
      expect(choose(electron, { DISPLAY: ':0' }, [arg])).toEqual(silent);
    }
  });

  it.skipIf(process.platform === 'win32')(
    'starts Electron with the program and its arguments',
    async () => {
      const root = plantProject(electron);
      const binary = join(root, 'node_modules/electron/dist/electron');
      writeFileSync(binary, '#!/bin/sh\necho "window $*"\nexit 0\n', { mode: 0o755 });
      chmodSync(binary, 0o755);
      const { output, code } = await start(root, { DISPLAY: ':0' }, '--hidden');
      expect(output).toBe(`window ${root}/ --hidden\n`);
      expect(code).toBe(0);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'goes on headless when Electron cannot start',
    async () => {
      const root = plantProject(electron);
      const binary = join(root, 'node_modules/electron/dist/electron');
      writeFileSync(binary, '#!/bin/sh\nexit 127\n');
      chmodSync(binary, 0o755);
      const { output, complaint } = await start(root, { DISPLAY: ':0' });
      expect(complaint).toBe('Electron could not start (exit code 127) – starting headless.\n');
      expect(output).toBe('started with \n');
    },
  );

  it('fails where the window is the only thing that was wanted', async () => {
    const { output, complaint, code } = await start(plantProject(), {}, '--desktop');
    expect([output, complaint, code]).toEqual([
      '',
      'No Electron binary (run "npx install-electron").\n',
      1,
    ]);
  });
});

describe('node', () => {
  it('is the version that the project pins, in tests too', () => {
    const { devDependencies } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
    ) as { devDependencies: Record<string, string> };
    expect(process.versions.node).toBe(devDependencies['node']);
  });
});
