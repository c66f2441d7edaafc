// @vitest-environment node
import { expect, it } from 'vitest';
import { formOf, priceOf } from '../../../../renderer/src/features/settings/prices.ts';

it('a typed price is exact to the nano-dollar, and comes back into the form as it was typed', () => {
  const form = { ...formOf(null), modelPattern: ' claude-* ' };
  form.usd.input = '3';
  form.usd.cacheRead = '0.300000001';
  const price = priceOf(form, null);
  expect(price).toMatchObject({
    modelPattern: 'claude-*',
    channelId: null,
    fromAt: null,
    pricesNanoUsd: { input: 3_000_000_000, cacheRead: 300_000_001, output: null },
  });
  expect(formOf(price).usd).toMatchObject({ input: '3', cacheRead: '0.300000001', output: '' });
});

it('an edited price keeps the moment from which it holds', () => {
  const before = { ...priceOf(formOf(null), null), fromAt: 7 };
  expect(priceOf(formOf(before), before).fromAt).toBe(7);
});
