// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { suggestionFor } from '../../../../../renderer/src/features/channels/editor/suggestion.ts';

describe('the suggestion after a failed try', () => {
  it.each([
    [401, '{"error":"invalid x-api-key"}', 'keyRefused'],
    [403, 'not for your region', 'forbidden'],
    [402, '', 'balance'],
    [400, 'Your credit balance is too low', 'balance'],
    [404, 'not found', 'wrongPath'],
    [404, '{"error":{"message":"model: claude-x"}}', 'modelUnknown'],
    [400, 'Unknown model gpt-x', 'modelUnknown'],
    [429, 'slow down', 'rateLimited'],
    [529, 'overloaded', 'overloaded'],
    [500, '', 'upstreamFault'],
    [200, '<!DOCTYPE html><html>', 'webPage'],
    [null, 'The host name api.exmaple.com does not resolve.', 'dns'],
    [null, 'getaddrinfo ENOTFOUND api.exmaple.com', 'dns'],
    [null, 'connect ECONNREFUSED 127.0.0.1:9', 'refused'],
    [null, 'self-signed certificate', 'tls'],
    [null, 'No first byte in time.', 'timeout'],
    [null, 'something else', null],
  ])('for %s %j is %s', (status, words, expected) => {
    expect(suggestionFor({ status, words, contentType: null })).toBe(expected);
  });
});
