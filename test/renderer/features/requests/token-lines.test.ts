// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { RecordCost } from '#contracts/record';
import { costNotes } from '../../../../renderer/src/features/requests/cost-notes.ts';
import { tokenLines } from '../../../../renderer/src/features/requests/token-lines.ts';
import { tokenSums } from '../../../../renderer/src/features/requests/token-sums.ts';
import { Language } from '../../../../renderer/src/i18n/language.svelte.ts';
import { aRecord, aUsage } from '../../support/builders.ts';

const language = new Language(['en'], { read: () => null, write: () => undefined });

const usage = aUsage({
  inputTokens: 100,
  cacheReadTokens: 300,
  cacheWriteTokens: 200,
  outputTokens: 50,
});

const cost: RecordCost = {
  nanoUsd: 240_000,
  pricedModel: 'claude-sonnet',
  multiplier: 0.8,
  lines: [
    {
      model: 'claude-sonnet',
      priceClass: 'input',
      quantity: 100,
      listPriceNanoUsd: 3_000_000_000,
      priceNanoUsd: 2_400_000_000,
      costNanoUsd: 240_000,
    },
  ],
  unpriced: ['webSearch'],
  surcharge: null,
  source: { kind: 'override', modelPattern: 'claude-*' },
};

describe('tokenLines', () => {
  it('shows the arithmetic with the factor between list price and price', () => {
    expect(tokenLines(aRecord({ usage, cost }))).toEqual([
      {
        name: 'input',
        model: null,
        count: 100,
        price: { nanoUsd: 2_400_000_000, listNanoUsd: 3_000_000_000, factor: 0.8 },
        costNanoUsd: 240_000,
      },
    ]);
  });

  it('shows the bare counts where there is no price', () => {
    const lines = tokenLines(aRecord({ usage, cost: null }));
    expect(lines.map(({ name, count }) => [name, count])).toEqual([
      ['input', 100],
      ['cacheRead', 300],
      ['cacheWrite', 200],
      ['output', 50],
    ]);
  });
});

describe('tokenSums', () => {
  it('counts what was written to a cache as input', () => {
    expect(tokenSums(usage)).toEqual({ input: 300, cached: 300, output: 50 });
  });
});

describe('costNotes', () => {
  it('says where the price is from and what the sum is short of', () => {
    const notes = costNotes(aRecord({ usage, cost }), language).join(' ').replaceAll('\u00a0', ' ');
    expect(notes).toContain('50.0 % of the input came from the cache.');
    expect(notes).toContain('No price is known for: Web searches.');
    expect(notes).toContain('multiplier of 0.8');
    expect(notes).toContain('your own for claude-*');
  });

  it('never takes an unknown price for nothing', () => {
    const unknown = { ...cost, nanoUsd: null, lines: [], unpriced: [], source: null };
    expect(costNotes(aRecord({ usage, cost: unknown }), language)).toContain(
      'No price is known for claude-sonnet, so neither is the cost.',
    );
  });
});
