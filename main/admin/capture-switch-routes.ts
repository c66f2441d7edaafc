import { z } from 'zod';
import {
  captureOrderDraftSchema,
  captureOrderSchema,
  captureStatusSchema,
  captureSwitchesChangeSchema,
  removedSchema,
} from '../contracts/capture.schema.ts';
import type { CaptureStatus } from '../contracts/capture.ts';
import type { ChannelId } from '../contracts/channel.ts';
import type { TokenId } from '../contracts/token.ts';
import { AppError } from '../core/app-error.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint, doneSchema } from './endpoint.ts';
import { FieldErrors } from './field-errors.ts';
import { Serial } from './serial.ts';

const PATH = '/admin/captures';

const orderInPath = z.object({ id: z.coerce.number().int().positive() });

/** Whose requests are captured: switched on until further notice, or the next ones of a kind. */
export function addCaptureSwitchRoutes(app: AdminApp, deps: AdminDeps): void {
  const { book } = deps.captures;
  const changes = new Serial();

  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'What is captured now, and how much is stored.',
    answer: captureStatusSchema,
    handle: () => statusNow(deps),
  });

  addEndpoint(app, {
    method: 'patch',
    path: PATH,
    summary:
      'Switch capturing on for channels and tokens: each list replaces the one before, an empty one switches off.',
    body: captureSwitchesChangeSchema,
    answer: captureStatusSchema,
    handle: async ({ body }) => {
      const { channelIds, tokenIds } = body;
      refuseUnknown(deps, channelIds ?? [], tokenIds ?? []);
      await changes.run(() => {
        const { switches } = book;
        return deps.captures.replaceSwitches({
          channelIds: [...new Set(channelIds ?? switches.channelIds)],
          tokenIds: [...new Set(tokenIds ?? switches.tokenIds)],
        });
      });
      return statusNow(deps);
    },
  });

  addEndpoint(app, {
    method: 'delete',
    path: PATH,
    summary: 'Delete everything that was captured.',
    answer: removedSchema,
    handle: async () => ({ removed: await deps.store.captures.removeAll() }),
  });

  addOrderRoutes(app, deps);
}

function addOrderRoutes(app: AdminApp, deps: AdminDeps): void {
  const { book } = deps.captures;

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/orders`,
    summary:
      'Capture the next requests: all, or those of a channel, a token or a model. A restart forgets the order.',
    body: captureOrderDraftSchema,
    answer: captureOrderSchema,
    status: 201,
    handle: ({ body }) => {
      const { channelId, tokenId } = body;
      refuseUnknown(deps, channelId === null ? [] : [channelId], tokenId === null ? [] : [tokenId]);
      const order = book.order(body);
      if (order !== null) return order;
      throw new AppError('capture.too-many-orders', 'Too many orders wait for requests already.');
    },
  });

  addEndpoint(app, {
    method: 'delete',
    path: `${PATH}/orders/{id}`,
    summary: 'Take an order back. What it has captured stays.',
    params: orderInPath,
    answer: doneSchema,
    handle: ({ params }) => {
      if (book.removeOrder(params.id)) return {};
      throw new AppError('capture.no-order', 'There is no such order.');
    },
  });
}

async function statusNow(deps: AdminDeps): Promise<CaptureStatus> {
  const { book } = deps.captures;
  const { channels, tokens } = deps.books;
  const { channelIds, tokenIds } = book.switches;
  const stored = await deps.store.captures.stats();
  return {
    // Those that are gone meanwhile are nobody's any more.
    channelIds: channelIds.filter((id) => channels.find(id) !== undefined),
    tokenIds: tokenIds.filter((id) => tokens.all().some((token) => token.id === id)),
    orders: book.orders,
    stored,
  };
}

/** @throws AppError that says which list names somebody unknown */
function refuseUnknown(
  { books }: AdminDeps,
  channelIds: readonly ChannelId[],
  tokenIds: readonly TokenId[],
): void {
  const errors = new FieldErrors();
  if (channelIds.some((id) => books.channels.find(id) === undefined)) {
    errors.report('channelIds', 'names a channel that does not exist');
  }
  if (tokenIds.some((id) => !books.tokens.all().some((token) => token.id === id))) {
    errors.report('tokenIds', 'names a token that does not exist');
  }
  errors.throwIfAny();
}
