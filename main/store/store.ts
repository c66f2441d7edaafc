import type { RemovedChannels } from './channel-removal.ts';
import type { RemovedToken } from './tables.ts';
import type { RequestDetail, RequestPage } from '../contracts/admin-api.ts';
import type { CapturePart, CaptureStats, CaptureView } from '../contracts/capture.ts';
import type { Channel, ChannelDraft, ChannelId, KeyId } from '../contracts/channel.ts';
import type { PAYER_KINDS } from '../contracts/constants.ts';
import type { Notice, NoticeId } from '../contracts/notice.ts';
import type { KnownPrice, PriceOverride } from '../contracts/price.ts';
import type { RequestOutcome } from '../contracts/record.ts';
import type { CooldownChanges, StoredCooldown } from '../core/availability/circuit.ts';
import type { Rule, RuleDraft, RuleId, RuleView } from '../contracts/rule.ts';
import type { Term } from '../core/filter/terms.ts';
import type { Settled } from '../core/statistics/settled.ts';
import type { Token, TokenDraft, TokenId } from '../contracts/token.ts';
import type { BackupRepository, ImportRepository, TokenInsert } from './moving-port.ts';
import type { RecordWriter } from './record-port.ts';
import type { StatisticsRepository } from './statistics-port.ts';
import type { KeyStore } from './vault-wraps.ts';

/** What the rest of the program sees of the database: nouns and promises, neither SQL nor rows. */
export type Store = {
  readonly channels: ChannelRepository;
  readonly tokens: TokenRepository;
  readonly settings: SettingsRepository;
  readonly sessions: SessionRepository;
  readonly mintedIds: MintedIdRepository;
  readonly affinities: AffinityRepository;
  readonly provenances: ProvenanceRepository;
  readonly cooldowns: CooldownRepository;
  readonly rules: RuleRepository;
  readonly spending: SpendingRepository;
  readonly notices: NoticeRepository;
  readonly prices: PriceRepository;
  readonly knownPrices: KnownPriceRepository;
  readonly retention: RetentionRepository;
  readonly imports: ImportRepository;
  readonly backups: BackupRepository;
  readonly captures: CaptureRepository;
  readonly records: RecordRepository;
  readonly statistics: StatisticsRepository;
  facts(): Promise<StoreFacts>;
  readonly recordWriter: RecordWriter;
  readonly vault: VaultState;
  /** Writes what is queued, then ends both worker threads. Safe to call twice. */
  close(): Promise<void>;
};

export type StoreOptions = {
  /** Path of the database file; its folder exists. */
  readonly file: string;
  /** SQLite's name of it, any case: WAL, DELETE, TRUNCATE, PERSIST or MEMORY. */
  readonly journalMode: string;
  /** CCLOAD_SECRET: opens the data key without a key file. */
  readonly secret: string | null;
  /** The operating system's key store; the desktop alone has one. */
  readonly keyStore?: KeyStore | null;
  /** Holds the key of the data key (mode 0600) where there is neither. */
  readonly keyFile: string;
  /** A worker thread died: nothing can be stored any more. Called at most once. */
  readonly onFatal: (error: Error) => void;
  /** A fault that is survived and belongs in the log: records not written yet, or lost. */
  readonly onTrouble?: (error: Error) => void;
  /** Told of each batch of records when it is written. */
  readonly onSettled?: (settled: Settled) => void;
  readonly now: () => number;
  /** What local clocks are ahead of UTC at a moment; by default those of this machine. */
  readonly offsetMsAt?: (at: number) => number;
};

/** Names are unique without regard to case. Reads are in `position` order, secrets decrypted. */
export type { RemovedChannels, RemovedToken };

export type ChannelRepository = {
  list(): Promise<Channel[]>;
  insert(draft: ChannelDraft): Promise<Channel>;
  /** Ids of kept URLs and keys stay; a key or URL that is there already keeps its id even when the draft names none. */
  replace(id: ChannelId, draft: ChannelDraft): Promise<Channel>;
  setEnabled(id: ChannelId, isEnabled: boolean): Promise<void>;
  setKeyEnabled(id: ChannelId, keyId: KeyId, isEnabled: boolean): Promise<void>;
  /** Removes the channels and their parts, all or none; their records stay. */
  removeMany(ids: readonly ChannelId[]): Promise<RemovedChannels>;
  /** Puts back what was removed, under the same ids. */
  restoreMany(removed: RemovedChannels): Promise<void>;
  /** All or none. */
  changeMany(ids: readonly ChannelId[], change: ChannelChange): Promise<void>;
  /**
   * The given channels come first, in this order; the others follow in their old one. `priorities` by id, of those that
   * change theirs.
   */
  reorder(ids: readonly ChannelId[], priorities?: Readonly<Record<string, number>>): Promise<void>;
};

