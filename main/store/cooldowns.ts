import type { Kysely } from 'kysely';
import type { KeyId, UrlId } from '../contracts/channel.ts';
import { BLAME_REASONS, COOLDOWN_KINDS } from '../contracts/constants.ts';
import type { CooldownScope } from '../contracts/cooldown.ts';
import type { CooldownChanges, StoredCooldown } from '../core/availability/circuit.ts';
import type { CooldownRepository } from './store.ts';
import type { CooldownRow, Tables } from './tables.ts';
import { upsertQuery } from './upsert.ts';
import { portions, readWord, toFlag } from './values.ts';

export class SqlCooldowns implements CooldownRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(): Promise<StoredCooldown[]> {
    const rows = await this.#db.selectFrom('cooldowns').selectAll().execute();
    return rows.map(readRow);
  }

  async save({ saved, removed }: CooldownChanges): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      for (const portion of portions(saved.map(rowOf))) {
        const keys = ['scope', 'channel_id', 'part_id', 'model'] as const;
        await upsertQuery(trx, 'cooldowns', keys, portion).execute();
      }
      for (const scope of removed) {
        const key = rowKeyOf(scope);
        await trx
          .deleteFrom('cooldowns')
          .where('scope', '=', key.scope)
          .where('channel_id', '=', key.channel_id)
          .where('part_id', '=', key.part_id)
          .where('model', '=', key.model)
          .execute();
      }
    });
  }
}

type RowKey = Pick<CooldownRow, 'scope' | 'channel_id' | 'part_id' | 'model'>;

function rowKeyOf(scope: CooldownScope): RowKey {
  const key = { scope: scope.kind, channel_id: scope.channelId, part_id: 0, model: '' };
  switch (scope.kind) {
    case 'key':
      return { ...key, part_id: scope.keyId };
    case 'url':
      return { ...key, part_id: scope.urlId };
    case 'model':
      return { ...key, model: scope.model };
    case 'channel':
      return key;
  }
}

function rowOf({ scope, circuit }: StoredCooldown): CooldownRow {
  return {
    ...rowKeyOf(scope),
    until: circuit.until,
    strikes: circuit.strikes,
    length_ms: circuit.lengthMs,
    opened_at: circuit.openedAt,
    last_failure_at: circuit.lastFailureAt,
    refusals: circuit.refusals,
    reason: circuit.reason,
    is_stated: toFlag(circuit.isStated),
    is_manual: toFlag(circuit.isManual),
  };
}

function readRow(row: CooldownRow): StoredCooldown {
  return {
    scope: scopeOf(row),
    circuit: {
      until: row.until,
      strikes: row.strikes,
      lengthMs: row.length_ms,
      openedAt: row.opened_at,
      lastFailureAt: row.last_failure_at,
      failures: 0,
      refusals: row.refusals,
      reason: readWord(BLAME_REASONS, row.reason, 'cooldowns.reason'),
      isStated: row.is_stated !== 0,
      isManual: row.is_manual !== 0,
    },
  };
}

function scopeOf({ scope, channel_id: channelId, part_id: partId, model }: RowKey): CooldownScope {
  const kind = readWord(COOLDOWN_KINDS, scope, 'cooldowns.scope');
  switch (kind) {
    case 'key':
      return { kind, channelId, keyId: partId as KeyId };
    case 'url':
      return { kind, channelId, urlId: partId as UrlId };
    case 'model':
      return { kind, channelId, model };
    case 'channel':
      return { kind, channelId };
  }
}
