import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { machineTicks } from '../proc.ts';
import type { BenchOptions } from '../options.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Reads the machine at the start of a run; the answer describes the run once it is over. */
export function watchConditions(options: BenchOptions, isPinned: boolean): () => string {
  const before = machineTicks();
  const loads = [os.loadavg()[0] ?? 0];
  return () => {
    const after = machineTicks();
    loads.push(os.loadavg()[0] ?? 0);
    const stolen = (100 * (after.stolen - before.stolen)) / Math.max(1, after.total - before.total);
    const cpus = os.cpus();
    return [
      `${new Date().toISOString().slice(0, 10)}, ${String(cpus.length)} CPUs (${cpus[0]?.model.trim() ?? 'unknown'}), ` +
        `${os.type()} ${os.release()}, ${isPinned ? 'target on one CPU, load and upstream on the other' : 'not pinned'}`,
      `Node ${process.versions.node}, undici ${versionOf('undici')}, better-sqlite3 ${versionOf('better-sqlite3')}, protocol ${options.protocol}; built ${builtAt()}`,
      `${String(options.rounds)} rounds, ${String(options.starts)} starts, ${String(options.streamPasses)} passes of streams; ` +
        `load average ${loads.map((load) => load.toFixed(1)).join(' → ')}, ${stolen.toFixed(1)} % of CPU time stolen`,
    ].join('\n');
  };
}

/** A build that is older than the sources is measured as it is; this shows it. */
function builtAt(): string {
  return fs.statSync(path.join(root, 'dist/built.json')).mtime.toISOString().slice(0, 16);
}

function versionOf(name: string): string {
  const file = path.join(root, 'node_modules', name, 'package.json');
  const { version } = JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly version: string };
  return version;
}
