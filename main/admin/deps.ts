import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ChannelTestResult, ModelFetchResult } from '../contracts/admin-api.ts';
import type {
  CaptureSwitches,
  ReplayAnswer,
  ReplayOrder,
  ReplayPlanned,
} from '../contracts/capture.ts';
import type { Channel, ChannelId, ChannelTrial } from '../contracts/channel.ts';
import type { CheckResult } from '../contracts/checks.ts';
import type {
  ClientConnection,
  ConnectableClient,
  ConnectionAction,
  ConnectionPreview,
} from '../contracts/connection.ts';
import type { Diagnostics, LogLine } from '../contracts/diagnostics.ts';
import type { LogLevel } from '../contracts/settings.ts';
import type { Limits, LimitState } from '../contracts/limits.ts';
import type { RouteExplanation, RouteQuestion } from '../contracts/route-explanation.ts';
import type { Zone } from '../core/limits/calendar.ts';
import type { Delay } from '../state/coalesced.ts';
import type { AvailabilityBook } from '../state/availability-book.ts';
import type { CaptureBook } from '../state/capture-book.ts';
import type { ChannelBook } from '../state/channel-book.ts';
import type { InFlight } from '../state/in-flight.ts';
import type { NoticeBook } from '../state/notice-book.ts';
import type { Payer } from '../state/money-book.ts';
import type { RecentAnswers } from '../state/recent-answers.ts';
import type { RuleBook } from '../state/rule-book.ts';
import type { PriceBook } from '../state/price-book.ts';
import type { SettingsBook } from '../state/settings-book.ts';
import type { TokenBook } from '../state/token-book.ts';
import type { Session, Store, StoredCapture } from '../store/store.ts';

/** What the control plane is given by the composition root. */
export type AdminDeps = {
  readonly store: Pick<
    Store,
    | 'channels'
    | 'tokens'
    | 'settings'
    | 'sessions'
    | 'prices'
    | 'records'
    | 'statistics'
    | 'captures'
    | 'rules'
    | 'imports'
    | 'backups'
    | 'vault'
  >;
  readonly books: {
    readonly channels: Pick<
      ChannelBook,
      'all' | 'find' | 'offeredModels' | 'replaceAll' | 'subscribe'
    >;
    readonly tokens: Pick<TokenBook, 'all' | 'replaceAll' | 'subscribe'>;
    readonly settings: Pick<SettingsBook, 'current' | 'lockedBy' | 'replace' | 'subscribe'>;
    readonly rules: Pick<
      RuleBook,
      'all' | 'rulesFor' | 'hitsOf' | 'compile' | 'replaceAll' | 'utcOffsetOf' | 'subscribe'
    >;
    readonly recentAnswers: Pick<RecentAnswers, 'list'>;
    readonly prices: Pick<PriceBook, 'all' | 'replaceAll' | 'subscribe'>;
    readonly notices: Pick<NoticeBook, 'list' | 'dismiss' | 'subscribe'>;
    readonly inFlight: Pick<InFlight, 'list' | 'size' | 'snapshot' | 'subscribe'>;
  };
  /** Absent where nothing is attempted; then nothing cools down. */
  readonly cooldowns?: Pick<
    AvailabilityBook,
    | 'list'
    | 'cool'
    | 'clear'
    | 'clearChannel'
    | 'clearAll'
    | 'tryNow'
    | 'tryChannelNow'
    | 'subscribe'
  >;
  readonly captures: {
    readonly book: Pick<CaptureBook, 'switches' | 'orders' | 'order' | 'removeOrder' | 'subscribe'>;
    /** Stores them first. */
    replaceSwitches(switches: CaptureSwitches): Promise<void>;
    /** Of a request that is not stored yet; null when there is none such. */
    running(requestId: string): Promise<readonly StoredCapture[]> | null;
    planReplay(order: ReplayOrder): ReplayPlanned;
    /** Only what could be planned. */
    replay(order: ReplayOrder): Promise<ReplayAnswer>;
  };
  /** The local zone, whose days and hours statistics go by. */
  readonly zone: Zone;
  /** How much of its limits a channel or token has used. */
  limitStateOf(payer: Payer, limits: Limits): LimitState;
  readonly config: AdminConfig;
  readonly diagnostics: {
    read(admin: Pick<Diagnostics, 'eventStreams' | 'inFlight'>): Promise<Diagnostics>;
    /** The latest lines, oldest first. */
    log(limit: number, level: LogLevel): readonly LogLine[];
  };
  /** False when no such request is in flight. */
  cancelRequest(id: string): boolean;
  /** Gives the running attempt up for the next channel; false when there is none, or its answer has begun. */
  rerouteRequest(id: string): boolean;
  testChannel(trial: ChannelTrial): Promise<ChannelTestResult>;
  /** Checks it now, as if it were due. */
  checkChannel(channel: Channel): Promise<CheckResult>;
  /** Null when it was not checked since the program started. */
  lastCheck(id: ChannelId): CheckResult | null;
  fetchModels(channel: Channel): Promise<ModelFetchResult>;
  /** Does the URL lead back to one of our own listeners? */
  isOwnAddress(url: string): boolean;
  /** Is the key one of our own client tokens? */
  isOwnToken(secret: string): boolean;
  /** How a request would be understood, and where it would go now. Nothing is sent. */
  explainRoute(question: RouteQuestion): RouteExplanation;
  /** The configuration files of clients on this machine. */
  readonly connections: Connections;
  /** In the format of Prometheus. */
  readMetrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Resolves when the requests that have ended are in the totals, or after a moment when that takes long. */
  settleRecords(): Promise<void>;
  readonly log: { info(line: string): void; warn(line: string): void };
  now(): number;
  readonly after: Delay;
  randomBytes(count: number): Uint8Array;
};

/** What a client's files are to say, beside our address. */
type Told = { readonly token: string; readonly models: readonly string[] };

/** Each throws an AppError where the files cannot be edited. */
export type Connections = {
  readonly baseUrl: () => string;
  look(told: Told): readonly ClientConnection[];
  preview(client: ConnectableClient, action: ConnectionAction, told: Told): ConnectionPreview;
  /** Only to files that are as they were when the fingerprint was made. */
  connect(client: ConnectableClient, told: Told, fingerprint: string): void;
  disconnect(client: ConnectableClient, fingerprint: string): void;
};

type AdminConfig = {
  readonly version: string;
  /** The port in use now; it names the cookie. */
  port(): number;
  readonly isHeadless: boolean;
  /** Nobody beyond this machine can reach the listener. */
  readonly isLoopbackOnly: boolean;
  /** CCLOAD_HOSTS: names beside `localhost` and IP addresses by which we may be called. */
  readonly hosts: readonly string[];
  /** CCLOAD_PASS: wins over the stored password. */
  readonly fixedPassword: string | null;
  /** A session that the command line finds in the data folder; null when there is none. */
  readonly ownSession: string | null;
  /** Folder of the built UI; null when it is not built. */
  readonly staticDir: string | null;
};

/** What Hono carries along with a call. `incoming` is Node's request; a test gives the address alone. */
export type AdminEnv = {
  Bindings: { readonly incoming?: { readonly socket: { readonly remoteAddress?: string } } };
  Variables: { session: Session };
};

export type AdminApp = OpenAPIHono<AdminEnv>;
export type AdminContext = Context<AdminEnv>;
