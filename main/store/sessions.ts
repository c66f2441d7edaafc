import type { Kysely } from 'kysely';
import type { Session, SessionRepository } from './store.ts';
import type { Tables } from './tables.ts';

export class SqlSessions implements SessionRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(now: number): Promise<Session[]> {
    const rows = await this.#db
      .selectFrom('sessions')
      .selectAll()
      .where('expires_at', '>', now)
      .orderBy('created_at')
      .execute();
    return rows.map((row) => ({
      hash: row.hash,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    }));
  }

  async insert(session: Session): Promise<void> {
    await this.#db
      .insertInto('sessions')
      .values({
        hash: session.hash,
        created_at: session.createdAt,
        expires_at: session.expiresAt,
      })
      .execute();
  }

  async remove(hash: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('hash', '=', hash).execute();
  }

  async removeAll(): Promise<void> {
    await this.#db.deleteFrom('sessions').execute();
  }

  async prune(now: number): Promise<void> {
    await this.#db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
  }
}
