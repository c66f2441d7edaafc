import { describe, expect, it } from 'vitest';
import { readUpstreamError } from '../../../main/core/evidence/upstream-error.ts';

describe('readUpstreamError', () => {
  it.each([
    ['Anthropic', '{"type":"error","error":{"type":"api_error","message":"M"}}', 'api_error'],
    ['chat', '{"error":{"message":"M","type":"server_error","code":null}}', 'server_error'],
    [
      'Responses',
      '{"type":"response.failed","response":{"error":{"code":"c","message":"M"}}}',
      'c',
    ],
    ['Gemini', '{"error":{"code":500,"message":"M","status":"INTERNAL"}}', 'internal'],
    ['an array', '[{"error":{"code":500,"message":"M","status":"INTERNAL"}}]', '500'],
    ['a bare string', '{"error":"M","code":7}', '7'],
    ['a gateway', '{"code":1113,"msg":"M"}', '1113'],
    [
      'an error within a message',
      '{"error":{"message":"{\\"error\\":{\\"type\\":\\"inner\\",\\"message\\":\\"M\\"}}"}}',
      'inner',
    ],
    [
      'an event',
      'event: error\ndata: {"error":{"type":"api_error","message":"M"}}\n\n',
      'api_error',
    ],
  ])('finds name and message in the shape of %s', (_what, text, name) => {
    const error = readUpstreamError(text);
    expect([error.form, error.message, error.names.has(name)]).toEqual(['json', 'M', true]);
  });

  it.each([
    ['', 'empty'],
    [' \n', 'empty'],
    ['<html></html>', 'html'],
    [' <!doctype HTML><p>', 'html'],
    ['busy', 'text'],
    ['{"error":{"message":"cut', 'text'],
  ])('calls %j %s', (text, form) => {
    expect(readUpstreamError(text).form).toBe(form);
  });

  it('leaves out what stands in quotes, but keeps apostrophes', () => {
    const message = `You've "account suspended" and 'banned' and \`x\` in API_key-1`;
    expect(readUpstreamError(JSON.stringify({ error: { message } })).plain).toBe(
      `you've and and in api key 1`,
    );
  });

  it('reads a status from the body', () => {
    expect(readUpstreamError('{"error":{"code":"429"}}').status).toBe(429);
    expect(readUpstreamError('{"error":{"code":1308}}').status).toBeNull();
  });
});
