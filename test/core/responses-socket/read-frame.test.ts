import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerItems } from '../../../main/core/responses-socket/answer-items.ts';
import {
  createFrame,
  joined,
  readFrame,
  type KeptResponse,
} from '../../../main/core/responses-socket/read-frame.ts';
import { encodeUtf8 } from '../../../main/core/utf8.ts';

const KEPT: KeptResponse = { id: 'resp_1', items: encodeUtf8('{"a":1},{"b":2}') };

function read(frame: object, kept: KeptResponse | null = KEPT) {
  return readFrame(encodeUtf8(JSON.stringify({ type: 'response.create', ...frame })), kept);
}

function bodyOf(frame: object, kept: KeptResponse | null = KEPT): unknown {
  const got = read(frame, kept);
  if (got.kind !== 'create') throw new Error(`it is ${got.kind}`);
  return JSON.parse(new TextDecoder().decode(got.body));
}

describe('a frame of the socket of responses', () => {
  it.each<[string, object, unknown]>([
    ['without input', { model: 'm' }, { stream: true, model: 'm' }],
    ['with a text', { input: 'Hi.' }, { stream: true, input: 'Hi.' }],
    ['that says how it is sent', { stream: false, generate: true }, { stream: true }],
    [
      'that begins anew',
      { previous_response_id: null },
      { stream: true, previous_response_id: null },
    ],
    [
      'of a stored response',
      { previous_response_id: 'x' },
      { stream: true, previous_response_id: 'x' },
    ],
    ['that adds nothing', after([]), { stream: true, input: [{ a: 1 }, { b: 2 }] }],
    ['that adds nothing at all', after(undefined), { stream: true, input: [{ a: 1 }, { b: 2 }] }],
    [
      'that adds items',
      after([{ c: '[' }]),
      { stream: true, input: [{ a: 1 }, { b: 2 }, { c: '[' }] },
    ],
    [
      'that adds a text',
      after('Hi "you".'),
      {
        stream: true,
        input: [{ a: 1 }, { b: 2 }, { type: 'message', role: 'user', content: 'Hi "you".' }],
      },
    ],
  ])('%s becomes a request that is whole', (_what, frame, body) => {
    expect(bodyOf(frame)).toEqual(body);
  });

  it.each<[string, string, string]>([
    ['{"type":"response.create"', 'malformed_json', 'cut'],
    ['[]', 'malformed_json', 'no object'],
    ['{"type":"response.cancel"}', 'unknown_event', 'unknown'],
    ['{}', 'unknown_event', 'of no type'],
  ])('%s is refused as %s, being %s', (frame, code) => {
    expect(readFrame(encodeUtf8(frame), null)).toMatchObject({ kind: 'refused', code });
  });

  it('of a response that nobody keeps is refused so that the client sends everything', () => {
    const code = 'previous_response_not_found';
    const frame = { previous_response_id: 'resp_1', store: false };
    expect(read(frame, null)).toMatchObject({ kind: 'refused', code });
    expect(read({ ...frame, previous_response_id: 'resp_2' })).toMatchObject({ code });
    expect(read({ ...frame, generate: false }, null)).toMatchObject({ code });
  });

  it('that is only to warm up keeps what it brings', () => {
    const items = encodeUtf8('{"c":3}');
    expect(read({ input: [{ c: 3 }], generate: false })).toEqual({ kind: 'warmUp', items });
  });

  it('carries every member as it came, whatever is kept', () => {
    const name = fc
      .string()
      .filter((one) => !/^(?:type|generate|stream|store|__proto__)$/.test(one));
    const members = fc.dictionary(name, fc.jsonValue());
    fc.assert(
      fc.property(
        members,
        fc.array(fc.jsonValue()),
        fc.array(fc.jsonValue()),
        (more, old, added) => {
          const kept = { id: 'r', items: encodeUtf8(JSON.stringify(old).slice(1, -1)) };
          const frame = { ...more, input: added, previous_response_id: 'r' };
          const { previous_response_id: _id, ...rest } = { ...more, previous_response_id: '' };
          const wanted = { ...rest, stream: true, input: [...old, ...added] };
          expect(bodyOf(frame, kept)).toEqual(JSON.parse(JSON.stringify(wanted)));
        },
      ),
    );
  });
});

