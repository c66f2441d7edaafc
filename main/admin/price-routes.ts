import { z } from 'zod';
import { priceOverrideSchema } from '../contracts/price.schema.ts';
import type { PriceOverride } from '../contracts/price.ts';
import type { Configuration } from './configuration.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';
import { FieldErrors } from './field-errors.ts';

const PATH = '/admin/prices';

const MAX_PRICES = 10_000;

const priceList = z.array(priceOverrideSchema).max(MAX_PRICES).readonly();
const newPrices = z.strictObject({ prices: priceList });

/** The prices that win over the catalogue. What requests cost already stays as it was. */
export function addPriceRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  const { prices, channels } = deps.books;

  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'The prices that were set by hand, in nano-dollars for a million.',
    answer: priceList,
    handle: () => prices.all(),
  });

  addEndpoint(app, {
    method: 'put',
    path: PATH,
    summary:
      'Replace the prices that were set by hand. They hold for requests that end from now on.',
    body: newPrices,
    answer: priceList,
    handle: async ({ body }) => {
      await configuration.changePrices(async () => {
        // Asked here, in turn with the changes of channels: one of them could be on its way out.
        refuseUnknown(body.prices);
        await deps.store.prices.replaceAll(body.prices);
      });
      return prices.all();
    },
  });

  function refuseUnknown(list: readonly PriceOverride[]): void {
    const errors = new FieldErrors();
    list.forEach(({ channelId }, at) => {
      if (channelId !== null && channels.find(channelId) === undefined)
        errors.report(`prices.${String(at)}.channelId`, 'is no channel');
    });
    errors.throwIfAny();
  }
}
