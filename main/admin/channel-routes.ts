import { z } from 'zod';
import {
  channelInputSchema,
  channelViewSchema,
  type ChannelInput,
} from '../contracts/channel.schema.ts';
import type { Channel, ChannelId } from '../contracts/channel.ts';
import { channelIdTextSchema } from '../contracts/ids.schema.ts';
import { AppError } from '../core/app-error.ts';
import { changedDraft, newDraft, replacedDraft } from './channel-draft.ts';
import { channelView } from './channel-view.ts';
import type { Configuration } from './configuration.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';

/** `{id}` of a path that names a channel. */
export const channelInPath = z.object({ id: channelIdTextSchema });

const PATH = '/admin/channels';

/**
 * The channel as the engine uses it, secrets included: what is answered is made by `channelView`.
 *
 * @throws AppError when there is no such channel
 */
export function findChannel(deps: AdminDeps, id: ChannelId): Channel {
  const channel = deps.books.channels.find(id);
  if (channel === undefined) throw new AppError('channel.not-found', 'There is no such channel.');
  return channel;
}

/** Channels as a whole; their keys and trials have files of their own. */
export function addChannelRoutes(
  app: AdminApp,
  deps: AdminDeps,
  configuration: Configuration,
): void {
  addListRoutes(app, deps, configuration);
  addChangeRoutes(app, deps, configuration);

  addEndpoint(app, {
    method: 'get',
    path: `${PATH}/{id}`,
    summary: 'One channel.',
    params: channelInPath,
    answer: channelViewSchema,
    handle: ({ params }) => channelView(findChannel(deps, params.id), deps),
  });
}

/** PUT writes a channel anew, PATCH changes a part of it. Both answer the channel as it then is. */
function addChangeRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  addEndpoint(app, {
    method: 'put',
    path: `${PATH}/{id}`,
    summary:
      'Replace a channel. Without keys the old ones stay; `enabled` alone changes only that.',
    params: channelInPath,
    body: channelInputSchema,
    answer: channelViewSchema,
    handle: ({ params, body }) =>
      change(params.id, isOnlyEnabled(body) ? changedDraft : replacedDraft, body),
  });

  addEndpoint(app, {
    method: 'patch',
    path: `${PATH}/{id}`,
    summary: 'Change some fields of a channel; the others stay.',
    params: channelInPath,
    body: channelInputSchema,
    answer: channelViewSchema,
    handle: ({ params, body }) => change(params.id, changedDraft, body),
  });

  // The draft is made when the change's turn comes: before, an earlier change may still be on its way.
  async function change(id: ChannelId, draftOf: typeof changedDraft, body: ChannelInput) {
    const changed = await configuration.changeChannels(() =>
      deps.store.channels.replace(id, draftOf(findChannel(deps, id), body, deps)),
    );
    return channelView(changed, deps);
  }
}

/** The calls about no single channel. */
function addListRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'All channels in their order, keys masked.',
    answer: z.array(channelViewSchema).readonly(),
    handle: () => deps.books.channels.all().map((one) => channelView(one, deps)),
  });

  addEndpoint(app, {
    method: 'post',
    path: PATH,
    summary: 'Create a channel. Without protocols they are guessed from URL and models.',
    body: channelInputSchema,
    answer: channelViewSchema,
    status: 201,
    handle: async ({ body }) => {
      const draft = newDraft(body, deps);
      const channel = await configuration.changeChannels(() => deps.store.channels.insert(draft));
      return channelView(channel, deps);
    },
  });
}

/** ccLoad's switch in its list of channels sends this alone, with the method of a replacement. */
function isOnlyEnabled(body: ChannelInput): boolean {
  return Object.keys(body).every((name) => name === 'enabled' || name === 'isEnabled');
}
