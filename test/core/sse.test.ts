import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { SseParser } from '../../main/core/sse.ts';
import type { SseEvent } from '../../main/core/sse.ts';

type Parsed = { readonly events: readonly SseEvent[]; readonly unfinishedBytes: number };

function parseChunks(chunks: readonly Uint8Array[], maxEventBytes?: number): Parsed {
  const parser = maxEventBytes === undefined ? new SseParser() : new SseParser({ maxEventBytes });
  const events = chunks.flatMap((chunk) => parser.push(chunk));
  return { events, ...parser.end() };
}

function parse(text: string, maxEventBytes?: number): Parsed {
  return parseChunks([Buffer.from(text)], maxEventBytes);
}

/** Cuts a body at these places, wherever they lie. */
function cut(body: Buffer, places: readonly number[]): Buffer[] {
  const borders = [0, ...places.map((place) => place % (body.length + 1)), body.length];
  const sorted = borders.toSorted((one, other) => one - other);
  return sorted.slice(1).map((border, index) => body.subarray(sorted[index], border));
}

/** Name and data of the events, for tables. */
function dispatched(text: string): string[][] {
  const events = parse(text).events.filter((event) => event.kind === 'event');
  return events.map(({ name, data }) => [name, data]);
}

const piece = fc.oneof(
  fc.constantFrom('data', 'event', 'id', ':', ': ', 'data:', 'data: ', 'event: ', 'data:{"x":1}'),
  fc.constantFrom('é', '你好', '😀', '\uFEFF', '\0', 'x'.repeat(40)),
);
const lineEnds = fc.constantFrom('\n', '\r\n', '\r');

/** Streams that use one kind of line end throughout, and streams that mix them. */
const streams = fc
  .tuple(
    fc.array(fc.oneof(piece, fc.constant('\n'), fc.constant('\n\n')), { maxLength: 30 }),
    fc.option(lineEnds),
    fc.array(lineEnds, { minLength: 8, maxLength: 8 }),
  )
  .map(([pieces, one, mixed]) => {
    let count = 0;
    return pieces.join('').replaceAll('\n', () => one ?? mixed[count++ % mixed.length] ?? '\n');
  });

