import { existsSync } from 'node:fs';
import { Kysely } from 'kysely';
import { SqlAffinities } from './affinities.ts';
import { readFacts } from './facts.ts';
import { SqlCaptures } from './captures.ts';
import { SqlBackups } from './backups.ts';
import { SqlChannels } from './channels.ts';
import { SqlCooldowns } from './cooldowns.ts';
import { refuseForeignFile } from './database-file.ts';
import { SqlImports } from './imports.ts';
import { SqlMintedIds } from './minted-ids.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { SqlProvenances } from './provenances.ts';
import { BatchingRecordWriter } from './record-writer.ts';
import { RecordSink } from './record-sink.ts';
import { SqlNotices } from './notices.ts';
import { SqlPrices } from './prices.ts';
import { SqlKnownPrices } from './known-prices.ts';
import { SqlRetention } from './retention.ts';
import { SqlRecords } from './records.ts';
import { SqlRules } from './rules.ts';
import { SqlSessions } from './sessions.ts';
import { SqlSettings } from './settings.ts';
import { SqlSpending } from './spending.ts';
import { ThreadStatistics } from './statistics.ts';
import { stagedFile } from './staged-restore.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { SqliteThread } from './sqlite-thread.ts';
import type { StatisticsRepository } from './statistics-port.ts';
import type { Store, StoreOptions } from './store.ts';
import { StoreError } from './store-error.ts';
import type { Tables } from './tables.ts';
import { SqlTokens } from './tokens.ts';
import { openVault } from './vault.ts';
import { workerUrl } from './worker-url.ts';

export { StoreError } from './store-error.ts';
export type { Store, StoreOptions } from './store.ts';
export type { KeyStore } from './vault-wraps.ts';

/** Journal modes in which a transaction can be rolled back; OFF, the only other one, cannot. */
const JOURNAL_MODES = ['wal', 'delete', 'truncate', 'persist', 'memory'];

const MINUTE_MS = 60_000;

/** What a test puts in place of the real ones. */
export type StoreParts = {
  readonly migrations: readonly Migration[];
  readonly workerUrl: URL;
};

/**
 * Opens the database, which is created or brought up to date first, and the threads behind it. Throws
 * `StoreError` when the file cannot be used; a file that is refused is left as it was.
 */
export async function openStore(
  options: StoreOptions,
  parts: StoreParts = { migrations: MIGRATIONS, workerUrl: workerUrl() },
): Promise<Store> {
  const { file, now } = options;
  const journalMode = readJournalMode(options.journalMode);
  const { workerUrl: threadUrl } = parts;
  const latest = parts.migrations.at(-1)?.number ?? 0;
  // What waits to be restored was checked, and helps also where the database itself cannot be read any more.
  if (!existsSync(stagedFile(file))) refuseForeignFile(file, latest);

  const onDeath = once(options.onFatal);
  const thread = await SqliteThread.start(
    threadUrl,
    { role: 'writer', file, journalMode, migrations: parts.migrations, startedAt: now() },
    onDeath,
  );
  const writing = new Kysely<Tables>({ dialect: sqliteDialect(async () => thread) });
  // A dialect starts its thread with the first query, and many a run of the program never asks.
  const reading = new Kysely<Tables>({
    dialect: sqliteDialect(() => SqliteThread.start(threadUrl, { role: 'reader', file }, onDeath)),
  });

  try {
    const vault = await openVault(writing, {
      secret: options.secret === '' ? null : options.secret,
      keyStore: options.keyStore ?? null,
      keyFile: options.keyFile,
      now: now(),
    });
    const statistics = new ThreadStatistics(() =>
      SqliteThread.start(workerUrl('statistics-worker'), { role: 'statistics', file }, onDeath),
    );
    const sink = new RecordSink(writing, thread, options.offsetMsAt ?? systemOffsetMs, (rollup) => {
      statistics.forget([...rollup.hours]);
      options.onSettled?.(rollup.settled);
    });
    const onTrouble = options.onTrouble ?? (() => undefined);
    const recordWriter = new BatchingRecordWriter({ sink, onTrouble });
    return {
      ...repositories({ writing, reading, thread, vault, now, sink, statistics }),
      imports: new SqlImports(writing, vault, now, threadUrl),
      backups: new SqlBackups(vault, { ...options, workerUrl: threadUrl, latest }),
      recordWriter,
      vault,
      async close() {
        await recordWriter.stop();
        // Readers first: whoever closes last folds the log into the file, and a reader cannot.
        await statistics.close();
        await reading.destroy();
        // With the connection in hand, because a transaction may be under way.
        await writing.connection().execute(() => thread.close());
      },
    };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

/** The nouns of the database. */
function repositories({
  writing,
  reading,
  thread,
  vault,
  now,
  sink,
  statistics,
}: {
  readonly writing: Kysely<Tables>;
  readonly reading: Kysely<Tables>;
  readonly thread: SqliteThread;
  readonly vault: Awaited<ReturnType<typeof openVault>>;
  readonly now: () => number;
  readonly sink: RecordSink;
  readonly statistics: StatisticsRepository;
}): Omit<Store, 'recordWriter' | 'vault' | 'imports' | 'backups' | 'close'> {
  return {
    channels: new SqlChannels(writing, vault, now),
    tokens: new SqlTokens(writing, vault, now),
    settings: new SqlSettings(writing),
    sessions: new SqlSessions(writing),
    mintedIds: new SqlMintedIds(writing),
    affinities: new SqlAffinities(writing),
    provenances: new SqlProvenances(writing),
    cooldowns: new SqlCooldowns(writing),
    rules: new SqlRules(writing),
    spending: new SqlSpending(writing),
    notices: new SqlNotices(writing),
    prices: new SqlPrices(writing),
    knownPrices: new SqlKnownPrices(writing, now),
    captures: new SqlCaptures(reading, writing, thread, now),
    retention: new SqlRetention(reading, writing, thread),
    records: new SqlRecords(reading, writing, sink),
    statistics,
    facts: () => readFacts(reading),
  };
}

/** What this machine's clocks are ahead of UTC. */
function systemOffsetMs(at: number): number {
  return -new Date(at).getTimezoneOffset() * MINUTE_MS;
}

function readJournalMode(text: string): string {
  const mode = text.toLowerCase();
  if (JOURNAL_MODES.includes(mode)) return mode;
  throw new StoreError(
    'unreadable',
    `The journal mode "${text}" is none of ${JOURNAL_MODES.join(', ').toUpperCase()}.`,
  );
}

/** Two threads may die of one cause; it is told once. */
function once(report: (error: Error) => void): (error: Error) => void {
  let isReported = false;
  return (error) => {
    if (isReported) return;
    isReported = true;
    report(error);
  };
}