describe('what an answer leaves to go on from', () => {
  const done = (item: unknown) => JSON.stringify({ type: 'response.output_item.done', item });
  const end = (type: string, output: unknown[] = []) =>
    JSON.stringify({ type, response: { id: 'resp_2', output } });

  function keptAfter(events: readonly string[], maxBytes = 1000): string | null {
    const items = new AnswerItems(encodeUtf8('{"q":1}'), maxBytes);
    for (const event of events) items.see(event);
    const { kept } = items;
    return kept && `${kept.id} ${new TextDecoder().decode(kept.items)}`;
  }

  it('is what was asked, and every item that was done', () => {
    const events = [done({ a: 1 }), '{"type":"response.output_text.delta"}', done({ b: 2 })];
    const whole = [...events, end('response.completed', [{ a: 1 }, { b: 2 }])];
    expect(keptAfter(whole)).toBe('resp_2 {"q":1},{"a":1},{"b":2}');
  });

  it('is the output of the end where no item was told before', () => {
    expect(keptAfter([end('response.incomplete', [{ a: 1 }])])).toBe('resp_2 {"q":1},{"a":1}');
  });

  it('is nothing after a failure, without an end, and where it is too much', () => {
    expect(keptAfter([done({ a: 1 }), end('response.failed')])).toBeNull();
    expect(keptAfter([done({ a: 1 })])).toBeNull();
    expect(keptAfter([done({ a: 'x'.repeat(90) }), end('response.completed')], 90)).toBeNull();
  });

  it('does not mind texts that look like events, nor data that is no JSON', () => {
    const text = JSON.stringify({ type: 'response.output_text.delta', delta: done({ no: 1 }) });
    const events = [text, '{"response.completed"', end('response.completed')];
    expect(keptAfter(events)).toBe('resp_2 {"q":1}');
  });
});

describe('lists of items', () => {
  it('are joined as one list, empty ones left out', () => {
    const lists = ['', '1', '', '"2",3', ''].map(encodeUtf8);
    expect(new TextDecoder().decode(joined(lists))).toBe('1,"2",3');
    expect(joined([]).length).toBe(0);
  });
});

function after(input: unknown): object {
  return { input, previous_response_id: 'resp_1' };
}

describe('the frame for an upstream', () => {
  const framed = (frame: object, isKnown: boolean): unknown => {
    const got = read(frame);
    if (got.kind !== 'create') throw new Error(`it is ${got.kind}`);
    const { body, goesOn } = got;
    return JSON.parse(new TextDecoder().decode(createFrame(body, isKnown ? goesOn : null)));
  };

  it.each<[string, object]>([
    ['that came whole', { model: 'm', input: 'Hi.', store: false }],
    ['of a stored response', { input: [{ c: 3 }], previous_response_id: 'x', store: true }],
    ['that goes on', { model: 'm', input: [{ c: 3 }], previous_response_id: 'resp_1' }],
    ['that goes on with nothing', { input: [], previous_response_id: 'resp_1' }],
  ])(
    'is that of the client %s, where the upstream knows the response before it',
    (_what, frame) => {
      expect(framed(frame, true)).toEqual({ type: 'response.create', ...frame });
    },
  );

  it('is whole anywhere else', () => {
    const frame = { model: 'm', input: [{ c: 3 }], previous_response_id: 'resp_1' };
    expect(framed(frame, false)).toEqual({
      type: 'response.create',
      model: 'm',
      input: [{ a: 1 }, { b: 2 }, { c: 3 }],
    });
  });
});
