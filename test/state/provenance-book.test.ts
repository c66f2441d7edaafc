import { describe, expect, it } from 'vitest';
import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import { isForeignTo, type Provenance } from '../../main/core/opaque/foreign.ts';
import { MAX_PROVENANCES, ProvenanceBook } from '../../main/state/provenance-book.ts';

const DAY = 24 * 3_600_000;
const NOW = 20_000 * DAY + 5;

function by(channel: number, key: number, isRefused = false): Provenance {
  return { channelId: channel as ChannelId, keyId: key as KeyId, isRefused };
}

describe('ProvenanceBook', () => {
  it('knows who minted a token, the last one counting', () => {
    const book = new ProvenanceBook();
    book.note('t', by(1, 10), NOW);
    book.note('t', by(2, 20), NOW);
    expect(book.find('t', NOW)).toEqual(by(2, 20));
    expect(book.find('u', NOW)).toBeNull();
  });

  it('forgets after two weeks', () => {
    const book = new ProvenanceBook();
    book.note('t', by(1, 10), NOW);
    expect(book.find('t', NOW + 13 * DAY)).not.toBeNull();
    expect(book.find('t', NOW + 15 * DAY)).toBeNull();
  });

  it('forgets the oldest beyond its bound', () => {
    const book = new ProvenanceBook();
    for (let at = 0; at <= MAX_PROVENANCES; at++) book.note(String(at), by(1, 10), NOW);
    expect(book.size).toBe(MAX_PROVENANCES);
    expect(book.find('0', NOW)).toBeNull();
    expect(book.find('1', NOW)).not.toBeNull();
  });

  it('hands out what is new of a token, and nothing for the same seen again', () => {
    const book = new ProvenanceBook();
    book.load([{ ...by(1, 10), hash: 'loaded', notedAt: NOW - DAY }]);
    book.note('t', by(1, 10), NOW);
    book.note('t', by(1, 10), NOW + 1);
    expect(book.takeUnsaved()).toEqual([{ ...by(1, 10), hash: 't', notedAt: NOW }]);
    expect(book.takeUnsaved()).toEqual([]);
    expect(book.find('loaded', NOW)).toEqual(by(1, 10));
  });

  it('tells whether anything could be foreign to an account', () => {
    const book = new ProvenanceBook();
    expect(book.knowsOthersThan(by(1, 10))).toBe(false);
    book.note('t', by(1, 10), NOW);
    expect(book.knowsOthersThan(by(1, 10))).toBe(false);
    expect(book.knowsOthersThan(by(1, 11))).toBe(true);
    book.note('u', by(1, 10, true), NOW);
    expect(book.knowsOthersThan(by(1, 10))).toBe(true);
  });
});

describe('isForeignTo', () => {
  it.each([
    ['another channel', by(2, 20), 'anthropic', true],
    ['another key of the channel', by(1, 11), 'anthropic', false],
    ['another key of the channel', by(1, 11), 'gemini', false],
    ['another key, and so organisation', by(1, 11), 'openai-responses', true],
    ['the same key', by(1, 10), 'openai-responses', false],
    ['who has refused it', by(1, 10, true), 'anthropic', true],
    ['another than has refused it', by(2, 20, true), 'anthropic', false],
  ] as const)('judges a token of %s: %j %s', (_name, provenance, protocol, isForeign) => {
    expect(isForeignTo(by(1, 10), provenance, protocol)).toBe(isForeign);
  });
});
