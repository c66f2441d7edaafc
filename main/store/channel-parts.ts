import type { Transaction } from 'kysely';
import type { Channel, ChannelDraft, ChannelId } from '../contracts/channel.ts';
import { maskSecret } from '../core/redact.ts';
import { planKeys, planUrls, type PlannedKey, type PlannedUrl } from './channel-diff.ts';
import type { Tables } from './tables.ts';
import { portions, toFlag } from './values.ts';
import type { Vault } from './vault.ts';

/**
 * Makes the stored parts of a channel those of the draft. Keys and URLs are told apart and changed one by
 * one, because others point at their ids; models and headers have none and are written anew.
 */
export async function writeParts(
  trx: Transaction<Tables>,
  vault: Vault,
  channelId: ChannelId,
  stored: Pick<Channel, 'keys' | 'urls'>,
  draft: ChannelDraft,
): Promise<void> {
  await writeUrls(trx, channelId, planUrls(stored.urls, draft.urls));
  await writeKeys(trx, vault, channelId, planKeys(stored.keys, draft.keys));

  await trx.deleteFrom('channel_models').where('channel_id', '=', channelId).execute();
  const models = draft.models.map((model, position) => ({
    channel_id: channelId,
    position,
    name: model.name,
    upstream_names: JSON.stringify(model.upstreamNames),
    is_enabled: toFlag(model.isEnabled),
  }));
  for (const portion of portions(models)) {
    await trx.insertInto('channel_models').values(portion).execute();
  }
  await trx.deleteFrom('channel_headers').where('channel_id', '=', channelId).execute();
  const headers = draft.headers.map(({ name, value }, position) => {
    return { channel_id: channelId, position, name, value };
  });
  for (const portion of portions(headers)) {
    await trx.insertInto('channel_headers').values(portion).execute();
  }
}

async function writeUrls(
  trx: Transaction<Tables>,
  channelId: ChannelId,
  planned: readonly PlannedUrl[],
): Promise<void> {
  const kept = planned.flatMap(({ id }) => (id === null ? [] : [id]));
  await trx
    .deleteFrom('channel_urls')
    .where('channel_id', '=', channelId)
    .$if(kept.length > 0, (query) => query.where('id', 'not in', kept))
    .execute();
  for (const [position, url] of planned.entries()) {
    const columns = {
      position,
      url: url.url,
      is_exact: toFlag(url.isExact),
      is_enabled: toFlag(url.isEnabled),
      protocols: url.protocols === null ? null : JSON.stringify(url.protocols),
    };
    await (
      url.id === null
        ? trx.insertInto('channel_urls').values({ channel_id: channelId, ...columns })
        : trx.updateTable('channel_urls').set(columns).where('id', '=', url.id)
    ).execute();
  }
}

async function writeKeys(
  trx: Transaction<Tables>,
  vault: Vault,
  channelId: ChannelId,
  planned: readonly PlannedKey[],
): Promise<void> {
  const kept = planned.flatMap(({ id }) => (id === null ? [] : [id]));
  await trx
    .deleteFrom('channel_keys')
    .where('channel_id', '=', channelId)
    .$if(kept.length > 0, (query) => query.where('id', 'not in', kept))
    .execute();
  for (const [position, key] of planned.entries()) {
    const columns = { position, note: key.note, is_enabled: toFlag(key.isEnabled) };
    const secret = key.newSecret === null ? null : sealedColumns(vault, key.newSecret);
    if (key.id !== null) {
      await trx
        .updateTable('channel_keys')
        .set({ ...columns, ...secret })
        .where('id', '=', key.id)
        .execute();
    } else if (secret !== null) {
      await trx
        .insertInto('channel_keys')
        .values({ channel_id: channelId, ...columns, ...secret })
        .execute();
    }
  }
}

function sealedColumns(vault: Vault, secret: string): { secret: Uint8Array; mask: string } {
  return { secret: vault.seal('channel-key', secret), mask: maskSecret(secret) };
}
