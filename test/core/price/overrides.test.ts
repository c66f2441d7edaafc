import { describe, expect, it } from 'vitest';
import type { ChannelId } from '../../../main/contracts/channel.ts';
import type { PriceOverride } from '../../../main/contracts/price.ts';
import { findOverride } from '../../../main/core/price/overrides.ts';
import { anOverride } from '../../support/price-builder.ts';

const CHANNEL = 7 as ChannelId;
const NAMES = { asked: 'opus', sent: 'claude-opus-4-8', returned: 'claude-opus-4-8-20260101' };

function find(overrides: readonly PriceOverride[], at = 1000) {
  const found = findOverride(overrides, NAMES, CHANNEL, at);
  return found === null ? null : found.table.prices.input?.baseNanoUsd;
}

describe('findOverride', () => {
  it.each([
    ['claude-opus-4-8', 1],
    ['CLAUDE-Opus-4-8', 1],
    ['claude-*', 1],
    ['*', 1],
    ['*opus*8', 1],
    ['claude-opus', null],
    ['claude-opus-4-8*-4-8', null],
    ['*sonnet*', null],
  ])('a pattern %s fits: %s', (pattern, expected) => {
    expect(find([anOverride(pattern, 1)])).toBe(expected);
  });

  it('prefers the channel to all channels, the exact name to a pattern, the longer pattern to the shorter', () => {
    const general = anOverride('claude-opus-4-8', 1);
    const own = anOverride('*', 2, { channelId: CHANNEL });
    expect(find([general, own])).toBe(2);
    expect(find([anOverride('claude-opus-*', 3), general])).toBe(1);
    expect(find([anOverride('claude-*', 4), anOverride('claude-opus-*', 3)])).toBe(3);
  });

  it("leaves another channel's price alone", () => {
    expect(find([anOverride('*', 1, { channelId: 8 as ChannelId })])).toBeNull();
  });

  it('takes the latest price that holds already', () => {
    const prices = [0, 500, 2000].map((fromAt) => anOverride('*', fromAt + 1, { fromAt }));
    expect(find(prices)).toBe(501);
    expect(find(prices, 3000)).toBe(2001);
  });

  it.each([
    ['claude-opus-4-8', 'sent'],
    ['*20260101', 'returned'],
    ['opus', 'asked'],
  ])('names which model was priced: %s by the name %s', (pattern, pricedAs) => {
    const found = findOverride([anOverride(pattern, 1)], NAMES, null, 0);
    expect(found).toMatchObject({ pricedAs, model: NAMES[pricedAs as keyof typeof NAMES] });
  });
});
