import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { OutputBook } from '../../main/state/output-book.ts';

describe('OutputBook', () => {
  it('knows nothing of a model that has not answered yet', () => {
    expect(new OutputBook().p95('m')).toBeNull();
  });

  it('is at most a fifth off the true 95th percentile', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 200_000 }), {
      minLength: 1,
      maxLength: 900,
    });
    fc.assert(
      fc.property(lengths, (list) => {
        const book = new OutputBook();
        for (const length of list) book.add('m', length);
        const exact = list.toSorted((a, b) => a - b)[Math.ceil(list.length * 0.95) - 1] ?? 0;
        const estimate = book.p95('m') ?? 0;
        expect(estimate).toBeGreaterThanOrEqual(Math.floor(exact));
        expect(estimate).toBeLessThanOrEqual(exact * 1.2);
      }),
    );
  });

  it('takes an answer without output for one of a token', () => {
    const book = new OutputBook();
    book.add('m', 0);
    expect(book.p95('m')).toBe(1);
  });

  it('follows a model whose answers become shorter', () => {
    const book = new OutputBook();
    for (let sample = 0; sample < 1000; sample++) book.add('m', 10_000);
    for (let sample = 0; sample < 5000; sample++) book.add('m', 100);
    expect(book.p95('m')).toBeLessThan(120);
  });

  it('forgets the models that were not used for longest', () => {
    const book = new OutputBook();
    for (let model = 0; model < 500; model++) book.add(`m${String(model)}`, 1);
    book.add('m0', 1);
    book.add('one more', 1);
    expect(book.p95('m1')).toBeNull();
    expect(book.p95('m0')).toBe(1);
  });
});
