import { describe, expect, it } from 'vitest';
import { judge, short, unproven, anthropic, openai, gemini } from '../support/verdict-case.ts';

const CLIENT = 'relay client client 0';
const AUTH = 'nextKey key auth 300';
const BALANCE = 'nextKey key balance 300';
const LIMITED = 'nextKey key rateLimit 61';
const OVERLOADED = 'nextChannel model overloaded 10';
const SOFT = 'nextChannel model softError 120';
const CUT = 'nextChannel model cut 60';
const MODEL = 'nextChannel model model 60';
/** Tried elsewhere, nobody charged. */
const ELSEWHERE = 'nextChannel client client 0';

const HIDDEN: [string, string, string][] = [
  ['overloaded_error', anthropic('overloaded_error'), OVERLOADED],
  ['api_error', anthropic('api_error'), SOFT],
  ['rate_limit_error', anthropic('rate_limit_error'), LIMITED],
  ['authentication_error', anthropic('authentication_error'), AUTH],
  ['permission_error', anthropic('permission_error'), AUTH],
  ['billing_error', anthropic('billing_error'), BALANCE],
  ['not_found_error naming the model', anthropic('not_found_error', 'model: x'), MODEL],
  ['invalid_request_error', anthropic('invalid_request_error'), ELSEWHERE],
  [
    'encrypted content of another',
    openai('x', 'invalid_encrypted_content'),
    'nextChannel client opaqueToken 0',
  ],
  ['a context too long', anthropic('invalid_request_error', 'prompt is too long: 3 > 2'), CLIENT],
  ['a busy text', '当前模型负载过高，请稍后', OVERLOADED],
  ['another text', 'something is wrong', SOFT],
  ['an unknown type', anthropic('weird_error'), SOFT],
  ['a type in capitals', '{"type":"ERROR"}', SOFT],
  ['nothing that can be read', '{"error":{"mess', SOFT],
  ['a chat error with a status', openai('Provider returned error', 502), SOFT],
  ['a chat error with a rate limit', openai('x', 429), LIMITED],
  ['a chat error with a bad key', openai('Invalid API key'), AUTH],
  [
    'an empty balance of MiniMax',
    '{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}',
    BALANCE,
  ],
  ['a 404 of the gateway of Zhipu', '{"code":500,"msg":"404 NOT_FOUND","success":false}', SOFT],
  ['RESOURCE_EXHAUSTED of Gemini', gemini(429, 'RESOURCE_EXHAUSTED'), LIMITED],
  ['UNAVAILABLE of Gemini', gemini(503, 'UNAVAILABLE'), OVERLOADED],
  ['INVALID_ARGUMENT of Gemini', gemini(400, 'INVALID_ARGUMENT'), ELSEWHERE],
  ['an error of Gemini in an array', `[${gemini(500, 'INTERNAL')}]`, SOFT],
  [
    'response.failed of a server error',
    '{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"x"}}}',
    SOFT,
  ],
  [
    'response.failed of a rate limit',
    '{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"x"}}}',
    LIMITED,
  ],
  [
    'response.failed of a context too long',
    '{"type":"response.failed","response":{"status":"failed","error":{"code":"context_length_exceeded","message":"x"}}}',
    CLIENT,
  ],
  [
    'response.failed of a refused prompt',
    '{"type":"response.failed","response":{"status":"failed","error":{"code":"invalid_prompt","message":"x"}}}',
    CLIENT,
  ],
  [
    'an error event of Responses',
    '{"type":"error","code":"server_is_overloaded","message":"x"}',
    OVERLOADED,
  ],
];

describe('classify, an error inside a 200', () => {
  it.each(HIDDEN)('judges %s as if it had come with its status', (_what, text, expected) => {
    expect(short(judge(unproven('softError'), text))).toBe(expected);
    expect(short(judge(unproven('errorEvent'), text))).toBe(expected);
  });

  it('reads an error that still has its event framing', () => {
    const text = `event: error\ndata: ${anthropic('authentication_error')}\n\n`;
    expect(short(judge(unproven('errorEvent'), text))).toBe(AUTH);
  });

  it.each([
    ['html', 'nextChannel model html 120'],
    ['empty', 'nextChannel model empty 120'],
    ['noEndMarker', CUT],
    ['malformed', CUT],
  ] as const)('leaves the channel for a 200 that is %s', (flaw, expected) => {
    expect(short(judge(unproven(flaw)))).toBe(expected);
  });
});
