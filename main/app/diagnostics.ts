import { stat } from 'node:fs/promises';
import os from 'node:os';
import type { Diagnostics } from '../contracts/diagnostics.ts';
import type { Clock } from '../proxy/clock.ts';
import type { Store } from '../store/store.ts';
import type { EventLoopWatch } from './event-loop-watch.ts';
import { UNDICI_VERSION } from './version.ts';

/** What the control plane knows of itself. */
type FromAdmin = Pick<Diagnostics, 'eventStreams' | 'inFlight'>;

type Sources = {
  readonly store: Pick<Store, 'facts'>;
  readonly clock: Clock;
  readonly watch: EventLoopWatch;
  readonly version: string;
  readonly startedAt: number;
  readonly databaseFile: string;
  readonly dataFolder: string;
  readonly logFile: string | null;
  readonly level: () => Diagnostics['log']['level'];
  readonly addresses: () => readonly string[];
};

/** How the program is doing at this moment. */
export function diagnosticsOf(sources: Sources): (admin: FromAdmin) => Promise<Diagnostics> {
  const { store, clock, watch, version, startedAt, databaseFile, dataFolder } = sources;
  let cpu = { usage: process.cpuUsage(), at: clock.now() };
  return async (admin) => {
    const [facts, sizeBytes, walBytes] = await Promise.all([
      store.facts(),
      sizeOf(databaseFile),
      sizeOf(`${databaseFile}-wal`),
    ]);
    const now = clock.now();
    const used = process.cpuUsage(cpu.usage);
    const spanMs = now - cpu.at;
    const cpuShare = spanMs > 0 ? (used.user + used.system) / 1000 / spanMs : null;
    cpu = { usage: process.cpuUsage(), at: now };
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    return {
      versions: {
        program: version,
        node: process.versions.node,
        sqlite: facts.sqliteVersion,
        undici: UNDICI_VERSION,
        electron: process.versions['electron'] ?? null,
      },
      platform: `${process.platform} ${process.arch} ${os.release()}`,
      startedAt,
      uptimeMs: now - startedAt,
      eventLoop: watch.read(),
      memory: {
        rssBytes: rss,
        heapUsedBytes: heapUsed,
        heapTotalBytes: heapTotal,
        externalBytes: external,
      },
      cpuShare: cpuShare === null ? null : Math.round(cpuShare * 1000) / 1000,
      database: { file: databaseFile, sizeBytes, walBytes, rows: facts.rows },
      log: { level: sources.level(), file: sources.logFile },
      dataFolder,
      listening: sources.addresses(),
      ...admin,
    };
  };
}

/** 0 where there is no such file. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
