import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../main/contracts/constants.ts';
import { errorBody } from '../../main/core/error-body.ts';

const facts = { message: 'No "token".', code: 'token_missing', requestId: 'req_1' };

describe('errorBody', () => {
  it('has the shape each protocol’s clients parse', () => {
    const error = { ...facts, status: 401 };
    const { message, code } = facts;
    const openai = { error: { message, type: 'authentication_error', param: null, code } };
    expect(JSON.parse(errorBody('anthropic', error))).toEqual({
      type: 'error',
      error: { type: 'authentication_error', message },
      request_id: 'req_1',
    });
    expect(JSON.parse(errorBody('openai-chat', error))).toEqual(openai);
    expect(JSON.parse(errorBody('openai-responses', error))).toEqual(openai);
    expect(JSON.parse(errorBody('gemini', error))).toEqual({
      error: { code: 401, message, status: 'UNAUTHENTICATED' },
    });
  });

  it.each([
    [400, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'],
    [401, 'authentication_error', 'authentication_error', 'UNAUTHENTICATED'],
    [403, 'permission_error', 'permission_error', 'PERMISSION_DENIED'],
    [404, 'not_found_error', 'not_found_error', 'NOT_FOUND'],
    [405, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'],
    [408, 'timeout_error', 'timeout_error', 'DEADLINE_EXCEEDED'],
    [409, 'invalid_request_error', 'invalid_request_error', 'ABORTED'],
    [413, 'request_too_large', 'invalid_request_error', 'INVALID_ARGUMENT'],
    [426, 'invalid_request_error', 'invalid_request_error', 'INVALID_ARGUMENT'],
    [429, 'rate_limit_error', 'rate_limit_error', 'RESOURCE_EXHAUSTED'],
    [500, 'api_error', 'server_error', 'INTERNAL'],
    [502, 'api_error', 'server_error', 'UNAVAILABLE'],
    [503, 'overloaded_error', 'server_error', 'UNAVAILABLE'],
    [504, 'timeout_error', 'timeout_error', 'DEADLINE_EXCEEDED'],
  ])('names %i as each protocol does', (status, anthropic, openai, gemini) => {
    const body = PROTOCOLS.map((protocol) => errorBody(protocol, { ...facts, status }));
    expect(body.map((text) => nameIn(JSON.parse(text) as Parsed))).toEqual([
      anthropic,
      openai,
      openai,
      gemini,
    ]);
  });
});

type Parsed = { error: { type?: string; status?: string } };

function nameIn({ error }: Parsed): string | undefined {
  return error.type ?? error.status;
}
