import { describe, expect, it } from 'vitest';
import { aChannel } from '../support/channel-builder.ts';
import { aVerdict } from '../support/verdict-builder.ts';
import { aBook, aTarget, MINUTE } from './availability-fixture.ts';

describe('a channel with settings of its own', () => {
  it('opens after its own number of failures and no longer than its own longest time', () => {
    const { book, clock, take, scopes } = aBook({ cooldownMaxMs: 1_800_000 });
    const overrides = { failuresBeforeOpening: 2, cooldownMinMs: 0, cooldownMaxMs: 130_000 };
    book.retain([aChannel(1, { overrides }), aChannel(2)]);
    const other = aTarget({ channelId: 2, keyId: 20, urlId: 20 });
    book.settle(take(aTarget()), aVerdict());
    book.settle(take(other), aVerdict());
    expect(scopes()).toEqual(['model open']);

    const until = () => book.list().map((view) => view.until - clock.now());
    book.settle(take(aTarget()), aVerdict());
    clock.advance(2 * MINUTE);
    book.settle(take(aTarget()), aVerdict());
    book.settle(take(other), aVerdict());
    expect(until().toSorted((a, b) => a - b)).toEqual([130_000, 4 * MINUTE]);
  });
});
