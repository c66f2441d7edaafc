import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bareEnvironment, start } from './bounded-process.mjs';
import { checkRun } from './checks.mjs';
import { runClient } from './client.mjs';
import { node, Product, root } from './product.mjs';

const COMMAND_MS = 60_000;

/**
 * What each client's own files look like before anybody connects it: those of a person who has settled in.
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
const OWN_FILES = {
  'claude-code': {
    '.claude/settings.json': '{\n  "theme": "dark",\n  "env": { "MINE": "1" }\n}\n',
  },
  codex: {
    '.codex/config.toml':
      '# mine\nmodel = "gpt-5-codex"\ncheck_for_update_on_startup = false\n\n[analytics]\nenabled = false\n',
  },
  'gemini-cli': {
    '.gemini/settings.json':
      '{\n  "privacy": { "usageStatisticsEnabled": false }, // mine\n  "general": { "enableAutoUpdate": false }\n}\n',
  },
};

/** Of no address and no credential. */
const VARIABLES = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  GEMINI_CLI_TRUST_WORKSPACE: 'true',
};

/**
 * The command line connects a client by its own files; the client, told nothing else, works; undoing leaves the files
 * as they were, but for what the client itself has written there meanwhile.
 * @param {import('./client.mjs').Client} client
 * @param {{ url: string, folder: string, modules: string, checks: import('./checks.mjs').Checks, token: string }} run
 */
export async function connectAndUndo(client, { url, folder, modules, checks, token }) {
  const name = `${client.name}, connected by its own files,`;
  const home = join(folder, 'home');
  const own = OWN_FILES[client.family] ?? {};
  for (const [path, text] of Object.entries(own)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  }
  const paths = [...Object.keys(own), ...(client.family === 'gemini-cli' ? ['.gemini/.env'] : [])];
  const read = () =>
    paths.map((path) =>
      existsSync(join(home, path)) ? readFileSync(join(home, path), 'utf8') : null,
    );

  const product = await Product.start(join(folder, 'product'), token);
  await product.addChannel({ name: 'Answers', url, api_key: 'sk-channel-0123456789', priority: 0 });
  /** @param {string} command */
  const ccload = async (command) => {
    const args = ['--data-dir', join(folder, 'product/data'), '--yes'];
    const script = join(root, 'scripts/ccload.mjs');
    const { code, stdout, stderr } = await start(node, [script, command, client.family, ...args], {
      cwd: folder,
      env: { ...bareEnvironment(), HOME: home, USERPROFILE: home },
      timeoutMs: COMMAND_MS,
    }).ended;
    checks.that(`${name} can be asked to ${command}`, code === 0, stdout + stderr);
  };

  const before = read();
  await ccload('connect');
  const connected = read();
  const told = { ...client, files: () => ({}), environment: () => VARIABLES };
  const played = await runClient(told, { folder, modules, url: product.url, token });
  checkRun(checks, name, played);
  const records = await product.records(1);
  checks.that(`${name} comes through the proxy`, records.length > 0);
  const used = read();
  await ccload('disconnect');
  const undone = read();
  const isUntouched = JSON.stringify(used) === JSON.stringify(connected);
  const trace = undone.join('\n').includes(product.url);
  checks.that(`${name} has no trace of the proxy after undo`, !trace, undone);
  if (isUntouched) {
    const isSame = JSON.stringify(undone) === JSON.stringify(before);
    checks.that(`${name} has the same bytes as before after undo`, isSame, { before, undone });
  } else {
    // The client has written into its files while it was connected: that stays, and so does all else.
    const lines = before.flatMap((text) => (text ?? '').split('\n'));
    const now = undone.join('\n');
    const lost = lines.filter((line) => !now.includes(line.trim()));
    checks.that(
      `${name} keeps its own lines and what it has written meanwhile`,
      lost.length === 0,
      undone,
    );
  }
  if (process.platform !== 'win32')
    await runByCommand(client, { folder, modules, checks, product, token });
  await product.stop();
  return played;
}

/**
 * `ccload run` starts a client that its files do not bring here: they stay as they are, and the address and the token
 * are in its environment alone.
 * @param {import('./client.mjs').Client} client
 * @param {{ folder: string, modules: string, checks: import('./checks.mjs').Checks, product: Product, token: string }} run
 */
async function runByCommand(client, { folder, modules, checks, product, token }) {
  const name = `${client.name}, started by "ccload run",`;
  const [script = '', ...args] = client.command(modules);
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  // What people have on their PATH, without what npm's install scripts would do.
  const program = `#!/bin/sh\nexec "${node}" "${script}" "$@"\n`;
  await writeFile(join(bin, client.program), program, { mode: 0o755 });
  await rm(join(folder, 'work/answer.txt'));
  // Gemini CLI takes the choice of a key from its settings alone.
  const files = client.family === 'gemini-cli' ? client.files(product.url) : {};
  const started = {
    ...client,
    command: () => [
      join(root, 'scripts/ccload.mjs'),
      ...['run', '--data-dir', join(folder, 'product/data'), client.family, ...args],
    ],
    files: () => files,
    environment: () => ({ ...VARIABLES, PATH: `${bin}:${process.env['PATH']}` }),
  };
  const before = (await product.records(1)).length;
  checkRun(checks, name, await runClient(started, { folder, modules, url: product.url, token }));
  const records = await product.records(before + 3);
  checks.that(`${name} comes through the proxy`, records.length >= before + 3);
}
