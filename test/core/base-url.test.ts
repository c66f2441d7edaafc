import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBaseUrl, splitUrl } from '../../main/core/base-url.ts';

describe('checkBaseUrl', () => {
  it.each([
    ['https://api.anthropic.com', 'https://api.anthropic.com'],
    ['  https://api.anthropic.com/  ', 'https://api.anthropic.com'],
    ['HTTPS://API.OpenAI.com/V1//', 'https://api.openai.com/V1'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['http://[::1]:1234', 'http://[::1]:1234'],
    ['http://my_host.local', 'http://my_host.local'],
    ['https://h/v1?api-version=2024-10-21', 'https://h/v1?api-version=2024-10-21'],
    ['https://h/a%20b', 'https://h/a%20b'],
  ])('accepts %j', (text, url) => {
    expect(checkBaseUrl(text)).toEqual({ ok: true, url, isExact: false });
  });

  it('takes a trailing # for the mark of an exact URL, which keeps its slash', () => {
    const checked = checkBaseUrl('https://h/chat/completions/#');
    expect(checked).toEqual({ ok: true, url: 'https://h/chat/completions/', isExact: true });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['#', 'empty'],
    [`https://h/${'a'.repeat(2048)}`, 'tooLong'],
    ['https://h/a b', 'badCharacter'],
    ['https://h\r\nHost: x', 'badCharacter'],
    ['https://h/\0', 'badCharacter'],
    ['https://h\\a', 'badCharacter'],
    ['https://例え.jp', 'badCharacter'],
    ['api.openai.com/v1', 'scheme'],
    ['ftp://h', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://', 'host'],
    ['https:///v1', 'host'],
    ['https://:8080', 'host'],
    ['https://?a=b', 'host'],
    ['https://%31', 'host'],
    ['https://[::1', 'host'],
    ['https://a,b', 'host'],
    ['https://user:secret@h', 'userInfo'],
    ['https://sk-key@h/v1', 'userInfo'],
    ['https://h:', 'port'],
    ['https://h:0', 'port'],
    ['https://h:65536', 'port'],
    ['https://h:80a', 'port'],
    ['https://[::1]:x', 'port'],
    ['https://h/v1#part', 'fragment'],
    ['https://h/v1##', 'fragment'],
    ['https://h/../v1', 'path'],
    ['https://h/v1/%2E.', 'path'],
  ])('refuses %j because of its %s', (text, reason) => {
    expect(checkBaseUrl(text)).toEqual({ ok: false, reason });
  });
});

describe('splitUrl', () => {
  it.each([
    [
      'https://api.openai.com/v1/models?a=b',
      'https://api.openai.com',
      '/v1/models?a=b',
      'api.openai.com',
      443,
    ],
    ['https://h', 'https://h', '/', 'h', 443],
    ['https://h?a=b', 'https://h', '/?a=b', 'h', 443],
    ['http://H:8080/a', 'http://h:8080', '/a', 'h', 8080],
    ['http://h:80/', 'http://h', '/', 'h', 80],
    ['https://h:443/', 'https://h', '/', 'h', 443],
    ['http://h:443/', 'http://h:443', '/', 'h', 443],
    ['https://[2001:DB8::1]:8443/v1', 'https://[2001:db8::1]:8443', '/v1', '2001:db8::1', 8443],
  ])('splits %s', (url, origin, path, host, port) => {
    const isTls = url.startsWith('https');
    expect(splitUrl(url)).toEqual({ origin, path, host, port, isTls });
  });

  it.each(['', 'h/v1', 'ftp://h', 'https://', 'https://user@h', 'https://h:99999'])(
    'throws on %j, which no check lets pass',
    (url) => {
      expect(() => splitUrl(url)).toThrow('not an http URL');
    },
  );

  it('agrees with the platform’s parser on whatever passes the check', () => {
    // It escapes an apostrophe in a query and not in a path; we send what the user wrote.
    const text = fc
      .webUrl({ withQueryParameters: true, size: 'small' })
      .filter((url) => !url.includes("'"));
    fc.assert(
      fc.property(text, (one) => {
        const checked = checkBaseUrl(one);
        fc.pre(checked.ok);
        const url = new URL(checked.url);
        const parts = splitUrl(checked.url);
        expect(parts.origin).toBe(url.origin);
        expect(parts.path).toBe(url.href.slice(url.origin.length));
        expect(parts.host).toBe(url.hostname);
      }),
    );
  });
});