/** The rules of the standard once more, for a whole text and without regard to speed. */
function reference(text: string): string[][] {
  const events: string[][] = [];
  let name = '';
  let data: string[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  // What stands behind the last line end is no line.
  for (const line of lines.slice(0, -1)) {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/su.exec(line) ?? [];
    if (line === '') {
      if (data.length > 0) events.push([name === '' ? 'message' : name, data.join('\n')]);
      name = '';
      data = [];
    } else if (field === 'data') data.push(value);
    else if (field === 'event') name = value;
  }
  return events;
}

describe('SseParser', () => {
  it.each([
    ['data: a\n\n', [['message', 'a']]],
    ['event: ping\ndata: {}\n\n', [['ping', '{}']]],
    ['data: {}\nevent: ping\n\n', [['ping', '{}']]],
    [
      'data:a\r\rdata: b\r\r',
      [
        ['message', 'a'],
        ['message', 'b'],
      ],
    ],
    ['data: a\r\n\r\n', [['message', 'a']]],
    ['data: a\ndata\ndata:  b\n\n', [['message', 'a\n\n b']]],
    ['data\n\n', [['message', '']]],
    ['\uFEFFdata: a\n\n', [['message', 'a']]],
    ['data: \uFEFFa\n\n\uFEFFdata: b\n\n', [['message', '\uFEFFa']]],
    [': keep-alive\n\ndata: a\n\n', [['message', 'a']]],
    ['event: x\n\ndata: a\n\n', [['message', 'a']]],
    ['id: 1\nretry: 5\nDATA: x\ndata : y\ndata: z\n\n', [['message', 'z']]],
    ['data: a\n', []],
    ['data: a', []],
    ['', []],
  ])('dispatches of %j %j', (text, expected) => {
    expect(dispatched(text)).toEqual(expected);
  });

  it('follows the rules of the standard for any stream', () => {
    fc.assert(
      fc.property(streams, (text) => {
        // A stream that ends between CR and LF is a cut one, see the next test.
        expect(dispatched(`${text}x`)).toEqual(reference(`${text}x`));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes an event whose last CR may be half of a line end for unfinished', () => {
    expect(parse('data: a\r\n\r')).toEqual({ events: [], unfinishedBytes: 10 });
    expect(parse('data: a\r\n\r\n').unfinishedBytes).toBe(0);
  });

  it('does not wait for LF in a stream that ends its lines with CR alone', () => {
    expect(parse('data: a\r\r').events).toEqual([
      { kind: 'event', name: 'message', data: 'a', bytes: 9 },
    ]);
  });

  it('yields the same events however the bytes are cut', () => {
    const places = fc.array(fc.nat(5000), { maxLength: 30 });
    fc.assert(
      fc.property(streams, places, fc.option(fc.integer({ min: 1, max: 60 })), (text, at, max) => {
        const body = Buffer.from(text);
        const whole = parse(text, max ?? undefined);
        expect(parseChunks(cut(body, at), max ?? undefined)).toEqual(whole);
        const single = cut(body, Array.from(body.keys()));
        expect(parseChunks(single, max ?? undefined)).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('accounts for every byte, as part of a block or as unfinished', () => {
    fc.assert(
      fc.property(streams, fc.integer({ min: 1, max: 100 }), (text, max) => {
        const { events, unfinishedBytes } = parse(text, max);
        const bytes = events.reduce((sum, event) => sum + event.bytes, unfinishedBytes);
        expect(bytes).toBe(Buffer.byteLength(text));
      }),
      { numRuns: 500 },
    );
  });

  it('reports blocks that dispatch nothing as comments', () => {
    expect(parse(': hi\n\n\nevent: x\n\n').events).toEqual([
      { kind: 'comment', bytes: 6 },
      { kind: 'comment', bytes: 1 },
      { kind: 'comment', bytes: 10 },
    ]);
  });

  it('reads what is no UTF-8 as replacement characters', () => {
    const body = Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xf0, 0x9f, 0x41, 0xff, 0x0a, 0x0a]);
    const expected = [{ kind: 'event', name: 'message', data: '\uFFFDA\uFFFD', bytes: 11 }];
    expect(parseChunks([body]).events).toEqual(expected);
    expect(parseChunks([body.subarray(0, 7), body.subarray(7)]).events).toEqual(expected);
  });

  it('reports an event above the limit once, with its length, and goes on behind it', () => {
    const large = `data: ${'x'.repeat(50)}\ndata: y\n\n`;
    const after = { kind: 'event', name: 'message', data: 'z', bytes: 9 };
    expect(parse(`${large}data: z\n\n`, 40).events).toEqual([
      { kind: 'oversize', bytes: large.length },
      after,
    ]);
  });

  it.each([
    ['data: abc\n\n', 11],
    ['data: abc\r\n\r\n', 13],
  ])('takes %j up to a limit of %i bytes', (text, bytes) => {
    expect(parse(text, bytes).events).toEqual([
      { kind: 'event', name: 'message', data: 'abc', bytes },
    ]);
    expect(parse(text, bytes - 1).events).toEqual([{ kind: 'oversize', bytes }]);
  });

  it('allows an event a mebibyte when nothing else is said', () => {
    const atLimit = `data: ${'x'.repeat(1024 * 1024 - 8)}\n\n`;
    expect(parse(atLimit).events).toMatchObject([{ kind: 'event' }]);
    expect(parse(`${atLimit.slice(0, -2)}x\n\n`).events).toMatchObject([{ kind: 'oversize' }]);
  });

  it('copies each byte of an event that arrives byte by byte only a few times', () => {
    const body = Buffer.from(`data: ${'x'.repeat(65_536)}\n\n`);
    const set = vi.spyOn(Uint8Array.prototype, 'set');
    const { events } = parseChunks(cut(body, Array.from(body.keys())));
    const copied = set.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
    set.mockRestore();
    expect(events).toMatchObject([{ kind: 'event', bytes: body.length }]);
    expect(copied).toBeGreaterThan(65_536);
    expect(copied).toBeLessThan(4 * body.length);
  });
});
