import { z } from 'zod';
import { deletedSchema, undoSchema } from '../contracts/admin-api.schema.ts';
import { channelBulkSchema, channelOrderSchema } from '../contracts/channel.schema.ts';
import type { Channel, ChannelId } from '../contracts/channel.ts';
import type { RemovedChannels } from '../store/store.ts';
import { channelInPath } from './channel-routes.ts';
import type { Configuration } from './configuration.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint, doneSchema } from './endpoint.ts';
import { invalidRequest } from './field-errors.ts';
import { Undo } from './undo.ts';

const PATH = '/admin/channels';

/** Changes of several channels at once, and taking them away and back. Registered first: `/order` must not be read as an id. */
export function addChannelBulkRoutes(
  app: AdminApp,
  deps: AdminDeps,
  configuration: Configuration,
): void {
  const undo = new Undo<RemovedChannels>(deps);
  addOrderRoute(app, deps, configuration);

  const remove = async (ids: readonly ChannelId[]) =>
    undo.keep(await configuration.changeChannels(() => deps.store.channels.removeMany(ids)));

  addEndpoint(app, {
    method: 'delete',
    path: `${PATH}/{id}`,
    summary: 'Delete a channel. Its records stay. It can be undone for two minutes.',
    params: channelInPath,
    answer: deletedSchema,
    handle: ({ params }) => remove([params.id]),
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/bulk`,
    summary: 'Switch, move or delete several channels: all of them, or none.',
    body: channelBulkSchema,
    answer: z.union([deletedSchema, doneSchema]),
    handle: async ({ body: { ids, action } }) => {
      if (action === 'delete') return remove(ids);
      const change =
        typeof action === 'string'
          ? { isEnabled: action === 'enable' }
          : { priority: action.priority };
      await configuration.changeChannels(() => deps.store.channels.changeMany(ids, change));
      return {};
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/undo`,
    summary: 'Bring deleted channels back, with their keys, rules and prices.',
    body: undoSchema,
    answer: doneSchema,
    handle: async ({ body }) => {
      await undo.restore(body.token, (removed) =>
        configuration.restoreChannels(() => deps.store.channels.restoreMany(removed)),
      );
      return {};
    },
  });
}

function addOrderRoute(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  addEndpoint(app, {
    method: 'put',
    path: `${PATH}/order`,
    summary: 'Put the channels into another order, and some of them into another priority.',
    body: channelOrderSchema,
    answer: doneSchema,
    handle: async ({ body: { ids, priorities } }) => {
      await configuration.changeChannels(() => {
        checkOrder(ids, deps.books.channels.all());
        return deps.store.channels.reorder(ids, priorities);
      });
      return {};
    },
  });
}

/** An incomplete list would leave the place of the others to chance. */
function checkOrder(ids: readonly ChannelId[], channels: readonly Channel[]): void {
  const named = new Set(ids);
  const isComplete =
    ids.length === channels.length && channels.every((channel) => named.has(channel.id));
  if (!isComplete) throw invalidRequest({ ids: 'must name every channel once' });
}
