import type { Kysely } from 'kysely';
import type { Notice, NoticeId } from '../contracts/notice.ts';
import type { NoticeRepository } from './store.ts';
import type { Tables } from './tables.ts';
import { portions, readObject } from './values.ts';

/** Those that are older may go. */
const KEPT_NOTICES = 500;

/** A clock that is set back must not have everything told once more. */
const KEPT_BEYOND_MS = 7 * 24 * 60 * 60_000;

export class SqlNotices implements NoticeRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(): Promise<{ notice: Notice; isDismissed: boolean }[]> {
    const rows = await this.#db
      .selectFrom('notices')
      .select(['notice', 'dismissed_at'])
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      notice: readObject(row.notice, 'notices.notice') as Notice,
      isDismissed: row.dismissed_at !== null,
    }));
  }

  async insert(notice: Notice, keptUntil: number): Promise<void> {
    const { id, at } = notice;
    await this.#db.transaction().execute(async (trx) => {
      const row = { id, at, notice: JSON.stringify(notice), kept_until: keptUntil };
      await trx
        .insertInto('notices')
        .values({ ...row, dismissed_at: null })
        .execute();
      await trx
        .deleteFrom('notices')
        .where('id', '<=', (id - KEPT_NOTICES) as NoticeId)
        .where('kept_until', '<', at - KEPT_BEYOND_MS)
        .execute();
    });
  }

  async dismiss(ids: readonly NoticeId[], at: number): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      for (const portion of portions(ids)) {
        await trx
          .updateTable('notices')
          .set({ dismissed_at: at })
          .where('id', 'in', portion)
          .execute();
      }
    });
  }
}
