import { createHash } from 'node:crypto';
import { z } from 'zod';
import { TOKEN_BYTES } from '../core/client-token.ts';
import { maskSecret } from '../core/redact.ts';
import type { AdminDeps } from './deps.ts';
import { Serial } from './serial.ts';

const SETTING = 'internal.metricsToken';

/** Unlike that of client tokens, so that nobody gives a client this one. */
const PREFIX = 'ccm-';

const storedSchema = z.object({ hash: z.string(), mask: z.string(), createdAt: z.number() });
type Stored = z.output<typeof storedSchema>;

/**
 * What a monitor shows to read the metrics, and nothing else: there is at most one, it is kept hashed, and only the route
 * of the metrics asks for it.
 */
export class MetricsToken {
  readonly #deps: Pick<AdminDeps, 'store' | 'now' | 'randomBytes'>;
  readonly #changes = new Serial();
  #loading: Promise<Stored | null> | null = null;

  constructor(deps: Pick<AdminDeps, 'store' | 'now' | 'randomBytes'>) {
    this.#deps = deps;
  }

  async isRight(token: string): Promise<boolean> {
    const stored = await this.find();
    return stored !== null && stored.hash === hashOf(token);
  }

  /** Null when there is none. A failure to read is the caller's, and the next call tries again. */
  async find(): Promise<Stored | null> {
    this.#loading ??= this.#read();
    try {
      return await this.#loading;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }

  /** Makes a new one; the one before stops working at once. */
  rotate(): Promise<Omit<Stored, 'hash'> & { readonly token: string }> {
    return this.#changes.run(async () => {
      const { store, now, randomBytes } = this.#deps;
      const token = PREFIX + Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url');
      const kept = { mask: maskSecret(token), createdAt: now() };
      const stored = { hash: hashOf(token), ...kept };
      await store.settings.writeMany({ [SETTING]: stored });
      this.#loading = Promise.resolve(stored);
      return { ...kept, token };
    });
  }

  remove(): Promise<void> {
    return this.#changes.run(async () => {
      await this.#deps.store.settings.remove([SETTING]);
      this.#loading = Promise.resolve(null);
    });
  }

  async #read(): Promise<Stored | null> {
    const values = await this.#deps.store.settings.readAll();
    // One that is damaged opens nothing, and can be made anew.
    return storedSchema.safeParse(values.get(SETTING)).data ?? null;
  }
}

/** It is random, so a fast hash is enough: there is nothing to guess. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
