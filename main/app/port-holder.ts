import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A system that takes longer to say does not say. */
const PATIENCE_MS = 2000;

/** The name of the program that listens on a port, as far as the system tells us; else null. */
export async function portHolder(port: number, platform: string): Promise<string | null> {
  try {
    if (platform === 'linux') return await linuxHolder(port);
    if (platform === 'darwin') return readLsof(await output('lsof', lsofArguments(port)));
    if (platform === 'win32') return await windowsHolder(port);
  } catch {
    // Not permitted, or the tool is not there: then nobody is named.
  }
  return null;
}

async function output(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(command, args, { timeout: PATIENCE_MS, windowsHide: true });
  return stdout;
}

/** Without any tool: which socket listens, then whose it is. Other users' processes are not shown to us. */
async function linuxHolder(port: number): Promise<string | null> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const sockets = new Set(tables.flatMap((table) => listeningSockets(table, port)));
  if (sockets.size === 0) return null;
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || !(await holdsSocket(pid, sockets))) continue;
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
    return named(name, pid);
  }
  return null;
}

async function holdsSocket(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const entries = await readdir(folder).catch(() => []);
  const targets = await Promise.all(
    entries.map((entry) => readlink(`${folder}/${entry}`).catch(() => '')),
  );
  return targets.some((target) => sockets.has(target));
}

/** `socket:[inode]` of what listens on the port, by a table of `/proc/net`. */
export function listeningSockets(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const LISTEN = '0A';
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return local.endsWith(suffix) && state === LISTEN ? [`socket:[${inode}]`] : [];
  });
}

function lsofArguments(port: number): readonly string[] {
  return ['-nP', `-iTCP:${String(port)}`, '-sTCP:LISTEN', '-Fpc'];
}

/** `-F` answers a line for each field: `p123`, `cnginx`. */
export function readLsof(text: string): string | null {
  const field = (letter: string): string | undefined =>
    text
      .split('\n')
      .find((line) => line.startsWith(letter))
      ?.slice(1);
  const name = field('c');
  return name === undefined ? null : named(name, field('p') ?? '');
}

async function windowsHolder(port: number): Promise<string | null> {
  const pid = readNetstat(await output('netstat', ['-ano', '-p', 'TCP']), port);
  if (pid === null) return null;
  const list = await output('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']);
  const name = /^"([^"]+)"/.exec(list.trim())?.[1];
  return name === undefined ? null : named(name, pid);
}

/** The process id in the last column. Words are in the system's language, so the foreign address tells a listener. */
export function readNetstat(text: string, port: number): string | null {
  for (const line of text.split('\n')) {
    const [, local = '', foreign = '', , pid] = line.trim().split(/\s+/);
    if (local.endsWith(`:${String(port)}`) && foreign.endsWith(':0')) return pid ?? null;
  }
  return null;
}

function named(name: string, pid: string): string {
  return `${name} (${pid})`;
}
