import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { MintedTokens } from '../../../main/core/opaque/minted-tokens.ts';

function minted(protocol: Protocol, ...chunks: readonly (string | Uint8Array)[]): string[] {
  const scanner = new MintedTokens(protocol);
  return chunks.flatMap((chunk) =>
    scanner.push(Buffer.from(chunk)).map((token) => Buffer.from(token).toString()),
  );
}

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

const ANSWERS: readonly (readonly [string, Protocol, string, readonly string[]])[] = [
  [
    'an Anthropic stream',
    'anthropic',
    [
      event({
        type: 'content_block_start',
        content_block: { type: 'thinking', thinking: '', signature: '' },
      }),
      event({
        type: 'content_block_delta',
        delta: { type: 'thinking_delta', thinking: '"signature":"no"' },
      }),
      event({
        type: 'content_block_delta',
        delta: { type: 'signature_delta', signature: 'EqQB+/==' },
      }),
      event({
        type: 'content_block_start',
        content_block: { type: 'redacted_thinking', data: 'Emw/B' },
      }),
    ].join(''),
    ['EqQB+/==', 'Emw/B'],
  ],
  [
    'an Anthropic answer',
    'anthropic',
    JSON.stringify({
      content: [
        { type: 'thinking', signature: 'one' },
        { type: 'text', text: 'x' },
      ],
    }),
    ['one'],
  ],
  [
    'a Responses stream, which says it twice',
    'openai-responses',
    event({ item: { type: 'reasoning', encrypted_content: 'gAAA=' } }) +
      event({
        response: {
          output: [{ type: 'reasoning', encrypted_content: 'gAAA=' }],
          include: ['reasoning.encrypted_content'],
        },
      }),
    ['gAAA=', 'gAAA='],
  ],
  [
    'a Gemini answer with white space',
    'gemini',
    JSON.stringify(
      { parts: [{ thoughtSignature: 'CtEB' }, { functionCall: {}, thought_signature: 'snake' }] },
      null,
      2,
    ),
    ['CtEB', 'snake'],
  ],
  [
    'a chat stream of a relay',
    'openai-chat',
    event({ delta: { reasoning_details: [{ type: 'reasoning.encrypted', data: 'sealed' }] } }) +
      event({
        delta: { tool_calls: [{ extra_content: { google: { thought_signature: 'sig' } } }] },
      }),
    ['sealed', 'sig'],
  ],
  ['escapes', 'gemini', '{"thoughtSignature":"a\\/b\\u003d\\"c"}', ['a/b="c']],
  ['nothing', 'anthropic', '{"signature":null,"data":{"x":1},"signature":""}', []],
];

describe('MintedTokens', () => {
  it.each(ANSWERS)('finds the tokens of %s', (_name, protocol, answer, tokens) => {
    expect(minted(protocol, answer)).toEqual(tokens);
  });

  it.each(ANSWERS)('finds them in %s wherever it is cut', (_name, protocol, answer, tokens) => {
    const bytes = Buffer.from(answer);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        expect(minted(protocol, ...chunks)).toEqual(tokens);
      }),
    );
    const single = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(minted(protocol, ...single)).toEqual(tokens);
  });

  it('forgets what is too large to be one, and finds the next', () => {
    const half = 'x'.repeat(700_000);
    expect(
      minted('gemini', `{"thoughtSignature":"${half}`, half, '","thoughtSignature":"y"}'),
    ).toEqual(['y']);
  });
});