export type ChannelChange = { readonly isEnabled?: boolean; readonly priority?: number };

export type { ImportChange, TokenInsert } from './moving-port.ts';

export type TokenRepository = {
  list(): Promise<Token[]>;
  insert(input: TokenInsert): Promise<Token>;
  update(id: TokenId, draft: TokenDraft): Promise<Token>;
  remove(id: TokenId): Promise<RemovedToken>;
  /** Puts back what was removed, under the same id. */
  restore(removed: RemovedToken): Promise<void>;
  touch(entries: readonly { readonly id: TokenId; readonly lastUsedAt: number }[]): Promise<void>;
  /** Null when there is no local token, or while the vault is locked. */
  readLocalSecret(): Promise<string | null>;
  /** Gives the local token another secret; its id and name stay. */
  replaceLocal(input: {
    readonly hash: string;
    readonly mask: string;
    readonly secret: string;
  }): Promise<Token>;
};

/** Values are JSON. Names that begin with `internal.` are the program's own and no settings of a person. */
export type SettingsRepository = {
  readAll(): Promise<Map<string, unknown>>;
  /** All or none. */
  writeMany(
    values: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>,
  ): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
};

/** A login, known by the SHA-256 of its token. */
export type Session = {
  readonly hash: string;
  readonly createdAt: number;
  readonly expiresAt: number;
};

export type SessionRepository = {
  /** Those that have not expired. */
  list(now: number): Promise<Session[]>;
  insert(session: Session): Promise<void>;
  remove(hash: string): Promise<void>;
  removeAll(): Promise<void>;
  /** Removes those that have expired. */
  prune(now: number): Promise<void>;
};

/** An id an upstream handed out (a file, a batch, a response), and which key it belongs to. */
export type MintedId = {
  readonly id: string;
  readonly channelId: ChannelId;
  readonly keyId: KeyId;
  readonly mintedAt: number;
};

export type MintedIdRepository = {
  /** Newest first. */
  list(limit: number): Promise<MintedId[]>;
  /** An id that is known already moves to its new owner. */
  insertMany(minted: readonly MintedId[]): Promise<void>;
  prune(keepNewest: number): Promise<void>;
};

/** Where a conversation is served. */
export type StoredAffinity = {
  readonly key: string;
  readonly channelId: ChannelId;
  readonly keyId: KeyId;
  readonly usedAt: number;
  readonly isMixed: boolean;
};

export type AffinityRepository = {
  /** Last used first. */
  list(limit: number): Promise<StoredAffinity[]>;
  save(places: readonly StoredAffinity[]): Promise<void>;
  prune(keepNewest: number, usedBefore: number): Promise<void>;
};

/** Who minted an opaque token, or has refused it. */
export type StoredProvenance = {
  readonly hash: string;
  readonly channelId: ChannelId;
  readonly keyId: KeyId;
  readonly isRefused: boolean;
  readonly notedAt: number;
};

export type ProvenanceRepository = {
  /** Newest first. */
  list(limit: number): Promise<StoredProvenance[]>;
  /** What is known already is overwritten. */
  save(noted: readonly StoredProvenance[]): Promise<void>;
  prune(keepNewest: number, notedBefore: number): Promise<void>;
};

/** What was cooling, so that a restart does not forget it. */
export type CooldownRepository = {
  list(): Promise<StoredCooldown[]>;
  /** All or none. */
  save(changes: CooldownChanges): Promise<void>;
};

/** Lists are those of each channel and the one for all; a new rule comes last in its list. */
export type RuleRepository = {
  list(): Promise<RuleView[]>;
  insert(channelId: ChannelId | null, draft: RuleDraft): Promise<Rule>;
  replace(id: RuleId, draft: RuleDraft): Promise<Rule>;
  remove(id: RuleId): Promise<void>;
  /** The rules in this order; they are all of one list. */
  reorder(ids: readonly RuleId[]): Promise<void>;
  /** Of rules that are gone meanwhile nothing is written. */
  addHits(
    hits: readonly { readonly id: RuleId; readonly count: number; readonly lastHitAt: number }[],
  ): Promise<void>;
};

/** What a channel or a token spent in a local day `YYYY-MM-DD` or month `YYYY-MM`. */
export type Spent = {
  readonly kind: (typeof PAYER_KINDS)[number];
  readonly id: number;
  readonly period: string;
  readonly nanoUsd: number;
};

