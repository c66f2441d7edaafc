import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  scrypt,
  type DecipherGCM,
} from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { PRIVATE_MODE } from './private-file.ts';
import { StoreError } from './store-error.ts';

/**
 * A backup is one file: the header, and behind it, under AES-256-GCM, the data key and the compressed database; the tag
 * stands at the end. The header is authenticated too. All of it is behind the passphrase, for records and captures are
 * nobody else's business either.
 *
 *     "ccload-backup\n"  14 bytes
 *     version            1 byte
 *     log2 N, r, p       3 bytes, of scrypt
 *     salt               16 bytes
 *     nonce              12 bytes
 */
const MAGIC = 'ccload-backup\n';
const VERSION = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = MAGIC.length + 4 + SALT_BYTES + NONCE_BYTES;
export const DATA_KEY_BYTES = 32;

/** 64 MiB and a fifth of a second a guess. */
const COST = { log2N: 16, r: 8, p: 1 };
/** What a file may ask for, so that a forged one cannot take all memory. */
const MAX_COST = { log2N: 20, r: 16, p: 4 };

/** The bytes of a backup, made while they are read. */
export async function* sealBackup(
  databaseFile: string,
  dataKey: Uint8Array,
  passphrase: string,
): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const header = Buffer.concat([
    Buffer.from(MAGIC, 'latin1'),
    Buffer.of(VERSION, COST.log2N, COST.r, COST.p),
    salt,
    nonce,
  ]);
  const cipher = createCipheriv('aes-256-gcm', await derive(passphrase, salt, COST), nonce);
  cipher.setAAD(header);
  yield header;
  yield cipher.update(dataKey);
  for await (const chunk of createReadStream(databaseFile).pipe(createGzip({ level: 6 }))) {
    yield cipher.update(chunk as Buffer);
  }
  yield cipher.final();
  yield cipher.getAuthTag();
}

/**
 * Writes the database of a backup to `target`, which must not be used before this resolves: only then it is known that
 * nothing in it was changed. @throws StoreError when it is no backup, or the passphrase is another one
 */
export async function openBackup(
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
  target: string,
): Promise<Uint8Array> {
  const opener = new Opener(passphrase);
  try {
    await pipeline(
      Readable.from(source, { objectMode: false }),
      opener,
      createGunzip(),
      createWriteStream(target, { mode: PRIVATE_MODE, flags: 'wx' }),
    );
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    // What does not open unpacks to nonsense before its tag is seen.
    if (isOfZlib(cause)) throw wrongPassphrase();
    throw cause;
  }
  return opener.dataKey;
}

function isOfZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/** Takes a backup apart: header, data key, and what is left is the packed database. */
class Opener extends Transform {
  readonly #passphrase: string;
  #held: Buffer = Buffer.alloc(0);
  #decipher: DecipherGCM | null = null;
  #key: Buffer = Buffer.alloc(0);

  constructor(passphrase: string) {
    super();
    this.#passphrase = passphrase;
  }

  get dataKey(): Uint8Array {
    return Uint8Array.from(this.#key);
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#take(chunk).then(() => {
      done();
    }, done);
  }

  override _flush(done: TransformCallback): void {
    try {
      if (this.#decipher === null || this.#held.length < TAG_BYTES) throw notABackup();
      this.#decipher.setAuthTag(this.#held);
      this.push(this.#decipher.final());
      done();
    } catch (error) {
      done(error instanceof StoreError ? error : wrongPassphrase());
    }
  }

  async #take(chunk: Buffer): Promise<void> {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (this.#decipher === null) {
      if (this.#held.length < HEADER_BYTES) return;
      this.#decipher = await decipherOf(this.#held.subarray(0, HEADER_BYTES), this.#passphrase);
      this.#held = this.#held.subarray(HEADER_BYTES);
    }
    // The last bytes may be the tag.
    const ready = this.#held.length - TAG_BYTES;
    if (ready <= 0) return;
    const plain = this.#decipher.update(this.#held.subarray(0, ready));
    this.#held = Buffer.from(this.#held.subarray(ready));
    const missing = DATA_KEY_BYTES - this.#key.length;
    if (missing > 0) this.#key = Buffer.concat([this.#key, plain.subarray(0, missing)]);
    const rest = missing > 0 ? plain.subarray(missing) : plain;
    if (rest.length > 0) this.push(rest);
  }
}

async function decipherOf(header: Buffer, passphrase: string): Promise<DecipherGCM> {
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw notABackup();
  const [version = 0, log2N = 0, r = 0, p = 0] = header.subarray(MAGIC.length);
  if (version !== VERSION) {
    throw new StoreError('newer', 'This backup was made by a newer version of this program.');
  }
  const isBounded = log2N <= MAX_COST.log2N && r <= MAX_COST.r && p <= MAX_COST.p;
  if (!isBounded || log2N < 10 || r < 1 || p < 1) throw notABackup();
  const salt = header.subarray(MAGIC.length + 4, MAGIC.length + 4 + SALT_BYTES);
  const key = await derive(passphrase, salt, { log2N, r, p });
  const nonce = header.subarray(HEADER_BYTES - NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(header);
  return decipher;
}

function derive(passphrase: string, salt: Uint8Array, cost: typeof COST): Promise<Buffer> {
  const N = 2 ** cost.log2N;
  const maxmem = 256 * N * cost.r;
  return new Promise((resolve, reject) => {
    scrypt(
      passphrase.normalize('NFKC'),
      salt,
      32,
      { N, r: cost.r, p: cost.p, maxmem },
      (error, key) => {
        if (error === null) resolve(key);
        else reject(error);
      },
    );
  });
}

function notABackup(): StoreError {
  return new StoreError('foreign', 'This file is no backup of this program.');
}

function wrongPassphrase(): StoreError {
  return new StoreError(
    'damaged',
    'The backup does not open: the passphrase is another one, or the file is damaged.',
  );
}
