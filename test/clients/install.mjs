import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment, start } from './bounded-process.mjs';

/** Versions that are known to run the conversation; a newer one is a change like any other. */
const PACKAGES = {
  '@anthropic-ai/claude-code': '2.1.329',
  '@openai/codex': '0.169.0',
  '@google/gemini-cli': '0.61.0',
};

/** Installed by name alone. */
export const OPENCODE = { 'opencode-ai': '1.18.33' };

/** Nearly a gigabyte, unpacked: two of the clients carry a runtime of their own. */
const INSTALL_MS = 570_000;

/**
 * Installs the clients from npm into a folder that later runs use again, and answers its node_modules.
 * The binaries lie in optional packages for each platform; no install script is needed to run them.
 * @param {(line: string) => void} say
 * @param {Readonly<Record<string, string>>} packages
 * @returns {Promise<string>}
 */
export async function installClients(say, packages = PACKAGES) {
  const versions = Object.values(packages).join('-');
  const folder = join(tmpdir(), `ccload-clients-${versions}`);
  const done = join(folder, 'installed.json');
  if (existsSync(done)) {
    say(`clients are installed in ${folder}`);
    return join(folder, 'node_modules');
  }
  say(`installing ${Object.keys(packages).join(', ')} into ${folder}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...names];
  // The registry may be one that the user's own npm settings name, so this alone runs with their home.
  const env = { ...bareEnvironment(), ...npmSettings(), HOME: homedir(), USERPROFILE: homedir() };
  const npm = npmCommand();
  const { code, stdout, stderr } = await start(npm.command, [...npm.args, ...args], {
    cwd: folder,
    env,
    timeoutMs: INSTALL_MS,
  }).ended;
  if (code !== 0) throw new Error(`npm install failed (${String(code)}):\n${stdout}${stderr}`);
  await writeFile(done, JSON.stringify(packages));
  return join(folder, 'node_modules');
}

/** Under `npm run` npm says where it is; started otherwise, it is looked for on the PATH. */
function npmCommand() {
  const script = process.env['npm_execpath'];
  return script === undefined
    ? { command: 'npm', args: [] }
    : { command: process.execPath, args: [script] };
}

/** Proxies and registries that the environment names. */
function npmSettings() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      /^(npm_config_(registry|cache|cafile|userconfig)|https?_proxy|no_proxy)$/i.test(name),
    ),
  );
}
