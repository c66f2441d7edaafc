import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { BodyCounter } from '../../../main/metering/count/count-body.ts';

/** Recorded requests with the input tokens that were billed for them. They are no part of this repository. */
const FILE = join(import.meta.dirname, '../../../../shared/data/count-tokens.jsonl');

type Recorded = {
  readonly protocol: string;
  readonly model: string;
  readonly family?: string;
  readonly scorable: boolean;
  readonly request: object;
  readonly input_tokens: number;
};

const isPresent = existsSync(FILE);
if (!isPresent) {
  process.stdout.write('Skipped: accuracy of token counting, for want of recorded requests.\n');
}

describe.skipIf(!isPresent)('counting requests whose billed tokens are known', () => {
  let older: readonly number[];
  let newer: readonly number[];
  beforeAll(() => {
    const counter = new BodyCounter();
    const errors = (records: readonly Recorded[]): readonly number[] =>
      records.map(({ model, request, input_tokens: billed }) => {
        const body = Buffer.from(JSON.stringify({ ...request, model }));
        const counted = counter.count({ protocol: 'anthropic', body });
        if (!counted.ok) throw new Error(counted.message);
        return Math.abs(counted.inputTokens - billed) / billed;
      });
    const lines = readFileSync(FILE, 'utf8').trimEnd().split('\n');
    const plain = lines
      .map((line) => JSON.parse(line) as Recorded)
      .filter((record) => record.protocol === 'anthropic' && record.scorable);
    const isNewer = ({ family = '' }: Recorded): boolean => /^claude-(4\.[789]|[5-9])/.test(family);
    older = errors(plain.filter((record) => !isNewer(record)));
    newer = errors(plain.filter(isNewer));
  });

  const mean = (errors: readonly number[]): number =>
    errors.reduce((sum, error) => sum + error, 0) / errors.length;

  it('errs by 5 % on average at most on models up to 4.6, and by 7 % at most in 82 of 100 requests', () => {
    expect(older.length).toBeGreaterThan(200);
    expect(mean(older)).toBeLessThanOrEqual(0.05);
    const near = older.filter((error) => error <= 0.07).length;
    expect(near / older.length).toBeGreaterThanOrEqual(0.82);
  });

  it('errs by 12 % on average at most on newer models', () => {
    expect(newer.length).toBeGreaterThan(20);
    expect(mean(newer)).toBeLessThanOrEqual(0.12);
  });
});
