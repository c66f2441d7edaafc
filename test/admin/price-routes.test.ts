import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anOverride } from '../support/price-builder.ts';
import { openAdmin } from './admin-fixture.ts';

let admin: Awaited<ReturnType<typeof openAdmin>>;

let asAdmin: Awaited<ReturnType<typeof admin.logIn>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin } = await admin.logIn());
});
afterEach(() => admin.close());

describe('/admin/prices', () => {
  it('keeps what was set, in its order, in store and book', async () => {
    const { deps } = admin;
    expect((await asAdmin('GET', '/admin/prices')).json.data).toEqual([]);
    const prices = [anOverride('claude-*', 5e9), { ...anOverride('claude-opus', 6e9), fromAt: 7 }];
    const answer = await asAdmin('PUT', '/admin/prices', { prices });
    expect([answer.status, answer.json.data]).toEqual([200, prices]);
    expect((await asAdmin('GET', '/admin/prices')).json.data).toEqual(prices);
    expect(await deps.store.prices.list()).toEqual(prices);
  });

  it('takes the classes that matter, and every channel unless one is named', async () => {
    const prices = [{ modelPattern: 'm', pricesNanoUsd: { output: 1 } }];
    const answer = await asAdmin('PUT', '/admin/prices', { prices });
    expect(answer.json.data).toMatchObject([
      { channelId: null, fromAt: null, pricesNanoUsd: { input: null, output: 1, webSearch: null } },
    ]);
  });

  it.each([
    [{ modelPattern: '', pricesNanoUsd: { input: 1 } }, 'prices.0.modelPattern'],
    [{ modelPattern: 'm', pricesNanoUsd: {} }, 'prices.0.pricesNanoUsd'],
    [{ modelPattern: 'm', pricesNanoUsd: { input: -1 } }, 'prices.0.pricesNanoUsd.input'],
    [{ modelPattern: 'm', pricesNanoUsd: { input: 0.5 } }, 'prices.0.pricesNanoUsd.input'],
    [{ modelPattern: 'm', pricesNanoUsd: { input: 1 }, channelId: 99 }, 'prices.0.channelId'],
  ])('refuses %j and changes nothing', async (price, field) => {
    const answer = await asAdmin('PUT', '/admin/prices', { prices: [price] });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.json.error.fields)).toEqual([field]);
    expect((await asAdmin('GET', '/admin/prices')).json.data).toEqual([]);
  });
});
