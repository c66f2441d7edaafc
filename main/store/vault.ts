import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { AppError } from '../core/app-error.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';
import type { VaultState } from './store.ts';
import type { Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import {
  explainLocked,
  fileWrapper,
  keyStoreWrapper,
  secretWrapper,
  type KeyStore,
  type Wrap,
  type Wrapper,
} from './vault-wraps.ts';

/** What a sealed value is; it opens only as what it was sealed. */
export type SecretKind = 'channel-key' | 'local-token';

const DATA_KEY_BYTES = 32;

/** Seals secrets with the data key, which exists only in memory and, wrapped, in the table `vault`. */
export class Vault implements VaultState {
  readonly lockedReason: string;
  readonly #dataKey: Uint8Array | null;

  constructor(dataKey: Uint8Array | null, lockedReason: string) {
    this.#dataKey = dataKey;
    this.lockedReason = lockedReason;
  }

  get isLocked(): boolean {
    return this.#dataKey === null;
  }

  /** For a backup, which has its own lock. */
  dataKey(): Uint8Array {
    if (this.#dataKey === null) throw new AppError('vault.locked', this.lockedReason);
    return this.#dataKey;
  }

  seal(kind: SecretKind, secret: string): Uint8Array {
    if (this.#dataKey === null) throw new AppError('vault.locked', this.lockedReason);
    return sealBytes(this.#dataKey, `ccload:${kind}`, Buffer.from(secret));
  }

  /** Null while the vault is locked, and for bytes that were sealed otherwise. */
  open(kind: SecretKind, sealed: Uint8Array): string | null {
    if (this.#dataKey === null) return null;
    const plain = openBytes(this.#dataKey, `ccload:${kind}`, sealed);
    return plain === null ? null : Buffer.from(plain).toString();
  }
}

/**
 * Opens the data key with CCLOAD_SECRET, the system's key store or the key file. A new database gets a new
 * data key, wrapped by the first of these that is there: with a secret or a key store no key lies beside the data.
 * What comes before the one that opened the vault is added: a secret that is new or was changed, the key
 * store of a desktop that takes over a folder. Older ways stay, so that headless still opens it.
 */
export async function openVault(
  db: Kysely<Tables>,
  options: {
    readonly secret: string | null;
    readonly keyStore: KeyStore | null;
    readonly keyFile: string;
    readonly now: number;
  },
): Promise<Vault> {
  const { secret, keyStore, keyFile, now } = options;
  const file = fileWrapper(keyFile);
  // In the order they are tried. The first is what the person running this relies on to open it.
  const wrappers = [
    ...(secret === null ? [] : [secretWrapper(secret)]),
    ...(keyStore === null ? [] : [keyStoreWrapper(keyStore)]),
    file,
  ];
  const preferred = wrappers[0] ?? file;

  const rows = await db.selectFrom('vault').selectAll().execute();
  const wraps = new Map<string, Wrap>(rows.map((row) => [row.kind, row]));
  if (wraps.size === 0 && !(await hasSealedRows(db))) {
    const dataKey = Uint8Array.from(randomBytes(DATA_KEY_BYTES));
    await saveWrap(db, preferred, dataKey, now);
    return new Vault(dataKey, '');
  }

  const opened = await openFirst(wrappers, wraps);
  // Never a new data key over rows that need the old one: it would make their loss final.
  if (opened === null) return new Vault(null, explainLocked([...wraps.keys()], keyFile));
  if (opened.by !== preferred || opened.by.isStale?.() === true)
    await saveWrap(db, preferred, opened.dataKey, now);
  return new Vault(opened.dataKey, '');
}

async function openFirst(
  wrappers: readonly Wrapper[],
  wraps: ReadonlyMap<string, Wrap>,
): Promise<{ readonly dataKey: Uint8Array; readonly by: Wrapper } | null> {
  for (const wrapper of wrappers) {
    const wrap = wraps.get(wrapper.kind);
    const dataKey = wrap === undefined ? null : await wrapper.open(wrap);
    if (dataKey?.length === DATA_KEY_BYTES) return { dataKey, by: wrapper };
  }
  return null;
}

async function saveWrap(
  db: Kysely<Tables>,
  wrapper: Wrapper,
  dataKey: Uint8Array,
  now: number,
): Promise<void> {
  const wrap = await wrapper.seal(dataKey);
  await upsertQuery(
    db,
    'vault',
    ['kind'],
    [{ kind: wrapper.kind, salt: wrap.salt, sealed: wrap.sealed, created_at: now }],
  ).execute();
}

async function hasSealedRows(db: Kysely<Tables>): Promise<boolean> {
  const key = await db.selectFrom('channel_keys').select('id').limit(1).executeTakeFirst();
  const token = await db
    .selectFrom('tokens')
    .select('id')
    .where('secret', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return key !== undefined || token !== undefined;
}
