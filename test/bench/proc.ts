/** CPU time and memory of a process and its descendants, from /proc (Linux). */
import fs from 'node:fs';

/** A bound for a tree that grows while it is read. */
const MAX_PROCESSES = 512;

/** A process or thread may end while it is looked at; then it counts nothing. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function threads(pid: number): readonly string[] {
  try {
    return fs.readdirSync(`/proc/${String(pid)}/task`);
  } catch {
    return [];
  }
}

/** The process and all its descendants. */
export function processTree(root: number): readonly number[] {
  const pids = [root];
  for (const pid of pids) {
    if (pids.length >= MAX_PROCESSES) break;
    for (const thread of threads(pid)) {
      const children = read(`/proc/${String(pid)}/task/${thread}/children`).trim();
      for (const child of children === '' ? [] : children.split(' ').map(Number)) {
        if (!pids.includes(child)) pids.push(child);
      }
    }
  }
  return pids;
}

/**
 * Run time of all living threads of the tree in microseconds, as the scheduler counted it in nanoseconds: clock ticks of
 * 10 ms would be too coarse. Threads that have ended are not in it.
 */
export function cpuUs(root: number): number {
  let total = 0;
  for (const pid of processTree(root)) {
    for (const thread of threads(pid)) {
      const runTimeNs = read(`/proc/${String(pid)}/task/${thread}/schedstat`).split(' ')[0];
      total += Number(runTimeNs ?? 0);
    }
  }
  return total / 1000;
}

/** Resident memory of the tree in MiB. */
export function rssMiB(root: number): number {
  let total = 0;
  for (const pid of processTree(root)) {
    const status = read(`/proc/${String(pid)}/status`);
    total += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  }
  return total / 1024;
}

/** Clock ticks of the whole machine since its start: all of them, and those that the hypervisor gave to others. */
export function machineTicks(): { readonly total: number; readonly stolen: number } {
  const [line = ''] = read('/proc/stat').split('\n');
  const counts = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { total: counts.reduce((sum, count) => sum + count, 0), stolen: counts[7] ?? 0 };
}
