import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { convertedError } from '../../../main/core/convert/converted-error.ts';

const told = (client: Protocol, status: number, text: string) => {
  const reply = convertedError(client, { status, text }, 'req-1');
  return { status: reply.status, body: JSON.parse(reply.body) as unknown };
};

describe("an upstream's error in the client's dialect (pitfall 69)", () => {
  const OPENAI =
    '{"error":{"message":"Slow down.","type":"requests","code":"rate_limit_exceeded"}}';

  it('keeps status and words', () => {
    expect(told('anthropic', 429, OPENAI)).toEqual({
      status: 429,
      body: {
        type: 'error',
        error: { type: 'rate_limit_error', message: 'Slow down.' },
        request_id: 'req-1',
      },
    });
    expect(told('gemini', 429, OPENAI).body).toEqual({
      error: { code: 429, message: 'Slow down.', status: 'RESOURCE_EXHAUSTED' },
    });
    expect(told('openai-responses', 429, OPENAI).body).toMatchObject({
      error: { message: 'Slow down.', code: 'rate_limit_exceeded' },
    });
  });

  it.each([
    ['a page', '<html><body>502</body></html>', 'The upstream failed without saying why.'],
    ['text', 'upstream connect error', 'upstream connect error'],
    ['nothing', '', 'The upstream failed without saying why.'],
    ["a vendor's envelope", '{"base_resp":{"status_code":1002,"status_msg":"rpm"}}', 'rpm'],
    [
      'an event',
      'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"Broken."}}\n\n',
      'Broken.',
    ],
  ])('reads %s', (_, text, message) => {
    expect(told('openai-chat', 502, text).body).toMatchObject({ error: { message } });
  });

  it('tells of a conversation that is too long in the words that clients act on', () => {
    const openai =
      '{"error":{"message":"This model\'s maximum context length is 8192 tokens.","code":"context_length_exceeded"}}';
    expect(told('anthropic', 400, openai).body).toMatchObject({
      error: { message: expect.stringMatching(/^prompt is too long: This model/) as string },
    });
    const anthropic =
      '{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 > 8"}}';
    expect(told('openai-responses', 400, anthropic).body).toMatchObject({
      error: { code: 'context_length_exceeded', message: 'prompt is too long: 9 > 8' },
    });
    expect(told('anthropic', 400, anthropic).body).toMatchObject({
      error: { message: 'prompt is too long: 9 > 8' },
    });
  });

  it('answers with a status that the client knows', () => {
    const overloaded =
      '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}';
    expect(told('openai-chat', 529, overloaded).status).toBe(503);
    expect(told('anthropic', 529, overloaded).status).toBe(529);
  });
});
