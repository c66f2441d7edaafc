import { describe, expect, it } from 'vitest';
import type { StoredCooldown } from '../../main/core/availability/circuit.ts';
import { aChannel, aKey } from '../support/channel-builder.ts';
import { aVerdict } from '../support/verdict-builder.ts';
import { aBook, aTarget, MINUTE } from './availability-fixture.ts';

const REFUSED = aVerdict({ blame: 'key', reason: 'auth', firstCooldownMs: 300_000 });

describe('what is written down', () => {
  it('is one write for all that happens within a fifth of a second', () => {
    const { book, clock, take, writes } = aBook();
    const leases = [take(aTarget()), take(aTarget())] as const;
    book.settle(leases[0], REFUSED);
    clock.advance(199);
    book.settle(leases[1], aVerdict());
    expect(writes).toEqual([]);
    clock.advance(1);
    expect(writes).toHaveLength(1);
    expect(writes[0]?.saved.map(({ scope }) => scope.kind)).toEqual(['key', 'model']);
    clock.advance(MINUTE);
    expect(writes).toHaveLength(1);
  });

  it('is written at once on demand', () => {
    const { book, take, writes } = aBook();
    book.flush();
    book.settle(take(aTarget()), REFUSED);
    book.flush();
    expect(writes).toHaveLength(1);
  });

  it('is removed when it closes', () => {
    const { book, clock, take, writes } = aBook();
    book.settle(take(aTarget()), REFUSED);
    clock.advance(5 * MINUTE);
    book.succeed(take(aTarget()));
    book.flush();
    expect(writes.at(-1)).toEqual({
      saved: [],
      removed: [{ kind: 'key', channelId: 1, keyId: 10 }],
    });
  });

  it('is nothing for failures that have not opened anything', () => {
    const { book, take, writes } = aBook({ failuresBeforeOpening: 3 });
    book.settle(take(aTarget()), aVerdict());
    book.flush();
    expect(writes.flatMap(({ saved }) => saved)).toEqual([]);
  });
});

describe('what is forgotten', () => {
  it('leaves neither a row nor anything in memory', () => {
    const { book, clock, take, writes } = aBook();
    const leases = [take(aTarget()), take(aTarget())] as const;
    book.settle(leases[0], REFUSED);
    book.settle(leases[1], aVerdict());
    clock.advance(2 * MINUTE);
    book.succeed(take(aTarget({ keyId: 11 })));
    expect(book.isCalm).toBe(false);
    clock.advance(90 * MINUTE);
    expect(book.isCalm).toBe(true);
    expect(writes.at(-1)?.removed.map(({ kind }) => kind)).toEqual(['key']);
  });
});

describe('after a restart', () => {
  /** What a first run leaves behind. */
  function leftBehind(): readonly StoredCooldown[] {
    const { book, take, writes } = aBook();
    const leases = [take(aTarget()), take(aTarget({ keyId: 11 }))] as const;
    for (const lease of leases) book.settle(lease, REFUSED);
    book.flush();
    return writes.flatMap(({ saved }) => saved);
  }

  it('everything cools as it did', () => {
    const { book, kindOf } = aBook();
    book.load(leftBehind());
    book.retain([aChannel(1, { keys: [aKey(10), aKey(11)] })]);
    expect(kindOf(aTarget())).toBe('open');
    expect(book.list().map(({ strikes, reason }) => [strikes, reason])).toEqual([
      [1, 'auth'],
      [1, 'auth'],
      [1, 'auth'],
    ]);
  });

  it('what is gone meanwhile is dropped, and its rows with it', () => {
    const { book, writes, scopes } = aBook();
    book.load(leftBehind());
    book.retain([aChannel(1)]);
    book.flush();
    expect(scopes()).toEqual(['key open', 'channel open']);
    expect(writes[0]?.removed).toEqual([{ kind: 'key', channelId: 1, keyId: 11 }]);
  });

  it('what was quiet for half an hour is forgotten', () => {
    const { book, clock, writes } = aBook();
    clock.advance(35 * MINUTE);
    book.load(leftBehind());
    book.flush();
    expect(book.list()).toEqual([]);
    expect(writes[0]?.removed).toHaveLength(2);
  });
});

describe('models that clients invent', () => {
  it('cannot fill the memory, nor push out what else cools', () => {
    const { book, take } = aBook();
    book.settle(take(aTarget({ upstreamModel: 'first' })), REFUSED);
    const unknown = aVerdict({ reason: 'model' });
    for (let at = 0; at < 5100; at += 1) {
      book.settle(take(aTarget({ keyId: 11, upstreamModel: `m${String(at)}` })), unknown);
    }
    const views = book.list();
    expect(views).toHaveLength(5000);
    expect(views.filter(({ scope }) => scope.kind === 'key')).toHaveLength(1);
  });
});
