import { createHash } from 'node:crypto';
import type { Session } from '../store/store.ts';
import type { AdminDeps } from './deps.ts';

export const SESSION_LIFE_MS = 24 * 60 * 60_000;

/** Logins at once; beyond it the oldest ends. */
const MAX_SESSIONS = 500;

/** 256 bits, written as 64 hex characters. */
const TOKEN_BYTES = 32;
const TOKEN = /^[0-9a-f]{64}$/;

/** Who is logged in. The table survives a restart; what a login is checked against is in memory. */
export class Sessions {
  readonly #deps: AdminDeps;
  readonly #live = new Map<string, Session>();
  #loading: Promise<void> | null = null;
  /** Of our own command line: it lasts as long as this process, and stands in no table. */
  readonly #own: Session | null;

  constructor(deps: AdminDeps) {
    this.#deps = deps;
    const { ownSession } = deps.config;
    this.#own =
      ownSession === null
        ? null
        : {
            hash: hashOf(ownSession),
            createdAt: deps.now(),
            expiresAt: Number.POSITIVE_INFINITY,
          };
  }

  /** Begins a session and returns its token, which is stored nowhere. */
  async open(): Promise<string> {
    await this.#load();
    const now = this.#deps.now();
    await this.#deps.store.sessions.prune(now);
    for (const session of this.#live.values()) {
      if (session.expiresAt <= now || this.#live.size >= MAX_SESSIONS)
        await this.close(session.hash);
    }
    const token = Buffer.from(this.#deps.randomBytes(TOKEN_BYTES)).toString('hex');
    const session = { hash: hashOf(token), createdAt: now, expiresAt: now + SESSION_LIFE_MS };
    await this.#deps.store.sessions.insert(session);
    this.#live.set(session.hash, session);
    return token;
  }

  /** Null for a token that is unknown, ended or no token at all. */
  async find(token: string): Promise<Session | null> {
    if (!TOKEN.test(token)) return null;
    if (this.#own?.hash === hashOf(token)) return this.#own;
    await this.#load();
    const session = this.#live.get(hashOf(token));
    return session !== undefined && this.isLive(session.hash) ? session : null;
  }

  /** Does the session still stand? An open event stream asks before every event. */
  isLive(hash: string): boolean {
    if (this.#own?.hash === hash) return true;
    const session = this.#live.get(hash);
    return session !== undefined && session.expiresAt > this.#deps.now();
  }

  /** Logs out. The book first: from here on nobody gets in, even if the database is slow. */
  async close(hash: string): Promise<void> {
    this.#live.delete(hash);
    await this.#deps.store.sessions.remove(hash);
  }

  /** After a change of the password: whoever knew the old one is out. */
  async closeOthers(hash: string): Promise<void> {
    for (const other of this.#live.keys()) {
      if (other !== hash) await this.close(other);
    }
  }

  /** Reads the sessions of an earlier run once; a failure is the caller's and the next call tries again. */
  async #load(): Promise<void> {
    this.#loading ??= this.#read();
    try {
      await this.#loading;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }

  async #read(): Promise<void> {
    for (const session of await this.#deps.store.sessions.list(this.#deps.now())) {
      this.#live.set(session.hash, session);
    }
  }
}

/** A session token is random, so a fast hash is enough: there is nothing to guess. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