/** The sums that limits of money are judged by. They do not depend on the records. */
export type SpendingRepository = {
  list(): Promise<Spent[]>;
  /** All or none. Each replaces the sum of its period. */
  save(sums: readonly Spent[]): Promise<void>;
  /** Forgets everything older than a month `YYYY-MM`. */
  prune(beforeMonth: string): Promise<void>;
  /** What was spent in each local hour since a moment, by the hourly totals; ascending. */
  hourly(since: number): Promise<HourlySpent[]>;
};

/** What a channel or a token spent in the local hour that began at `hour`. */
export type HourlySpent = Pick<Spent, 'kind' | 'id' | 'nanoUsd'> & { readonly hour: number };

/** What people were told. */
export type NoticeRepository = {
  /** Oldest first. */
  list(): Promise<{ readonly notice: Notice; readonly isDismissed: boolean }[]>;
  /** Forgets old ones, but none before its `keptUntil`: the list is also the memory of what was told. */
  insert(notice: Notice, keptUntil: number): Promise<void>;
  dismiss(ids: readonly NoticeId[], at: number): Promise<void>;
};

/** Prices that the user has set, in their order. */
export type PriceRepository = {
  list(): Promise<PriceOverride[]>;
  replaceAll(overrides: readonly PriceOverride[]): Promise<void>;
};

/** What the catalogue of prices has said. It holds for the version of the catalogue that said it. */
export type KnownPriceRepository = {
  /** The oldest first. */
  list(version: string): Promise<KnownPrice[]>;
  save(version: string, prices: readonly KnownPrice[]): Promise<void>;
  /** Keeps what this version said, up to a number. */
  prune(version: string, keepNewest: number): Promise<void>;
};

/** Removes requests with their attempts, oldest first and in portions. The hourly totals stay. */
export type RetentionRepository = {
  /** Those that were accepted before a moment. Returns how many went: fewer than `limit` when no more are left. */
  removeBefore(at: number, limit: number): Promise<number>;
  /** Those that are not among the newest `keptRows`. */
  removeBeyond(keptRows: number, limit: number): Promise<number>;
  /** Of the database, without the room that removed rows have left. */
  usedBytes(): Promise<number>;
  /** Gives a portion of that room back to the disk; whether more is left. */
  shrink(): Promise<boolean>;
};

/** One captured attempt, with those of its bodies that there are. */
export type StoredCapture = {
  readonly view: CaptureView;
  readonly bodies: Readonly<Partial<Record<CapturePart, Uint8Array>>>;
};

export type CaptureRepository = {
  /** All or none. */
  save(attempts: readonly StoredCapture[]): Promise<void>;
  /** The captured attempts of a request, in order. */
  views(requestId: string): Promise<CaptureView[]>;
  /** Null when there is none. */
  body(requestId: string, number: number, part: CapturePart): Promise<Uint8Array | null>;
  /** This and the next two return how many attempts were deleted. */
  remove(requestId: string): Promise<number>;
  removeAll(): Promise<number>;
  /** Deletes what is too old, what has no record any more, and the oldest of what has no room. */
  prune(storedBefore: number, maxTotalBytes: number): Promise<number>;
  stats(): Promise<CaptureStats>;
};

export type RecordQuery = {
  /** `nextCursor` of the page before; null starts with the newest. */
  readonly before: string | null;
  readonly limit: number;
  readonly channelId?: ChannelId | undefined;
  readonly tokenId?: TokenId | undefined;
  readonly outcome?: RequestOutcome | undefined;
  /** Requested or upstream name, exact. */
  readonly model?: string | undefined;
  /** Part of an id, name, path, model, conversation or detail. */
  readonly search?: string | undefined;
  /** All of these hold. */
  readonly filter?: readonly Term[] | undefined;
};

/** How much is searched for one page of records. */
export type SearchBounds = {
  /** Rows of the first look; each further one takes twice as many, up to `mostRows`. */
  readonly rows: number;
  readonly mostRows: number;
  /** After this long the page is answered with what was found, and says how far it got. */
  readonly ms: number;
};

export type RecordRepository = {
  /** Ends early, with what was found so far, when few rows match. */
  page(query: RecordQuery, bounds?: SearchBounds): Promise<RequestPage>;
  detail(id: string): Promise<RequestDetail | null>;
  /** Closes the rows that an earlier run of the program left open. Returns how many there were. */
  markInterrupted(at: number): Promise<number>;
};

/** What of the database is of interest to whoever looks for a fault. */
export type StoreFacts = {
  readonly sqliteVersion: string;
  /** Of the main tables, by their names. */
  readonly rows: Readonly<Record<string, number>>;
};

export type VaultState = {
  /** Nothing at hand opens the data key: stored secrets cannot be read and new ones not written. */
  readonly isLocked: boolean;
  /** What to do about it, in a sentence; empty while it is open. */
  readonly lockedReason: string;
};
