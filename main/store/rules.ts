import type { Kysely, Selectable, Transaction } from 'kysely';
import type { ChannelId } from '../contracts/channel.ts';
import type {
  Rule,
  RuleAction,
  RuleDraft,
  RuleId,
  RuleMatch,
  RuleView,
} from '../contracts/rule.ts';
import { AppError } from '../core/app-error.ts';
import type { RuleRepository } from './store.ts';
import type { Tables } from './tables.ts';
import { insertedId, readJson, toFlag } from './values.ts';

export class SqlRules implements RuleRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(): Promise<RuleView[]> {
    const rows = await this.#db
      .selectFrom('rules')
      .selectAll()
      .orderBy('channel_id')
      .orderBy('position')
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      ...toRule(row),
      hitCount: row.hit_count,
      lastHitAt: row.last_hit_at,
    }));
  }

  async insert(channelId: ChannelId | null, draft: RuleDraft): Promise<Rule> {
    return this.#db.transaction().execute(async (trx) => {
      const last = await trx
        .selectFrom('rules')
        .select((eb) => eb.fn.max('position').as('position'))
        .where((eb) =>
          channelId === null ? eb('channel_id', 'is', null) : eb('channel_id', '=', channelId),
        )
        .executeTakeFirst();
      const result = await trx
        .insertInto('rules')
        .values({
          ...draftColumns(draft),
          channel_id: channelId,
          // Of no rows the maximum is null, whatever the types say.
          position: ((last?.position as number | null | undefined) ?? 0) + 1,
          hit_count: 0,
          last_hit_at: null,
        })
        .executeTakeFirstOrThrow();
      return readRule(trx, insertedId(result) as RuleId);
    });
  }

  async replace(id: RuleId, draft: RuleDraft): Promise<Rule> {
    return this.#db.transaction().execute(async (trx) => {
      await trx.updateTable('rules').set(draftColumns(draft)).where('id', '=', id).execute();
      return readRule(trx, id);
    });
  }

  async remove(id: RuleId): Promise<void> {
    const result = await this.#db.deleteFrom('rules').where('id', '=', id).executeTakeFirst();
    if (result.numDeletedRows === 0n) throw notFound();
  }

  async reorder(ids: readonly RuleId[]): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      for (const [at, id] of ids.entries()) {
        const set = { position: at + 1 };
        await trx.updateTable('rules').set(set).where('id', '=', id).execute();
      }
    });
  }

  async addHits(
    hits: readonly { readonly id: RuleId; readonly count: number; readonly lastHitAt: number }[],
  ): Promise<void> {
    if (hits.length === 0) return;
    await this.#db.transaction().execute(async (trx) => {
      for (const { id, count, lastHitAt } of hits) {
        await trx
          .updateTable('rules')
          .set((eb) => ({ hit_count: eb('hit_count', '+', count), last_hit_at: lastHitAt }))
          .where('id', '=', id)
          .execute();
      }
    });
  }
}

function draftColumns({ name, isEnabled, match, action }: RuleDraft) {
  return {
    name,
    is_enabled: toFlag(isEnabled),
    conditions: JSON.stringify(match),
    action: JSON.stringify(action),
  };
}

async function readRule(trx: Transaction<Tables>, id: RuleId): Promise<Rule> {
  const row = await trx.selectFrom('rules').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound();
  return toRule(row);
}

/** What may be stored in the two JSON columns was checked when it came in. */
function toRule(row: Selectable<Tables['rules']>): Rule {
  return {
    id: row.id,
    channelId: row.channel_id,
    position: row.position,
    name: row.name,
    isEnabled: row.is_enabled === 1,
    match: readJson(row.conditions, 'rules.conditions') as RuleMatch,
    action: readJson(row.action, 'rules.action') as RuleAction,
  };
}

function notFound(): AppError {
  return new AppError('rule.not-found', 'There is no such rule.');
}
