import { describe, expect, it } from 'vitest';
import { checkProxyUrl, maskProxyUrl, proxyName } from '../../main/core/proxy-url.ts';

describe('checkProxyUrl', () => {
  it.each([
    ['http://proxy', 'http', 'proxy', 80],
    ['https://proxy/', 'https', 'proxy', 443],
    ['SOCKS5://Proxy', 'socks5', 'proxy', 1080],
    ['socks5h://proxy:7891', 'socks5h', 'proxy', 7891],
    ['https://proxy:80', 'https', 'proxy', 80],
    ['socks5://[::1]', 'socks5', '::1', 1080],
    ['http://[::1]:8080', 'http', '::1', 8080],
  ])('reads %s', (url, scheme, host, port) => {
    expect(checkProxyUrl(url)).toEqual({ ok: true, address: { scheme, host, port, login: null } });
  });

  it.each([
    ['http://anna:secret@proxy', 'anna', 'secret'],
    ['http://Anna:S%40cret%3A1@proxy', 'Anna', 'S@cret:1'],
    ['http://anna:s@cret@proxy', 'anna', 's@cret'],
    ['http://anna:a:b@proxy', 'anna', 'a:b'],
    ['http://anna@proxy', 'anna', ''],
    ['http://anna:@proxy', 'anna', ''],
  ])('reads the login of %s', (url, user, password) => {
    expect(checkProxyUrl(url)).toMatchObject({ ok: true, address: { login: { user, password } } });
  });

  it.each([
    ['ftp://proxy', 'form'],
    ['proxy:8080', 'form'],
    ['', 'form'],
    ['http://proxy/path', 'form'],
    ['http://proxy?x=1', 'form'],
    ['http://proxy#', 'form'],
    ['http://', 'host'],
    ['http://a b', 'host'],
    ['http://proxy:0', 'port'],
    ['http://proxy:70000', 'port'],
    ['http://anna:%zz@proxy', 'login'],
    ['http://anna:a%0d%0ab@proxy', 'login'],
    [`http://anna:${'x'.repeat(256)}@proxy`, 'login'],
    ['http://anna:…@proxy', 'masked'],
  ])('refuses %s', (url, reason) => {
    expect(checkProxyUrl(url)).toEqual({ ok: false, reason });
  });
});

describe('maskProxyUrl', () => {
  it.each([
    ['http://anna:secret@proxy:80', 'http://anna:…@proxy:80'],
    ['socks5h://anna:s@c:r@proxy', 'socks5h://anna:…@proxy'],
    ['http://anna:se/cret@proxy', 'http://anna:…@proxy'],
    ['http://:secret@proxy', 'http://:…@proxy'],
    ['http://anna@proxy', 'http://anna@proxy'],
    ['http://proxy:8080', 'http://proxy:8080'],
    ['direct', 'direct'],
  ])('shows %s as %s', (url, shown) => {
    expect(maskProxyUrl(url)).toBe(shown);
  });
});

describe('proxyName', () => {
  it('shows nothing of the login, and an IPv6 address in brackets', () => {
    const check = checkProxyUrl('socks5://anna:secret@[::1]:9');
    expect(check.ok && proxyName(check.address)).toBe('socks5://[::1]:9');
  });
});
