import type { LogLevel } from './settings.ts';

/** How the program is doing. Milliseconds and bytes as the names say. */
export type Diagnostics = {
  readonly versions: {
    readonly program: string;
    readonly node: string;
    readonly sqlite: string;
    readonly undici: string;
    /** Null when it runs without a window. */
    readonly electron: string | null;
  };
  /** `linux x64 6.1.0`. */
  readonly platform: string;
  readonly startedAt: number;
  readonly uptimeMs: number;
  /** How late the program comes to what is due. Null in the first moments after it was asked for the first time. */
  readonly eventLoop: EventLoopDelay | null;
  readonly memory: {
    readonly rssBytes: number;
    readonly heapUsedBytes: number;
    readonly heapTotalBytes: number;
    readonly externalBytes: number;
  };
  /** Of one processor core: 1 is all of it. */
  readonly cpuShare: number | null;
  readonly database: DatabaseFacts;
  readonly log: {
    readonly level: LogLevel;
    /** Null: the terminal alone. */ readonly file: string | null;
  };
  readonly dataFolder: string;
  readonly listening: readonly string[];
  readonly eventStreams: number;
  readonly inFlight: number;
};

export type EventLoopDelay = {
  /** How long it was watched: up to a minute. */
  readonly spanMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

type DatabaseFacts = {
  readonly file: string;
  readonly sizeBytes: number;
  /** What was written and is not in the file yet. */
  readonly walBytes: number;
  /** Rows of the main tables, by their names. */
  readonly rows: Readonly<Record<string, number>>;
};

/** One line of the log; secrets are masked. */
export type LogLine = {
  readonly at: number;
  readonly level: LogLevel;
  readonly text: string;
};
