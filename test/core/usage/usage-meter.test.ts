import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../../main/contracts/constants.ts';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { UsageMeter } from '../../../main/core/usage/usage-meter.ts';
import { aUsage } from '../../support/usage-builder.ts';
import { metered, stream } from './metered.ts';

const USAGE = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
const EXPECTED = aUsage({ inputTokens: 9, outputTokens: 4, returnedModel: 'gpt-a' });
const WORD = { model: 'gpt-a', choices: [{ delta: { content: 'naïve 😀' } }], usage: null };
const LAST = { model: 'gpt-a', choices: [], usage: USAGE };
const MEGABYTE = 1024 * 1024;

function json(value: unknown, space?: number): string {
  return JSON.stringify(value, null, space);
}

/** Cuts a text at these places, wherever they fall. */
function cutAt(text: string, places: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(text);
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [...cuts, bytes.length].map((end, index) => bytes.subarray(cuts[index - 1] ?? 0, end));
}

const SHAPES: readonly (readonly [string, Protocol, string])[] = [
  ['a stream', 'openai-chat', `${stream(WORD, WORD, LAST)}data: [DONE]\n\n`],
  ['a stream with CRLF', 'openai-chat', stream(WORD, LAST, WORD).replaceAll('\n', '\r\n')],
  ['a stream with CR', 'openai-chat', stream(WORD, LAST, WORD).replaceAll('\n', '\r')],
  ['a stream whose last event has no end', 'openai-chat', stream(WORD, LAST).trimEnd()],
  [
    'a stream with names, comments and no spaces',
    'openai-chat',
    `: hello\n\nevent: x\nid: 1\ndata:${json(WORD)}\n\n: ping\n\nevent: x\ndata:${json(LAST)}\n\n`,
  ],
  [
    'a stream with data on several lines',
    'openai-chat',
    `data: ${json(WORD)}\n\ndata: ${json(LAST, 1).replaceAll('\n', '\ndata: ')}\n\n`,
  ],
  ['a stream behind a byte order mark', 'openai-chat', `\uFEFF${stream(WORD, LAST)}`],
  ['a body', 'openai-chat', json(LAST)],
  ['a body behind white space and a mark', 'openai-chat', `\uFEFF\r\n ${json(LAST, 2)}\n`],
  [
    'a body in alphabetical order',
    'openai-chat',
    json({ choices: [], model: 'gpt-a', usage: USAGE }),
  ],
  [
    'a body whose usage comes first',
    'openai-chat',
    json({ usage: USAGE, choices: [{ usage: 'x'.repeat(9000) }], model: 'gpt-a' }),
  ],
];

describe('UsageMeter', () => {
  it.each(SHAPES)('reads %s, however it is cut', (_, protocol, text) => {
    expect(metered(protocol, text)).toEqual(EXPECTED);
    const single = Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte));
    expect(metered(protocol, ...single)).toEqual(EXPECTED);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 20 }), (places) => {
        expect(metered(protocol, ...cutAt(text, places))).toEqual(EXPECTED);
      }),
      { numRuns: 50 },
    );
  });

  it('never throws, whatever the bytes are', () => {
    const scrap = fc.constantFrom(
      '"usage":{',
      '"usage"',
      'data: ',
      '\n\n',
      '\r',
      '{',
      '}',
      '[',
      '"',
      '\\',
      ':',
      ',',
      'null',
      '1e999',
      '"usageMetadata":{"promptTokenCount":1}',
      '"model":',
      '"message":{',
      '"choices":[',
    );
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.array(scrap, { maxLength: 12 }).map((scraps) => Buffer.from(scraps.join(''))),
      fc.jsonValue().map((value) => Buffer.from(json({ usage: value, message: { usage: value } }))),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...PROTOCOLS),
        fc.array(piece, { maxLength: 12 }),
        (protocol, all) => {
          const usage = metered(protocol, ...all);
          for (const count of Object.values(usage ?? {})) {
            if (typeof count === 'number')
              expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('says what was seen so far whenever it is asked', () => {
    const meter = new UsageMeter('openai-chat');
    expect(meter.usage()).toBeNull();
    meter.see(Buffer.from(stream(WORD)));
    expect(meter.usage()).toBeNull();
    expect(meter.returnedModel).toBe('gpt-a');
    meter.see(Buffer.from(stream(LAST)));
    expect(meter.usage()).toEqual(EXPECTED);
    expect(meter.usage()).toEqual(EXPECTED);
  });

  it('counts nothing of an answer that is neither JSON nor a stream', () => {
    expect(metered('openai-chat', '<html>"usage":{"prompt_tokens":5}</html>')).toBeNull();
    expect(metered('openai-chat', '')).toBeNull();
    expect(metered('openai-chat', ' \n')).toBeNull();
  });

  it('counts what a body says that breaks off behind its usage', () => {
    const text = json({ model: 'gpt-a', usage: USAGE, choices: ['…'] }).slice(0, -5);
    expect(metered('openai-chat', text)).toEqual(EXPECTED);
  });

  it('does not take the usage of a part for that of the whole', () => {
    const part = json({ model: 'gpt-a', choices: [], result: { usage: USAGE } });
    expect(metered('openai-chat', part)).toBeNull();
    const padded = json({ pad: ' '.repeat(5000), model: 'gpt-a', result: { usage: USAGE } });
    expect(metered('openai-chat', padded)).toBeNull();
  });
});

describe('UsageMeter before what is too large to be kept', () => {
  const picture = 'A'.repeat(3 * MEGABYTE);

  function pieces(text: string, size: number): Uint8Array[] {
    const bytes = Buffer.from(text);
    const count = Math.ceil(bytes.length / size);
    return Array.from({ length: count }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
  }

  it.each([1000, 65_536, 4 * MEGABYTE])(
    'reads the ends of a body, in pieces of %i bytes',
    (size) => {
      const body = json({
        model: 'gpt-a',
        data: [{ b64_json: picture }],
        usage: USAGE,
        size: '1x1',
      });
      expect(metered('openai-chat', ...pieces(body, size))).toEqual(EXPECTED);
    },
  );

  it.each([1000, 65_536])('reads the end of an event, in pieces of %i bytes', (size) => {
    const response = { output: [{ result: picture }], usage: USAGE, model: 'gpt-a' };
    const text = stream({ type: 'response.completed', response, sequence_number: 7 }, WORD);
    expect(metered('openai-responses', ...pieces(text, size))).toEqual(EXPECTED);
  });

  it('goes on with the event behind it', () => {
    const text = stream({ choices: [{ delta: { content: picture } }] }, WORD, LAST);
    expect(metered('openai-chat', ...pieces(text, 65_536))).toEqual(EXPECTED);
  });
});
