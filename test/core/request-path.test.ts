import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePath, isPrintableTarget } from '../../main/core/request-path.ts';

describe('decodePath', () => {
  it.each([
    ['/v1/messages', '/v1/messages'],
    ['/', '/'],
    ['/v1/models/openai%2Fgpt-4o', '/v1/models/openai/gpt-4o'],
    ['/v1/files/a%20b', '/v1/files/a b'],
    ['/v1/files/100%25', '/v1/files/100%'],
    ['/v1/files/..name', '/v1/files/..name'],
    ['/v1/files/a..', '/v1/files/a..'],
    ['/v1/files/.hidden', '/v1/files/.hidden'],
  ])('reads %s', (path, decoded) => {
    expect(decodePath(path)).toBe(decoded);
  });

  it.each([
    '',
    '*',
    'v1/messages',
    'example.com:443',
    'http://127.0.0.1/v1/messages',
    '//v1/messages',
    '/v1//messages',
    '/v1/../admin',
    '/v1/./messages',
    '/v1/..',
    '/v1/.',
    '/v1/..;/admin',
    '/v1/%2e%2e/admin',
    '/v1/.%2E/admin',
    '/v1/..%2fadmin',
    '/v1/%252e%252e/admin',
    '/v1/%25252e./admin',
    '/v1/..%5cadmin',
    '/v1\\..\\admin',
    '/v1/a%2f%2fb',
    '/v1/a%00b',
    '/v1/a%0d%0aHost:%20x',
    '/v1/a%7f',
    '/v1/%zz',
    '/v1/%',
    '/v1/%ff',
    '/v1/a b',
    '/v1/a\tb',
    '/v1/a\0b',
    '/v1/a#b',
    '/v1/é',
  ])('refuses %j', (path) => {
    expect(decodePath(path)).toBeNull();
  });

  it('lets nothing through that a URL parser would move elsewhere', () => {
    const piece = fc.constantFrom(
      'v1',
      '..',
      '.',
      '%2e',
      '%2E%2e',
      '/',
      '%2f',
      '\\',
      'a',
      ';',
      '%25',
      '',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = `/${pieces.join('')}`;
        fc.pre(decodePath(path) !== null);
        expect(new URL(path, 'http://upstream.test').pathname).toBe(path);
      }),
      { numRuns: 500 },
    );
  });
});

describe('isPrintableTarget', () => {
  it('accepts what a request line may hold and no fragment', () => {
    expect(isPrintableTarget('?a=%20&b="c"')).toBe(true);
    for (const text of ['?a b', '?a\r\nb', '?é', '?a#b', '\u007f']) {
      expect(isPrintableTarget(text)).toBe(false);
    }
  });
});
