import type { RestoreSummary } from '../contracts/backup.ts';
import type { ChannelDraft, ChannelId } from '../contracts/channel.ts';
import type { TokenDraft, TokenId } from '../contracts/token.ts';

/** Rows of another program's tables, by their names. */
export type ForeignTables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

export type TokenInsert = {
  readonly draft: TokenDraft;
  /** SHA-256 of the token, hex. */
  readonly hash: string;
  readonly mask: string;
  readonly isLocal: boolean;
  /** Given for the local token alone, which is kept encrypted. */
  readonly secret: string | null;
};

/** Changes that are made together. What is removed must not be anybody's but an import's. */
export type ImportChange = {
  readonly insert: readonly ChannelDraft[];
  readonly replace: readonly { readonly id: ChannelId; readonly draft: ChannelDraft }[];
  readonly removeChannels: readonly ChannelId[];
  /** Undefined puts a setting back to its default. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** `newChannels` are added to what its rule speaks of: places in `insert`, whose ids nobody knows yet. */
  readonly insertTokens: readonly (TokenInsert & { readonly newChannels?: readonly number[] })[];
  readonly removeTokens: readonly TokenId[];
};

export type ImportRepository = {
  /** All or none; the ids of what was inserted, in its order. */
  apply(change: ImportChange): Promise<{
    readonly channels: readonly ChannelId[];
    readonly tokens: readonly TokenId[];
  }>;
  /** The tables of another program's SQLite file. @throws StoreError when it is none, or damaged */
  readDatabase(bytes: Uint8Array): Promise<ForeignTables>;
};

export type BackupRepository = {
  /** The whole database as of one moment and what opens its secrets, encrypted. Made while it is read. */
  create(passphrase: string): AsyncIterable<Uint8Array>;
  /**
   * Checks a backup and makes it ready: it takes the place of the database at the next start, which keeps the old one
   * aside. @throws StoreError when it is none, damaged, newer, or behind another passphrase; then nothing is changed
   */
  stage(source: AsyncIterable<Uint8Array>, passphrase: string): Promise<RestoreSummary>;
  /** What waits for the next start. */
  staged(): RestoreSummary | null;
  discard(): void;
};
