import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '#contracts/record';
import CostPart from '../../../../renderer/src/features/requests/CostPart.svelte';
import { aRecord, aUsage } from '../../support/builders.ts';
import { draw, english } from '../../support/draw.ts';

const RECORD = aRecord({
  usage: aUsage({ inputTokens: 100, outputTokens: 50, reasoningTokens: 20 }),
  cost: {
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
    unpriced: ['output'],
    surcharge: null,
    source: { kind: 'override', modelPattern: 'claude-*' },
  },
});

const rows = (record: RequestRecord) => {
  const { target } = draw(CostPart, { record, language: english });
  const cells = (row: Element) =>
    [...row.children].map((cell) => cell.textContent.replaceAll(/\s+/g, ' ').trim());
  return { target, lines: [...target.querySelectorAll('tbody tr, tfoot tr')].map(cells) };
};

describe('the cost of a request', () => {
  it('shows the arithmetic line by line, and the sum', () => {
    expect(rows(RECORD).lines).toEqual([
      ['Input', '100', '× $2.40 $3.00 × 0.8', '$0.00024'],
      ['Sum', '$0.00024'],
    ]);
  });

  it('says where the price is from, and that the sum is short of something', () => {
    const { target } = rows(RECORD);
    expect(target.textContent).toContain('claude-*');
    expect(target.textContent).toMatch(/No price is known for/i);
  });

  it('never takes what is unknown for nothing', () => {
    const { target, lines } = rows(aRecord());
    expect(lines).toEqual([]);
    expect(target.textContent).not.toContain('$0');
  });
});
