import { z } from 'zod';
import {
  channelKeyViewSchema,
  keyChangeSchema,
  newKeysSchema,
} from '../contracts/channel.schema.ts';
import type {
  Channel,
  ChannelId,
  ChannelKeyDraft,
  ChannelKeyView,
  KeyId,
} from '../contracts/channel.ts';
import { keyIdTextSchema } from '../contracts/ids.schema.ts';
import { AppError } from '../core/app-error.ts';
import { checkSecret, draftsFromText } from './channel-keys.ts';
import { channelInPath, findChannel } from './channel-routes.ts';
import { draftOf, keyView } from './channel-view.ts';
import type { Configuration } from './configuration.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';
import { FieldErrors, invalidRequest } from './field-errors.ts';

const PATH = '/admin/channels/{id}/keys';

const keyInPath = channelInPath.extend({
  keyId: keyIdTextSchema,
});

const KNOWN_KEY = 'is a key of this channel already';

const keyViews = z.array(channelKeyViewSchema).readonly();

/** Makes the new list of keys from the channel as it is when its turn comes. */
type Rewrite = (keys: readonly ChannelKeyDraft[], channel: Channel) => readonly ChannelKeyDraft[];

/**
 * Keys one by one, for the list in the editor and for scripts that renew them. A key is named by its id:
 * two keys may have the same mask, and a place in the list shifts when another key goes.
 */
export function addChannelKeyRoutes(
  app: AdminApp,
  deps: AdminDeps,
  configuration: Configuration,
): void {
  const rewriteKeys = keyRewriter(deps, configuration);
  addKeyChangeRoutes(app, deps, rewriteKeys);

  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'The keys of a channel, masked.',
    params: channelInPath,
    answer: keyViews,
    handle: ({ params }) => findChannel(deps, params.id).keys.map(keyView),
  });

  addEndpoint(app, {
    method: 'post',
    path: PATH,
    summary: 'Add keys: one as `secret`, or several as `api_key`.',
    params: channelInPath,
    body: newKeysSchema,
    answer: keyViews,
    status: 201,
    handle: ({ params, body }) =>
      rewriteKeys(params.id, (keys, channel) => [...keys, ...addedKeys(body, channel, deps)]),
  });
}

/** Stores the new list and answers it as it may be shown. */
type RewriteKeys = (id: ChannelId, rewrite: Rewrite) => Promise<readonly ChannelKeyView[]>;

function keyRewriter(deps: AdminDeps, configuration: Configuration): RewriteKeys {
  return async (id, rewrite) => {
    const changed = await configuration.changeChannels(async () => {
      const channel = findChannel(deps, id);
      const draft = draftOf(channel);
      return deps.store.channels.replace(id, { ...draft, keys: rewrite(draft.keys, channel) });
    });
    return changed.keys.map(keyView);
  };
}

function addKeyChangeRoutes(app: AdminApp, deps: AdminDeps, rewriteKeys: RewriteKeys): void {
  addEndpoint(app, {
    method: 'patch',
    path: `${PATH}/{keyId}`,
    summary: 'Change the note of a key, switch it on or off, or give it another secret.',
    params: keyInPath,
    body: keyChangeSchema,
    answer: keyViews,
    handle: ({ params, body }) => {
      const { secret, note, isEnabled } = body;
      return rewriteKeys(params.id, (keys, channel) => {
        if (secret !== undefined) checkOne(secret, channel, deps);
        requireKey(keys, params.keyId);
        return keys.map((key) =>
          key.id === params.keyId
            ? {
                id: key.id,
                note: note ?? key.note,
                isEnabled: isEnabled ?? key.isEnabled,
                ...(secret === undefined ? {} : { secret }),
              }
            : key,
        );
      });
    },
  });

  addEndpoint(app, {
    method: 'delete',
    path: `${PATH}/{keyId}`,
    summary: 'Delete a key. The last one may go too; the channel is then not used.',
    params: keyInPath,
    answer: keyViews,
    handle: ({ params }) =>
      rewriteKeys(params.id, (keys) => {
        requireKey(keys, params.keyId);
        return keys.filter((key) => key.id !== params.keyId);
      }),
  });
}

/** The keys a POST brings. One given as `secret` may hold a comma; in a list commas divide. */
function addedKeys(
  { secret, api_key: list, note = '', isEnabled = true }: z.output<typeof newKeysSchema>,
  channel: Channel,
  deps: AdminDeps,
): readonly ChannelKeyDraft[] {
  if (secret !== undefined && list !== undefined) {
    throw invalidRequest({ api_key: 'give either secret or api_key' });
  }
  if (secret !== undefined) {
    checkOne(secret, channel, deps);
    return [{ secret, note, isEnabled }];
  }
  const errors = new FieldErrors();
  const drafts = draftsFromText(list ?? '', { ...checksOf(deps, errors), existing: channel });
  if (drafts.some((draft) => hasSecret(channel, draft.secret))) errors.report('api_key', KNOWN_KEY);
  errors.throwIfAny();
  return drafts.map((draft) => ({ ...draft, note, isEnabled }));
}

/** @throws AppError when the secret is one of our tokens, or a key of the channel already */
function checkOne(secret: string, channel: Channel, deps: AdminDeps): void {
  const errors = new FieldErrors();
  checkSecret(secret, 'secret', checksOf(deps, errors));
  if (hasSecret(channel, secret)) errors.report('secret', KNOWN_KEY);
  errors.throwIfAny();
}

function checksOf(deps: AdminDeps, errors: FieldErrors) {
  return { isOwnToken: (secret: string) => deps.isOwnToken(secret), errors };
}

/** A locked key has no secret here and so is equal to none. */
function hasSecret(channel: Channel, secret: string | undefined): boolean {
  return secret !== undefined && channel.keys.some((key) => key.secret === secret);
}

/** @throws AppError when there is no such key */
function requireKey(keys: readonly ChannelKeyDraft[], id: KeyId): void {
  if (!keys.some((key) => key.id === id)) {
    throw new AppError('channel.key-not-found', 'There is no such key in this channel.');
  }
}
