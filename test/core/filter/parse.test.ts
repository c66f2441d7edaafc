import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localZone } from '../../../main/app/local-zone.ts';
import { FILTER_FIELDS, parseFilter } from '../../../main/core/filter/parse.ts';
import type { Condition } from '../../../main/core/filter/terms.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const moment = { zone: localZone('Asia/Kolkata'), now: NOW };
const parse = (filter: string) => parseFilter(filter, moment);

describe('a filter', () => {
  it.each<[string, Condition]>([
    ['status>=500', { kind: 'number', field: 'status', operator: '>=', value: 500 }],
    ['status:404', { kind: 'number', field: 'status', operator: '=', value: 404 }],
    ['status!=200', { kind: 'number', field: 'status', operator: '!=', value: 200 }],
    ['status:5xx', { kind: 'between', field: 'status', low: 500, high: 599 }],
    ['cost>0.10', { kind: 'number', field: 'costNanoUsd', operator: '>', value: 100_000_000 }],
    ['cost:>0.000000001', { kind: 'number', field: 'costNanoUsd', operator: '>', value: 1 }],
    ['duration>30s', { kind: 'number', field: 'durationMs', operator: '>', value: 30_000 }],
    ['duration<=1.5m', { kind: 'number', field: 'durationMs', operator: '<=', value: 90_000 }],
    ['ttfb<300', { kind: 'number', field: 'firstByteMs', operator: '<', value: 300 }],
    ['tokens>10k', { kind: 'number', field: 'tokens', operator: '>', value: 10_000 }],
    ['channel:relay', { kind: 'text', field: 'channel', part: 'relay' }],
    ['Channel=Relay', { kind: 'text', field: 'channel', part: 'Relay' }],
    ['channel:#3', { kind: 'id', field: 'channel', id: 3 }],
    ['token:#12', { kind: 'id', field: 'token', id: 12 }],
    ['model:#3', { kind: 'text', field: 'model', part: '#3' }],
    ['error:"over \\"loaded\\""', { kind: 'text', field: 'error', part: 'over "loaded"' }],
    ['conversation:a:b', { kind: 'text', field: 'conversation', part: 'a:b' }],
    ['is:failed-over', { kind: 'is', flag: 'failed-over' }],
    ['outcome:broken', { kind: 'outcome', outcome: 'broken' }],
    ['outcome:client-left', { kind: 'outcome', outcome: 'clientLeft' }],
    ['protocol:openai', { kind: 'protocol', protocols: ['openai-chat', 'openai-responses'] }],
    ['after:2026-11-01', { kind: 'time', from: Date.parse('2026-10-31T18:30:00Z'), to: null }],
    ['before:today', { kind: 'time', from: null, to: Date.parse('2026-11-23T18:30:00Z') }],
    [
      'after:2026-11-01T08:30Z',
      { kind: 'time', from: Date.parse('2026-11-01T08:30:00Z'), to: null },
    ],
    ['after:2h', { kind: 'time', from: NOW - 7_200_000, to: null }],
    [
      'on:yesterday',
      {
        kind: 'time',
        from: Date.parse('2026-11-22T18:30:00Z'),
        to: Date.parse('2026-11-23T18:30:00Z'),
      },
    ],
    ['id:r00000000001', { kind: 'request', micros: 1 }],
    ['overloaded', { kind: 'word', word: 'overloaded' }],
    ['"status>=500"', { kind: 'word', word: 'status>=500' }],
    ['-', { kind: 'word', word: '-' }],
  ])('%s', (filter, condition) => {
    expect(parse(filter)).toEqual({ ok: true, terms: [{ condition, isNegated: false }] });
  });

  it('takes terms apart at spaces, and a sign before one for its opposite', () => {
    expect(parse('  -model:haiku\tword -"two words" ')).toEqual({
      ok: true,
      terms: [
        { condition: { kind: 'text', field: 'model', part: 'haiku' }, isNegated: true },
        { condition: { kind: 'word', word: 'word' }, isNegated: false },
        { condition: { kind: 'word', word: 'two words' }, isNegated: true },
      ],
    });
    expect(parse('')).toEqual({ ok: true, terms: [] });
  });

  it.each<[string, number, RegExp]>([
    ['ok status>many', 3, /must be a number such as 503/],
    ['cost>1e5', 0, /must be a number such as 0\.10/],
    ['duration>5parsecs', 0, /30s/],
    ['is:great', 0, /must be one of failed, failed-over/],
    ['outcome:fine', 0, /must be one of answered/],
    ['protocol:smtp', 0, /must be one of anthropic/],
    ['after:2026-02-31', 0, /a day such as/],
    ['before:later', 0, /a day such as/],
    ['colour:red', 0, /is not a known field; known are status/],
    ['constructor:x', 0, /is not a known field/],
    ['channel>3', 0, /takes no >/],
    ['a channel:', 2, /needs a value/],
    ['a "b', 2, /has no closing quote/],
    ['error:"a"b', 6, /needs a space/],
    ['id:7', 0, /must be the id/],
  ])('%s is refused with its place', (filter, position, message) => {
    expect(parse(filter)).toMatchObject({
      ok: false,
      errors: [{ position, message: expect.stringMatching(message) as string }],
    });
  });

  it('names all that is wrong, in its order, and takes thirty terms at most', () => {
    const parsed = parse('status>x is:y');
    expect(parsed.ok ? [] : parsed.errors.map(({ position }) => position)).toEqual([0, 9]);
    const many = parse('a '.repeat(31));
    expect(many.ok ? [] : many.errors).toMatchObject([{ position: 60 }]);
  });

  it('never throws, and never answers with neither terms nor errors', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom(...FILTER_FIELDS),
      fc.constantFrom(':', '>', '>=', '"', '\\', '-', ' ', '5xx', 'today', '#1'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const filter = pieces.join('');
        const parsed = parse(filter);
        if (parsed.ok) expect(parsed.terms.length === 0).toBe(filter.trim() === '');
        else
          for (const { position } of parsed.errors)
            expect(position).toBeLessThanOrEqual(filter.length);
      }),
    );
  });
});
