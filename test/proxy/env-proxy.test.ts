import { describe, expect, it } from 'vitest';
import { EnvProxy } from '../../main/proxy/env-proxy.ts';

const HTTP = 'http://plain:1';
const HTTPS = 'http://secure:2';

describe('EnvProxy', () => {
  it.each([
    ['http://a.example', HTTP, HTTPS, HTTP],
    ['https://a.example', HTTP, HTTPS, HTTPS],
    ['https://a.example', HTTP, null, HTTP],
    ['http://a.example', null, HTTPS, null],
    ['http://localhost:11434', HTTP, HTTPS, null],
    ['http://api.localhost', HTTP, HTTPS, null],
    ['http://127.1.2.3', HTTP, HTTPS, null],
    ['https://[::1]:8443', HTTP, HTTPS, null],
  ])('sends %s with %s and %s by %s', (origin, httpProxy, httpsProxy, proxy) => {
    expect(new EnvProxy({ httpProxy, httpsProxy, noProxy: null }).for(origin)).toBe(proxy);
  });

  it.each([
    ['example.com', 'https://example.com', true],
    ['example.com', 'https://api.example.com', true],
    ['example.com', 'https://badexample.com', false],
    ['.example.com', 'https://api.example.com', true],
    ['*.example.com', 'https://api.example.com', true],
    ['EXAMPLE.com', 'https://example.com', true],
    ['other, example.com', 'https://example.com', true],
    ['other example.com', 'https://example.com', true],
    ['example.com:8443', 'https://example.com:8443', true],
    ['example.com:8443', 'https://example.com', false],
    ['*', 'https://example.com', true],
    ['10.0.0.0/8', 'http://10.1.2.3:3000', true],
    ['10.0.0.0/8', 'http://11.1.2.3', false],
    ['10.0.0.0/8', 'http://10.example', false],
    ['10.0.0.0/99', 'http://10.1.2.3', false],
    ['192.168.1.2', 'http://192.168.1.2', true],
    ['fd00::/8', 'http://[fd12::1]', true],
    ['fd12::1', 'http://[fd12::1]', true],
    ['[fd12::1]:80', 'http://[fd12::1]', true],
    ['[fd12::1]:81', 'http://[fd12::1]', false],
    [',', 'https://example.com', false],
  ])('NO_PROXY %s and %s: %s', (noProxy, origin, isDirect) => {
    const proxy = new EnvProxy({ httpProxy: HTTP, httpsProxy: HTTP, noProxy }).for(origin);
    expect(proxy).toBe(isDirect ? null : HTTP);
  });
});
