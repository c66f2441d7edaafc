import { execFileSync, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { processTree } from './proc.ts';

/** Long enough for a target that writes a CPU profile when it ends. */
const STOP_MS = 15_000;

const hasTaskset = canRun('taskset', '-V');

/** Every process of the run that is alive, so that none outlives it. */
const alive = new Set<ChildProcess>();

/** A process of the run; `pid` is known, unlike the child's own. */
export type Started = { readonly child: ChildProcess; readonly pid: number };

/** Starts a command on one CPU, where the machine can do that. */
export function start(
  command: readonly string[],
  options: {
    readonly cpu: number;
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly stdio: StdioOptions;
  },
): Started {
  const pinned = hasTaskset ? ['taskset', '-c', String(options.cpu), ...command] : command;
  const [program = '', ...args] = pinned;
  const child = spawn(program, args, {
    cwd: options.cwd,
    // Nothing else is inherited: a proxy or a debugger of the user's would be measured too.
    env: { PATH: process.env['PATH'] ?? '', ...options.env },
    stdio: options.stdio,
  });
  if (child.pid === undefined) throw new Error(`${program} does not start.`);
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return { child, pid: child.pid };
}

/** Ends a process and what it started: first kindly, so that it can write down what it has. */
export async function stop({ child, pid }: Started): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const tree = processTree(pid);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const guard = new AbortController();
  await Promise.race([gone, wait(STOP_MS, undefined, { signal: guard.signal }).catch(ignore)]);
  guard.abort();
  killAll(tree);
}

/** Pins this process, which is the load generator, beside the upstream. */
export function pinSelf(cpu: number): boolean {
  return hasTaskset && canRun('taskset', '-apc', String(cpu), String(process.pid));
}

process.on('exit', () => {
  for (const { pid } of alive) if (pid !== undefined) killAll(processTree(pid));
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // Already gone, which is what we want.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}

function canRun(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function ignore(): void {
  // The wait was cut short because the process is gone.
}
