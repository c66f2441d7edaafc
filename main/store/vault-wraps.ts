import { randomBytes, scrypt } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { PRIVATE_MODE } from './private-file.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';
import { StoreError } from './store-error.ts';
import { errorCode } from './wire-error.ts';

/** The data key as one opener keeps it in the table `vault`. What the two fields hold is the opener's business. */
export type Wrap = { readonly salt: Uint8Array; readonly sealed: Uint8Array };

/**
 * One way to the data key. Further ways (the operating system's key store, a passphrase) are further
 * values of this type with a `kind` of their own: `openVault` takes a list of them.
 */
export type Wrapper = {
  /** Primary key of its row. */
  readonly kind: string;
  seal(dataKey: Uint8Array): Promise<Wrap>;
  /** Null when this is not the opener the wrap was made for, or what it needs is not there. */
  open(wrap: Wrap): Promise<Uint8Array | null>;
  /** After `open`: the wrap should be made anew. */
  readonly isStale?: () => boolean;
};

/** The operating system's own place for secrets, where the shell offers one. */
export type KeyStore = {
  seal(bytes: Uint8Array): Promise<Uint8Array>;
  /** Null for what it did not seal, and while it cannot be asked. `isStale`: it is better sealed anew. */
  open(
    sealed: Uint8Array,
  ): Promise<{ readonly bytes: Uint8Array; readonly isStale: boolean } | null>;
};

const KEY_STORE_KIND = 'key-store';
const FILE_KIND = 'file';
const SECRET_KIND = 'secret';

const KEY_BYTES = 32;
const KEY_TEXT = /^[0-9a-f]{64}$/;
const SALT_BYTES = 16;
const PURPOSE = 'ccload:data-key';

/**
 * Cost of guessing a secret: 32 MiB and about 60 ms a try, paid once at every start. A secret from an
 * environment is usually long and random; this is for those that are not.
 */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** A key in a file that only its owner may read, for machines where nobody is there to type anything. */
export function fileWrapper(keyFile: string): Wrapper {
  return {
    kind: FILE_KIND,
    async seal(dataKey) {
      const key = (await readKeyFile(keyFile)) ?? (await createKeyFile(keyFile));
      return { salt: new Uint8Array(), sealed: sealBytes(key, PURPOSE, dataKey) };
    },
    async open(wrap) {
      const key = await readKeyFile(keyFile);
      return key === null ? null : openBytes(key, PURPOSE, wrap.sealed);
    },
  };
}

/** Only the desktop has a key store, and a copy of the folder on another machine cannot be opened with it. */
export function keyStoreWrapper(keyStore: KeyStore): Wrapper {
  let isStale = false;
  return {
    kind: KEY_STORE_KIND,
    async seal(dataKey) {
      return { salt: new Uint8Array(), sealed: await keyStore.seal(dataKey) };
    },
    async open(wrap) {
      const opened = await keyStore.open(wrap.sealed);
      isStale = opened?.isStale === true;
      return opened?.bytes ?? null;
    },
    isStale: () => isStale,
  };
}

/** A key derived from CCLOAD_SECRET; nothing of it is stored. */
export function secretWrapper(secret: string): Wrapper {
  return {
    kind: SECRET_KIND,
    async seal(dataKey) {
      const salt = Uint8Array.from(randomBytes(SALT_BYTES));
      return { salt, sealed: sealBytes(await deriveKey(secret, salt), PURPOSE, dataKey) };
    },
    async open(wrap) {
      return openBytes(await deriveKey(secret, wrap.salt), PURPOSE, wrap.sealed);
    },
  };
}

/** What would open wraps of these kinds, for a vault that nothing at hand opens. */
export function explainLocked(kinds: readonly string[], keyFile: string): string {
  const ways = kinds.map((kind) => {
    if (kind === FILE_KIND) return `the key file ${keyFile} is missing, unreadable or another one`;
    if (kind === SECRET_KIND) return 'CCLOAD_SECRET is not set or has another value';
    if (kind === KEY_STORE_KIND) {
      return "this system's key store, which only the desktop app asks, does not open them (start the desktop app once with CCLOAD_SECRET set; then that secret opens them everywhere)";
    }
    return `"${kind}" is not available here`;
  });
  const why = ways.length === 0 ? 'the database has lost what opens them' : ways.join(', and ');
  return `The stored keys are locked: ${why}.`;
}

function deriveKey(secret: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, KEY_BYTES, SCRYPT, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** Null when the file is missing, cannot be read or holds no key: whichever it is, it opens nothing. */
async function readKeyFile(path: string): Promise<Uint8Array | null> {
  try {
    const hex = (await readFile(path, 'utf8')).trim();
    return KEY_TEXT.test(hex) ? Buffer.from(hex, 'hex') : null;
  } catch {
    // The vault then says that it is locked, and that this file is a way to open it.
    return null;
  }
}

async function createKeyFile(path: string): Promise<Uint8Array> {
  const key = randomBytes(KEY_BYTES);
  const unfinished = `${path}.tmp`;
  try {
    await refuseOtherContents(path);
    await rm(unfinished, { force: true });
    const handle = await open(unfinished, 'wx', PRIVATE_MODE);
    try {
      await handle.writeFile(`${key.toString('hex')}\n`);
      // It must not be lost after rows that need it have reached the disk.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, path);
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError('unreadable', `The key file ${path} cannot be written.`, { cause });
  }
  return key;
}

/** A file that holds something else may be the key of another database. */
async function refuseOtherContents(path: string): Promise<void> {
  const file = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (file !== null && file.size > 0) {
    throw new StoreError('unreadable', `${path} is no key file. It was left as it is.`);
  }
}
