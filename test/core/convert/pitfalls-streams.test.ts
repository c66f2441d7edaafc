import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { convertedAnswer, factsOf } from '../../support/convert/convert-answer.ts';
import { framed, GOOD_STREAMS, type EventData } from '../../support/good-streams.ts';
import { checkStream } from '../../support/stream-checkers/check-stream.ts';

const CHUNK = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm' };

function delta(said: object, finish_reason: string | null = null): EventData {
  return { ...CHUNK, choices: [{ index: 0, delta: said, finish_reason }] };
}

function callPiece(index: number, more: object, text: string, name?: string): EventData {
  return delta({ tool_calls: [{ index, ...more, function: { name, arguments: text } }] });
}

function converted(upstream: Protocol, client: Protocol, text: string) {
  const facts = factsOf(upstream, client);
  const result = convertedAnswer(facts, [Buffer.from(text)]);
  return { ...result, ...checkStream(client, result.text, { isOurs: true, hasUsage: true }) };
}

function fromChat(client: Protocol, events: readonly EventData[]) {
  return converted('openai-chat', client, framed('openai-chat', events));
}

const FINISH = [delta({}, 'tool_calls'), '[DONE]'];

describe('pitfalls of calls in streams', () => {
  it('the chunk that begins a call keeps its arguments (pitfall 1)', () => {
    const whole = callPiece(0, { id: 'a', type: 'function' }, '{"path":"x"}', 'read');
    const { said, faults } = fromChat('anthropic', [whole, ...FINISH]);
    expect(said.calls).toEqual([{ id: 'a', name: 'read', input: { path: 'x' } }]);
    expect(faults).toEqual([]);
  });

  it('an answer with a call asks for it, though the upstream says stop (pitfall 2)', () => {
    const call = callPiece(0, { id: 'a', type: 'function' }, '{}', 'read');
    const { said } = fromChat('anthropic', [call, delta({}, 'stop'), '[DONE]']);
    expect(said.stop).toBe('tool_use');
  });

  it('no empty text stands before a call (pitfall 3)', () => {
    const call = callPiece(0, { id: 'a', type: 'function' }, '{}', 'read');
    const { text } = fromChat('anthropic', [
      delta({ role: 'assistant', content: '' }),
      call,
      ...FINISH,
    ]);
    expect(text).not.toContain('"type":"text"');
  });

  it('parallel calls under one index become two (pitfall 4)', () => {
    const events = ['a', 'b'].map((id) => callPiece(0, { id, type: 'function' }, '{}', id));
    const { said, faults } = fromChat('anthropic', [...events, ...FINISH]);
    expect(said.calls.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(faults).toEqual([]);
  });

  it('an empty id in a later piece leaves the id of the call alone (pitfall 5)', () => {
    const events = [
      callPiece(0, { id: 'call_9', type: 'function' }, '{"a"', 'read'),
      callPiece(0, { id: '' }, ':1}', ''),
    ];
    const { said } = fromChat('openai-responses', [...events, ...FINISH]);
    expect(said.calls).toEqual([{ id: 'call_9', name: 'read', input: { a: 1 } }]);
  });

  it('calls whose pieces come mixed stay in their order (pitfall 6)', () => {
    const events = [
      callPiece(0, { id: 'a', type: 'function' }, '{"n"', 'read'),
      callPiece(1, { id: 'b', type: 'function' }, '{"n":2}', 'read'),
      callPiece(0, {}, ':1}'),
    ];
    const { said, faults } = fromChat('openai-responses', [...events, ...FINISH]);
    expect(said.calls.map(({ input }) => input)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(faults).toEqual([]);
  });

  it('a call that never gets a name fails the answer (pitfall 7)', () => {
    const { ending } = fromChat('anthropic', [callPiece(0, { id: 'a' }, '{}'), ...FINISH]);
    expect(ending).toBe('error');
  });

  it.each([
    ['openai-chat', 'Anthropic begins it with a text that is none', '"{\\"a\\":"'],
    ['gemini', 'Anthropic begins it with a text that is none', '"{\\"a\\":"'],
  ] as const)('broken arguments fail the answer to %s: %s', (client, _what, input) => {
    const start = `{"type":"tool_use","id":"a","name":"read","input":${input}}`;
    const { text, ending } = converted(
      'anthropic',
      client,
      [
        '{"type":"message_start","message":{"id":"m","role":"assistant","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}',
        `{"type":"content_block_start","index":0,"content_block":${start}}`,
        '{"type":"content_block_stop","index":0}',
        '{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}',
        '{"type":"message_stop"}',
      ]
        .map((data) => `data: ${data}\n\n`)
        .join(''),
    );
    expect([ending, text]).toEqual(['error', expect.stringContaining('broken arguments')]);
  });

  it('an empty list of calls begins nothing (pitfall 8)', () => {
    const events = [
      delta({ content: 'a' }),
      delta({ tool_calls: [], content: 'b' }),
      delta({}, 'stop'),
      '[DONE]',
    ];
    const { text, said } = fromChat('anthropic', events);
    expect(said.text).toBe('ab');
    expect(text.match(/content_block_start/g)).toHaveLength(2);
  });
});

describe('pitfalls of blocks in streams', () => {
  it('a second thought gets a block of its own (pitfall 36)', () => {
    const events = [
      delta({ reasoning_content: 'one' }),
      delta({ content: 'said' }),
      delta({ reasoning_content: 'two' }),
      delta({ content: ' more' }),
      delta({}, 'stop'),
      '[DONE]',
    ];
    const { said, faults } = fromChat('anthropic', events);
    expect(faults).toEqual([]);
    expect([said.thinking, said.text]).toEqual(['onetwo', 'said more']);
  });

  it('a stream that begins twice is begun once (pitfall 37)', () => {
    const [start, ...rest] = GOOD_STREAMS.anthropic;
    const text = framed('anthropic', [start ?? '', start ?? '', ...rest]);
    expect(converted('anthropic', 'openai-responses', text)).toMatchObject({
      faults: [],
      ending: 'complete',
    });
  });

  it.each(['openai-chat', 'openai-responses', 'gemini'] as const)(
    'blocks from %s are numbered, open once and hold their pieces (pitfalls 41, 42)',
    (upstream) => {
      const text = framed(upstream, GOOD_STREAMS[upstream]);
      expect(converted(upstream, 'anthropic', text).faults).toEqual([]);
    },
  );

  it('tags of thought never show in the text (pitfall 40)', () => {
    const pieces = ['<th', 'ink>hm', '</thi', 'nk>\n\nyes'].map((content) => delta({ content }));
    const { said } = fromChat('anthropic', [...pieces, delta({}, 'stop'), '[DONE]']);
    expect([said.thinking, said.text]).toEqual(['hm', 'yes']);
  });
});

describe('pitfalls of usage and ends in streams', () => {
  it.each(['anthropic', 'openai-responses', 'gemini'] as const)(
    '%s is told usage though the upstream counts nothing (pitfall 43)',
    (client) => {
      const { said, faults } = fromChat(client, [
        delta({ content: 'a' }),
        delta({}, 'stop'),
        '[DONE]',
      ]);
      expect(faults).toEqual([]);
      expect(said.usage).not.toBeNull();
    },
  );

  it('an end that is told twice is told once (pitfall 45)', () => {
    const events = GOOD_STREAMS.anthropic;
    const twice = events.toSpliced(-1, 0, events.at(-2) ?? '');
    const { faults, ending } = converted('anthropic', 'openai-chat', framed('anthropic', twice));
    expect([faults, ending]).toEqual([[], 'complete']);
  });

  it('nothing is told behind [DONE] (pitfall 46)', () => {
    const events = [...GOOD_STREAMS['openai-chat'], delta({ content: 'late' })];
    const { said, faults } = fromChat('anthropic', events);
    expect(faults).toEqual([]);
    expect(said.text).not.toContain('late');
  });

  it.each(Object.keys(GOOD_STREAMS) as Protocol[])(
    'a stream of %s that is cut ends with an error (pitfall 46)',
    (upstream) => {
      const cut = framed(upstream, GOOD_STREAMS[upstream].slice(0, -3));
      const client = upstream === 'anthropic' ? 'openai-chat' : 'anthropic';
      const { ending, state } = converted(upstream, client, cut);
      expect([ending, state.phase]).toEqual(['error', 'failed']);
    },
  );

  it('a call that a limit has cut is not told as finished (pitfall 47)', () => {
    const call = callPiece(0, { id: 'a', type: 'function' }, '{"pa', 'read');
    const { text, said, faults } = fromChat('openai-responses', [
      call,
      delta({}, 'length'),
      '[DONE]',
    ]);
    expect(faults).toEqual([]);
    expect(said.stop).toBe('max_output_tokens');
    expect(text).toContain('"status":"incomplete","name":"read"');
    expect(text).not.toContain('"status":"completed"');
  });

  it('an error inside of a stream ends it in the words of the client (pitfall 51)', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const text = framed('anthropic', [...GOOD_STREAMS.anthropic.slice(0, 3), error]);
    const { ending, state } = converted('anthropic', 'openai-responses', text);
    expect([ending, state.error?.message]).toEqual(['error', 'Overloaded']);
  });

  it('a stream is over for the client when its protocol says so, not when the socket closes (pitfall 53)', () => {
    const text = framed('openai-chat', GOOD_STREAMS['openai-chat']);
    const { state } = convertedAnswer(factsOf('openai-chat', 'anthropic'), [Buffer.from(text)]);
    expect(state.phase).toBe('complete');
  });
});

describe('pitfalls of framing', () => {
  it('characters that are cut in two stay whole (pitfall 48)', () => {
    const bytes = Buffer.from(framed('openai-chat', GOOD_STREAMS['openai-chat']));
    const chunks = [...bytes].map((byte) => Buffer.of(byte));
    const { text } = convertedAnswer(factsOf('openai-chat', 'anthropic'), chunks);
    expect(text).toContain('你好 😀');
    expect(text).not.toContain('\uFFFD');
  });

  it('fields without a space and frames without a name are read (pitfall 49)', () => {
    const events = GOOD_STREAMS.anthropic;
    const text = events.map((event) => `data:${JSON.stringify(event)}\n\n`).join('');
    const { faults, ending } = converted('anthropic', 'gemini', text);
    expect([faults, ending]).toEqual([[], 'complete']);
  });

  it('a stream where JSON was asked for becomes one answer (pitfall 50)', () => {
    const bytes = Buffer.from(framed('openai-chat', GOOD_STREAMS['openai-chat']));
    const { text } = convertedAnswer(factsOf('openai-chat', 'anthropic', false), [bytes]);
    expect(JSON.parse(text)).toMatchObject({ type: 'message', stop_reason: 'tool_use' });
  });

  it('JSON where a stream was asked for becomes a stream (pitfall 50)', () => {
    const message = { role: 'assistant', content: 'hi' };
    const body = { ...CHUNK, choices: [{ index: 0, message, finish_reason: 'stop' }] };
    const { said, faults } = converted('openai-chat', 'anthropic', JSON.stringify(body));
    expect([faults, said.text]).toEqual([[], 'hi']);
  });
});
