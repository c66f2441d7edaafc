import { describe, expect, it } from 'vitest';
import { errorFrame, warmUpFrames } from '../../../main/core/responses-socket/frames.ts';

function frame(status: number, body: string, headers: readonly string[] = []): unknown {
  return JSON.parse(errorFrame({ status, headers, body }, 'r1'));
}

describe('an error as a frame', () => {
  it('is the upstream’s own, with the headers from which clients learn when to come back', () => {
    const error = { message: 'Slow down.', type: 'rate_limit', code: 'x', param: null };
    const headers = ['Retry-After', '2', 'Set-Cookie', 'a', 'X-Codex-Primary-Used-Percent', '9'];
    expect(frame(429, JSON.stringify({ error }), headers)).toEqual({
      type: 'error',
      status: 429,
      error,
      headers: { 'retry-after': '2', 'x-codex-primary-used-percent': '9' },
    });
  });

  it.each(['<html>', '{}', 'null', '{"error":"text"}', ''])('is one of ours around %j', (body) => {
    expect(frame(404, body)).toMatchObject({
      type: 'error',
      status: 404,
      error: { code: 'upstream_error', type: 'not_found_error', message: body },
    });
  });

  it('is a 502 where the status is no error', () => {
    expect(frame(200, '{"error":{"message":"hidden"}}')).toMatchObject({
      status: 502,
      error: { message: 'The upstream did not answer with a stream.' },
    });
  });
});

describe('the answer to a client that warms up', () => {
  it('is a response that was never generated', () => {
    const [created, completed] = warmUpFrames('r1', 7).map((text) => JSON.parse(text) as unknown);
    expect(created).toMatchObject({ type: 'response.created', response: { id: 'r1' } });
    expect(completed).toMatchObject({
      type: 'response.completed',
      response: { id: 'r1', status: 'completed', output: [], usage: { total_tokens: 0 } },
    });
  });
});
