import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looseJson, looseness } from '../../support/loose-json.ts';
import { stripped, strippedAll } from './strip-cases.ts';

type Item = Record<string, unknown>;

const PLACEHOLDER = 'skip_thought_signature_validator';

describe('items of the Responses API', () => {
  const reasoning = (token: string): Item => ({
    type: 'reasoning',
    id: 'rs_1',
    summary: [{ type: 'summary_text', text: 'x' }],
    encrypted_content: token,
  });
  const said: Item = {
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: 'x' }],
  };
  const output: Item = { type: 'function_call_output', encrypted_content: 'foreign' };
  const request = (input: readonly Item[]): object => ({
    include: ['reasoning.encrypted_content'],
    input,
    store: false,
  });

  it('go with their encrypted content, whatever their summary says', () => {
    const compaction = { type: 'compaction', encrypted_content: 'foreign-2' };
    const items = [said, reasoning('foreign-1'), output, reasoning('own'), compaction];
    const one = stripped('openai-responses', JSON.stringify(request(items)));
    expect(one).toMatchObject({ count: 2, value: request([said, output, reasoning('own')]) });
  });

  it('all go when forced, also those whose content was lost before', () => {
    const bare = { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: null };
    const items = [bare, said, reasoning('own')];
    const one = strippedAll('openai-responses', JSON.stringify(request(items)));
    expect(one).toMatchObject({ count: 2, value: request([said]) });
  });

  it('leave alone what is no list', () => {
    const text = '{"input":"\\"encrypted_content\\"","x":{"encrypted_content":"foreign"}}';
    expect(stripped('openai-responses', text)).toMatchObject({ count: 0, text });
  });

  it('are the only ones that change, however the body is written', () => {
    const anyItem = fc.oneof(
      fc.constantFrom('foreign-1', 'foreign/+2=', 'own').map(reasoning),
      fc.constantFrom(said, output),
    );
    fc.assert(
      fc.property(fc.array(anyItem), looseness, (items, how) => {
        const kept = items.filter(
          ({ type, encrypted_content: token }) =>
            type !== 'reasoning' || !String(token).startsWith('foreign'),
        );
        const one = stripped('openai-responses', looseJson(request(items), how));
        expect(one).toMatchObject({ count: items.length - kept.length, value: request(kept) });
      }),
      { numRuns: 300 },
    );
  });
});

describe('thought signatures of Gemini', () => {
  const call = (signature?: string): Item => ({
    functionCall: { name: 'read', args: {} },
    ...(signature === undefined ? {} : { thoughtSignature: signature }),
  });
  const request = (...parts: Item[]): object => ({
    contents: [
      { role: 'user', parts: [{ text: 'go' }] },
      { role: 'model', parts },
      { role: 'user', parts: [{ functionResponse: { name: 'read', response: {} } }] },
    ],
  });
  const after = (value: object): unknown => stripped('gemini', JSON.stringify(value)).value;

  it('become the placeholder at a function call, where one is demanded', () => {
    expect(after(request(call('foreign-1'), call()))).toEqual(request(call(PLACEHOLDER), call()));
    const snake = { functionCall: {}, thought_signature: 'foreign-1' };
    expect(after(request(snake))).toEqual(request({ ...snake, thought_signature: PLACEHOLDER }));
  });

  it('are dropped elsewhere, with a part that holds nothing else', () => {
    expect(
      after(
        request({ text: 'a', thoughtSignature: 'foreign-1' }, { thoughtSignature: 'foreign-2' }),
      ),
    ).toEqual(request({ text: 'a' }));
    const turns = {
      contents: [{ role: 'model', parts: [{ thought: true, thoughtSignature: 'foreign' }] }],
    };
    expect(after(turns)).toEqual({ contents: [] });
  });

  it('stay when they are one’s own', () => {
    const own = JSON.stringify(request(call('own'), { text: 'a', thoughtSignature: 'own' }));
    expect(stripped('gemini', own)).toMatchObject({ count: 0, text: own });
  });

  it('are put at the first call of each step when forced', () => {
    const one = strippedAll('gemini', JSON.stringify(request({ text: 'a' }, call(), call())));
    expect(one.value).toEqual(request({ text: 'a' }, call(PLACEHOLDER), call()));
  });

  it('change nothing else, however the body is written', () => {
    const anyPart = fc.oneof(
      fc.constantFrom('foreign/1', 'own/1').map(call),
      fc.constant(call()),
      fc.record({ text: fc.string(), thoughtSignature: fc.constantFrom('foreign+2', 'own') }),
      fc.record({ thoughtSignature: fc.constant('foreign'), text: fc.string() }),
    );
    fc.assert(
      fc.property(fc.array(anyPart, { minLength: 1 }), looseness, (parts, how) => {
        const expected = parts.map((part: Item) => {
          const { thoughtSignature, ...rest } = part;
          if (!String(thoughtSignature).startsWith('foreign')) return part;
          return 'functionCall' in part ? { ...rest, thoughtSignature: PLACEHOLDER } : rest;
        });
        const one = stripped('gemini', looseJson(request(...parts), how));
        expect(one.value).toEqual(request(...expected));
      }),
      { numRuns: 300 },
    );
  });
});

describe('what relays sign in a chat', () => {
  it('goes with its entry, and a signature of Google’s becomes the placeholder', () => {
    const google = (signature: string): object => ({ google: { thought_signature: signature } });
    const request = (details: readonly object[], signature: string): object => ({
      messages: [
        { role: 'user', content: 'go' },
        {
          role: 'assistant',
          reasoning_details: details,
          tool_calls: [{ id: 'c', function: { name: 'f' }, extra_content: google(signature) }],
        },
      ],
    });
    const own = { type: 'reasoning.text', text: 'x', signature: 'own' };
    const plain = { type: 'reasoning.summary', summary: 'x' };
    const foreign = [
      { type: 'reasoning.text', text: 'x', signature: 'foreign-1' },
      { type: 'reasoning.encrypted', data: 'foreign-2' },
    ];
    const text = JSON.stringify(request([...foreign, own, plain], 'foreign-3'));
    expect(stripped('openai-chat', text)).toMatchObject({
      count: 3,
      value: request([own, plain], PLACEHOLDER),
    });
  });
});
