import { existsSync, readFileSync } from 'node:fs';
import {
  brotliCompressSync,
  brotliDecompressSync,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import type { Usage } from '../../../main/contracts/usage.ts';
import { totalInputTokens } from '../../../main/core/usage/counts.ts';
import { UsageMeter } from '../../../main/core/usage/usage-meter.ts';

/** Recorded answers of real services lie beside the checkout where there are any; they are not ours to pass on. */
const FOLDER = new URL('../../../../shared/data/responses/', import.meta.url);

type Expected = {
  readonly input: number;
  readonly input_total: number;
  readonly output: number;
  readonly cache_read: number;
  readonly cache_write: number;
  /** Null where the vendor states no lifetimes. */
  readonly cache_write_5m: number | null;
  readonly cache_write_1h: number | null;
  readonly reasoning: number | null;
  readonly web_search_requests: number | null;
  readonly vendor_cost?: number | { readonly total_cost: number };
  readonly vendor_cost_usd_ticks?: number;
};

type Counts = Omit<Expected, 'vendor_cost' | 'vendor_cost_usd_ticks'>;

type Recorded = {
  readonly protocol: Protocol;
  readonly file: string;
  readonly served_model?: string;
  readonly expected?: Expected;
  readonly ambiguous?: boolean;
};

type Told = { readonly one: Recorded; readonly expected: Expected; readonly body: Buffer };

const isThere = existsSync(FOLDER);
if (!isThere) {
  process.stderr.write('recorded answers: skipped, there are none beside this checkout\n');
}

function recordedAnswers(): readonly Recorded[] {
  return readFileSync(new URL('index.jsonl', FOLDER), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Recorded);
}

function metered(protocol: Protocol, pieces: Iterable<Uint8Array>): UsageMeter {
  const meter = new UsageMeter(protocol);
  for (const piece of pieces) meter.see(piece);
  return meter;
}

/** Pieces of 1 to `most` bytes, the same ones in every run. */
function* piecesOf(body: Buffer, most: number): Generator<Buffer> {
  let seed = body.length;
  for (let at = 0; at < body.length;) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    const end = at + 1 + (seed % most);
    yield body.subarray(at, end);
    at = end;
  }
}

/** The usage in the words of the index. */
function inItsWords(usage: Usage, expected: Expected): Counts {
  const written5m = usage.cacheWrite5mTokens;
  const written1h = usage.cacheWrite1hTokens;
  const isAnthropic = expected.cache_write_5m !== null;
  return {
    input: usage.inputTokens,
    input_total: totalInputTokens(usage),
    output: usage.outputTokens,
    cache_read: usage.cacheReadTokens,
    cache_write: usage.cacheWriteTokens + written5m + written1h,
    cache_write_5m: isAnthropic ? written5m : null,
    cache_write_1h: isAnthropic ? written1h : null,
    reasoning: usage.reasoningTokens,
    web_search_requests: expected.web_search_requests === null ? null : usage.webSearchRequests,
  };
}

function countsOf(expected: Expected): Counts {
  return {
    input: expected.input,
    input_total: expected.input_total,
    output: expected.output,
    cache_read: expected.cache_read,
    cache_write: expected.cache_write,
    cache_write_5m: expected.cache_write_5m,
    cache_write_1h: expected.cache_write_1h,
    reasoning: expected.reasoning,
    web_search_requests: expected.web_search_requests,
  };
}

function costOf({ vendor_cost: cost, vendor_cost_usd_ticks: ticks }: Expected): number | null {
  if (ticks !== undefined) return Math.round(ticks / 10);
  if (cost === undefined) return null;
  return Math.round((typeof cost === 'number' ? cost : cost.total_cost) * 1e9);
}

describe.skipIf(!isThere)(
  'the meter before recorded answers (skipped where there are none)',
  () => {
    const index = isThere ? recordedAnswers() : [];
    const all = index.flatMap((one): Told[] => {
      const { expected, file } = one;
      if (expected === undefined) return [];
      return [{ one, expected, body: readFileSync(new URL(file, FOLDER)) }];
    });
    const clear = all.filter(({ one }) => one.ambiguous !== true);

    it('counts every one exactly', () => {
      expect(clear.length).toBeGreaterThan(0);
      for (const { one, expected, body } of clear) {
        const usage = metered(one.protocol, [body]).usage();
        expect(usage, one.file).not.toBeNull();
        if (usage === null) continue;
        expect(inItsWords(usage, expected), one.file).toEqual(countsOf(expected));
        expect(usage.vendorCostNanoUsd, one.file).toBe(costOf(expected));
        if (one.served_model !== undefined) {
          expect(usage.returnedModel, one.file).toBe(one.served_model);
        }
      }
    });

    it('makes some sense of those that contradict themselves', () => {
      for (const { one, expected, body } of all.filter(({ one }) => one.ambiguous === true)) {
        const usage = metered(one.protocol, [body]).usage();
        expect(usage, one.file).not.toBeNull();
        if (usage === null) continue;
        expect(totalInputTokens(usage), one.file).toBe(expected.input_total);
        expect(usage.outputTokens, one.file).toBe(expected.output);
        expect(usage.inputTokens, one.file).toBeGreaterThanOrEqual(0);
      }
    });

    it('counts nothing in errors', () => {
      for (const one of index.filter(({ expected }) => expected === undefined)) {
        const body = readFileSync(new URL(one.file, FOLDER));
        expect(metered(one.protocol, [body]).usage(), one.file).toBeNull();
      }
    });

    it('counts the same however the bytes are cut', () => {
      for (const { one, body } of all) {
        const whole = metered(one.protocol, [body]).usage();
        for (const most of body.length < 4000 ? [1, 50] : [50, 3000]) {
          const cut = metered(one.protocol, piecesOf(body, most)).usage();
          expect(cut, `${one.file} in pieces of up to ${most}`).toEqual(whole);
        }
      }
    });

    it('counts the same when they were compressed', () => {
      const codings = [
        (body: Buffer) => gunzipSync(gzipSync(body)),
        (body: Buffer) => brotliDecompressSync(brotliCompressSync(body, { params: { 1: 4 } })),
        (body: Buffer) => zstdDecompressSync(zstdCompressSync(body)),
      ];
      for (const [number, { one, body }] of all.entries()) {
        const coding = codings[number % codings.length];
        const plain = coding === undefined ? body : coding(body);
        const usage = metered(one.protocol, piecesOf(plain, 1500)).usage();
        expect(usage, one.file).toEqual(metered(one.protocol, [body]).usage());
      }
    });
  },
);
