import type { Kysely, Selectable } from 'kysely';
import type {
  Channel,
  ChannelDraft,
  ChannelId,
  ChannelUrl,
  CheaperModel,
} from '../contracts/channel.ts';
import {
  KEY_STRATEGIES,
  NO_CHANNEL_LIMITS,
  NO_CHECKS,
  PROTOCOLS,
  TAKE_BACKS,
  URL_ORDERS,
} from '../contracts/constants.ts';
import type { Protocol } from '../contracts/protocol.ts';
import { inMillionths, MILLION } from '../core/price/share.ts';
import { StoreError } from './store-error.ts';
import type { Tables } from './tables.ts';
import { readList, readObject, readWord, toFlag } from './values.ts';
import type { Vault } from './vault.ts';

/** All channels, or the one with `id`, in their order and with their parts. Call it in a transaction: it reads five tables. */
export async function readChannels(
  trx: Kysely<Tables>,
  vault: Vault,
  id: ChannelId | null,
): Promise<Channel[]> {
  const channels = await trx
    .selectFrom('channels')
    .selectAll()
    .$if(id !== null, (query) => query.where('id', '=', id))
    .orderBy('position')
    .orderBy('id')
    .execute();
  const urls = await readParts(trx, 'channel_urls', id);
  const keys = await readParts(trx, 'channel_keys', id);
  const models = await readParts(trx, 'channel_models', id);
  const headers = await readParts(trx, 'channel_headers', id);
  return channels.map((row) => ({
    id: row.id,
    name: row.name,
    isEnabled: row.is_enabled === 1,
    protocols: readProtocols(row.protocols, 'channels.protocols'),
    priority: row.priority,
    weight: row.weight,
    keyStrategy: readWord(KEY_STRATEGIES, row.key_strategy, 'channels.key_strategy'),
    proxyUrl: row.proxy_url,
    limits: { ...NO_CHANNEL_LIMITS, ...readObject(row.limits, 'channels.limits') },
    cheaperModels: readList(row.cheaper_models, 'channels.cheaper_models') as CheaperModel[],
    overrides: readObject(row.overrides, 'channels.overrides'),
    quirks: readObject(row.quirks, 'channels.quirks'),
    checks: { ...NO_CHECKS, ...readObject(row.checks, 'channels.checks') },
    urlOrder: readWord(URL_ORDERS, row.url_order, 'channels.url_order'),
    isTlsInsecure: row.is_tls_insecure === 1,
    modelOverride: row.model_override,
    priceMultiplier: row.price_multiplier / MILLION,
    takeBack: readWord(TAKE_BACKS, row.take_back, 'channels.take_back'),
    position: row.position,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    urls: (urls.get(row.id) ?? []).map(toUrl),
    keys: (keys.get(row.id) ?? []).map((key) => ({
      id: key.id,
      secret: vault.open('channel-key', key.secret),
      mask: key.mask,
      note: key.note,
      isEnabled: key.is_enabled === 1,
    })),
    models: (models.get(row.id) ?? []).map((model) => ({
      name: model.name,
      upstreamNames: readList(model.upstream_names, 'channel_models.upstream_names').map(String),
      isEnabled: model.is_enabled === 1,
    })),
    headers: (headers.get(row.id) ?? []).map(({ name, value }) => ({ name, value })),
  }));
}

function toUrl(url: Selectable<Tables['channel_urls']>): ChannelUrl {
  return {
    id: url.id,
    url: url.url,
    isExact: url.is_exact === 1,
    isEnabled: url.is_enabled === 1,
    protocols:
      url.protocols === null ? null : readProtocols(url.protocols, 'channel_urls.protocols'),
  };
}

/** The draft's own columns. Parts, position and times are the repository's. */
export function channelColumns(
  draft: ChannelDraft,
): Omit<Selectable<Tables['channels']>, 'id' | 'position' | 'created_at' | 'updated_at'> {
  return {
    name: draft.name,
    folded_name: foldName(draft.name),
    is_enabled: toFlag(draft.isEnabled),
    protocols: JSON.stringify(draft.protocols),
    priority: draft.priority,
    weight: draft.weight,
    key_strategy: draft.keyStrategy,
    proxy_url: draft.proxyUrl,
    limits: JSON.stringify(draft.limits),
    cheaper_models: JSON.stringify(draft.cheaperModels),
    overrides: JSON.stringify(draft.overrides),
    checks: JSON.stringify(draft.checks),
    quirks: JSON.stringify(draft.quirks),
    url_order: draft.urlOrder,
    is_tls_insecure: toFlag(draft.isTlsInsecure),
    model_override: draft.modelOverride,
    take_back: draft.takeBack,
    price_multiplier: inMillionths(draft.priceMultiplier),
  };
}

/**
 * What makes two names the same: case and the way accents are composed do not count. Done here and not
 * by the database, where each kind has another idea of it.
 */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

type PartTable = 'channel_urls' | 'channel_keys' | 'channel_models' | 'channel_headers';

async function readParts<T extends PartTable>(
  trx: Kysely<Tables>,
  table: T,
  id: ChannelId | null,
): Promise<Map<ChannelId, Selectable<Tables[T]>[]>> {
  // Kysely cannot follow a name that is a type parameter; the four tables have these columns in common.
  const name: PartTable = table;
  const rows = (await trx
    .selectFrom(name)
    .selectAll()
    .$if(id !== null, (query) => query.where('channel_id', '=', id))
    .orderBy('channel_id')
    .orderBy('position')
    .execute()) as (Selectable<Tables[T]> & { channel_id: ChannelId })[];
  const parts = new Map<ChannelId, Selectable<Tables[T]>[]>();
  for (const row of rows) {
    const of = parts.get(row.channel_id);
    if (of === undefined) parts.set(row.channel_id, [row]);
    else of.push(row);
  }
  return parts;
}

function readProtocols(text: string, column: string): readonly Protocol[] {
  const list = readList(text, column);
  if (list.length === 0) {
    throw new StoreError('damaged', 'The database holds a channel without protocols.');
  }
  return list.map((item) => readWord(PROTOCOLS, String(item), column));
}
