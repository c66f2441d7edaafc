import { describe, expect, it } from 'vitest';
import { credentialsIn, maskHeaders, maskTarget } from '../../../main/core/capture/mask-headers.ts';

describe('masked headers', () => {
  it.each([
    ['Authorization', 'Bearer abcdefgh-12345678', 'Bearer abcd…5678'],
    ['authorization', 'Basic dXNlcjpwYXNzd29yZA==', 'Basic …'],
    ['x-api-key', 'abcdefgh-12345678', 'abcd…5678'],
    ['api-key', 'abcdefgh-12345678', 'abcd…5678'],
    ['X-Vendor-Secret', 'abcdefgh-12345678', 'abcd…5678'],
    ['cookie', 'ccload_8080=abc; other=def', 'ccload_8080=…; other=…'],
    ['set-cookie', 'a=b; Path=/', 'a=…; Path=…'],
    ['x-echo', 'the secret-one-two was bad', 'the secr…two was bad'],
    ['x-ratelimit-remaining-tokens', '12345678', '12345678'],
    ['idempotency-key', 'abcdefgh-12345678', 'abcdefgh-12345678'],
    ['user-agent', 'claude-cli/2', 'claude-cli/2'],
  ])('%s: %s', (name, value, masked) => {
    expect(maskHeaders([name, value], ['secret-one-two'])).toEqual([name, masked]);
  });

  it('name the credentials that must not be found elsewhere', () => {
    expect(credentialsIn(['Authorization', 'Bearer abc', 'cookie', 'a=b', 'api-key', 'k'])).toEqual(
      ['abc', 'k'],
    );
  });
});

describe('a masked target', () => {
  it.each([
    ['/v1beta/models?key=abc&alt=sse', '/v1beta/models?key=***&alt=sse'],
    ['/v1/x?api_key=abc&access_token=d', '/v1/x?api_key=***&access_token=***'],
    ['/v1/x?beta=true', '/v1/x?beta=true'],
  ])('%s', (target, masked) => {
    expect(maskTarget(target, [])).toBe(masked);
  });
});
