import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../../main/contracts/constants.ts';
import { errorEvent } from '../../../main/core/gate/error-event.ts';
import { createStreamGate } from '../../../main/core/gate/stream-gate.ts';
import { SseParser } from '../../../main/core/sse.ts';
import { encodeUtf8 } from '../../../main/core/utf8.ts';

const ERROR = {
  status: 502,
  code: 'upstream_broken',
  message: 'It broke\noff: "cut".',
  requestId: 'req_1',
};

describe('errorEvent', () => {
  it.each(PROTOCOLS)('is one whole event that %s takes for an error', (protocol) => {
    const events = new SseParser().push(encodeUtf8(errorEvent(protocol, ERROR)));
    expect(events).toHaveLength(1);
    const [event] = events;
    if (event?.kind !== 'event') throw new Error('no event');
    expect(createStreamGate(protocol).watch(event)).toEqual({ error: event.data });
    expect(event.data).toContain(JSON.stringify(ERROR.message));
  });

  it.each([
    ['anthropic', 'event: error\ndata: {"type":"error","error":{'],
    ['openai-chat', 'data: {"error":{'],
    ['openai-responses', 'event: response.failed\ndata: {"type":"response.failed","response":{'],
    ['gemini', 'data: {"error":{"code":502'],
  ] as const)('has the shape that clients of %s parse', (protocol, beginning) => {
    expect(errorEvent(protocol, ERROR).startsWith(beginning)).toBe(true);
  });
});
