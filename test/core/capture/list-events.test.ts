import { describe, expect, it } from 'vitest';
import { listEvents } from '../../../main/core/capture/list-events.ts';

describe('the events of a captured stream', () => {
  it('came when their last byte did', () => {
    const body = Buffer.from('event: a\ndata: 1\n\ndata: 2\n\ndata: 3\n\n');
    const third = body.indexOf('data: 3');
    expect(
      listEvents(body, [
        [0, 5],
        [20, 7],
        [third, 90],
      ]),
    ).toEqual([
      { atMs: 5, name: 'a', data: '1' },
      { atMs: 7, name: 'message', data: '2' },
      { atMs: 90, name: 'message', data: '3' },
    ]);
  });

  it('are the elements of an array, where one was streamed', () => {
    const events = listEvents(Buffer.from('[{"a":1},\n{"a":2}]'), []);
    expect(events.map(({ atMs, data }) => [atMs, data])).toEqual([
      [null, '{"a":1}'],
      [null, '{"a":2}'],
    ]);
  });

  it('are none of a body that is no stream', () => {
    expect(listEvents(Buffer.from('{"a":1}'), [[0, 1]])).toEqual([]);
  });
});
