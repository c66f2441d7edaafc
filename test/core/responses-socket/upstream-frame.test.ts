import { describe, expect, it } from 'vitest';
import { readUpstreamFrame } from '../../../main/core/responses-socket/upstream-frame.ts';

const read = (frame: object) => readUpstreamFrame(JSON.stringify(frame));

describe('a frame of an upstream', () => {
  it.each(['response.created', 'response.output_text.delta', 'codex.rate_limits'])(
    'is an event of a stream, as %s is',
    (type) => {
      const sse = `event: ${type}\ndata: {"type":"${type}","n":1}\n\n`;
      expect(read({ type, n: 1 })).toEqual({ kind: 'event', sse, isLast: false, id: null });
    },
  );

  it.each([
    ['response.completed', 'resp_1'],
    ['response.incomplete', 'resp_1'],
    ['response.failed', null],
  ])('ends the answer when it is %s', (type, id) => {
    const response = { id: 'resp_1' };
    for (const frame of [
      { type, response },
      { response, type },
    ]) {
      expect(read(frame)).toMatchObject({ isLast: true, id });
    }
  });

  it('does not end the answer by what is said inside', () => {
    const type = 'response.output_text.delta';
    expect(read({ item: { type: 'error' }, delta: '{"type":"error"}', type })).toMatchObject({
      isLast: false,
    });
  });

  it('is one event also when it has several lines', () => {
    expect(readUpstreamFrame('{\n"type": "ping"\r\n}')).toMatchObject({
      sse: 'event: ping\ndata: {\ndata: "type": "ping"\ndata: }\n\n',
    });
  });

  it.each(['', 'null', '[]', 'no JSON', '{"type":7}'])(
    'may be %j, which the gate judges',
    (text) => {
      expect(readUpstreamFrame(text)).toEqual({
        kind: 'event',
        sse: `event: message\ndata: ${text}\n\n`,
        isLast: false,
        id: null,
      });
    },
  );

  it('is an answer with a status when it is an error that has one', () => {
    const error = { code: 'rate_limited', message: 'Slow down.' };
    const headers = { 'retry-after': '9', 'content-length': '4', 'a b': 'c', evil: 'a\r\nb', n: 1 };
    for (const status of [{ status: 429 }, { status_code: 429 }]) {
      expect(read({ type: 'error', ...status, error, headers })).toMatchObject({
        kind: 'error',
        status: 429,
        headers: ['retry-after', '9'],
        body: JSON.stringify({ error }),
        code: 'rate_limited',
      });
    }
  });

  it.each([{}, { status: 200 }, { status: '429' }, { status: 1e9 }])(
    'is an event when it is an error with %j',
    (fields) => {
      expect(read({ type: 'error', ...fields })).toMatchObject({ kind: 'event', isLast: true });
    },
  );
});
