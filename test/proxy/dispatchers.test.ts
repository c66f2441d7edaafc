import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../main/app/clock.ts';
import { outcomeText } from '../../main/core/outcome.ts';
import { splitUrl } from '../../main/core/upstream-url.ts';
import { connectionOutcome } from '../../main/proxy/connection-error.ts';
import { collectBody } from '../../main/proxy/collect.ts';
import { dispatch, isFailure } from '../../main/proxy/dispatch.ts';
import { Dispatchers, type Route } from '../../main/proxy/dispatchers.ts';
import type { OutboundProxy } from '../../main/proxy/env-proxy.ts';
import { UpstreamAnswer } from '../../main/proxy/upstream-answer.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';
import { HttpProxy } from '../support/http-proxy.ts';
import {
  closedPort,
  hang,
  json,
  ScriptedUpstream,
  type Step,
} from '../support/scripted-upstream.ts';
import { selfSigned } from '../support/self-signed.ts';
import { SocksProxy } from '../support/socks-proxy.ts';

const CERTIFICATE = selfSigned();
const NO_PROXY: OutboundProxy = { httpProxy: null, httpsProxy: null, noProxy: null };
const TIMEOUTS = { isStreaming: false, firstByteMs: 0, idleMs: 0 };

const closers: (() => Promise<unknown>)[] = [];
let trusted: readonly string[] = [];

beforeEach(() => {
  trusted = [];
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function closing<T extends { close(): Promise<unknown> }>(one: T): T {
  closers.push(() => one.close());
  return one;
}

async function anUpstream(
  options: { isTls?: boolean; host?: string; step?: Step } = {},
): Promise<ScriptedUpstream> {
  const place = {
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.isTls === true ? { certificate: CERTIFICATE } : {}),
  };
  return closing(await ScriptedUpstream.start(options.step ?? json({ ok: true }), place));
}

function dispatchers(
  outboundProxy: OutboundProxy = NO_PROXY,
  isOwnListener: (address: string, port: number) => boolean = () => false,
): Dispatchers {
  const made = new Dispatchers({
    outboundProxy,
    isOwnListener,
    prepareTls: () => {
      tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), ...trusted]);
    },
  });
  closers.push(() => made.destroy());
  return made;
}

/** The upstream under a name that resolves nowhere but at a proxy. */
function named(upstream: ScriptedUpstream): string {
  const { isTls, port } = splitUrl(upstream.url);
  return `${isTls ? 'https' : 'http'}://upstream.test:${String(port)}`;
}

/** `200 {"ok":true}`, or why there is no answer. */
async function ask(
  by: Dispatchers,
  route: Partial<Route> & { origin: string },
  totalMs = 5000,
): Promise<string> {
  const whole = { proxyUrl: null, isTlsInsecure: false, connectTimeoutMs: 2000, ...route };
  const answer = new UpstreamAnswer(systemClock, { ...TIMEOUTS, totalMs }, () => undefined);
  const { origin } = whole;
  const host = origin.slice(origin.indexOf('//') + 2);
  const headers = ['host', host, 'x-one', '1', 'x-one', '2'];
  const request = {
    route: whole,
    path: '/v1/x?y=1',
    url: '',
    method: 'POST',
    headers,
    settings: DEFAULT_SETTINGS,
  };
  dispatch(by.for(whole), { ...request, body: Buffer.from('{}') }, answer);
  const head = await answer.head;
  if (isFailure(head)) {
    return outcomeText(head.kind === 'timedOut' ? head : connectionOutcome(head.error, 2000));
  }
  const { bytes } = await collectBody(answer, { maxBytes: 1000, maxMs: 5000 }, systemClock);
  // The pool takes the connection back right after it has told of the answer's end.
  await new Promise(setImmediate);
  return `${String(head.status)} ${bytes.toString()}`;
}

const OK = '200 {"ok":true}';

describe('a direct connection', () => {
  it.each([false, true])('reaches an IPv6 address (TLS: %s)', async (isTls) => {
    const upstream = await anUpstream({ isTls, host: '::1' });
    trusted = [CERTIFICATE.cert];
    expect(upstream.url).toContain('[::1]');
    expect(await ask(dispatchers(), { origin: upstream.url })).toBe(OK);
  });

  it('trusts a certificate that the machine trusts', async () => {
    const upstream = await anUpstream({ isTls: true });
    trusted = [CERTIFICATE.cert];
    expect(await ask(dispatchers(), { origin: upstream.url })).toBe(OK);
  });

  it('refuses a certificate that nobody vouches for', async () => {
    const upstream = await anUpstream({ isTls: true });
    const said = await ask(dispatchers(), { origin: upstream.url });
    expect(said).toMatch(/^TLS failed: self-signed certificate/);
    expect(upstream.requests).toEqual([]);
  });
});

describe('a channel that checks no certificates', () => {
  it('reaches what others must not, and shares no connection with them', async () => {
    const upstream = await anUpstream({ isTls: true });
    const by = dispatchers();
    const { url: origin } = upstream;
    expect(await ask(by, { origin, isTlsInsecure: true })).toBe(OK);
    expect(await ask(by, { origin })).toMatch(/^TLS failed/);
    expect(await ask(by, { origin, isTlsInsecure: true })).toBe(OK);
    expect(upstream.connections).toBe(1);
  });
});

describe.each(['http', 'https'] as const)('an outbound %s proxy', (scheme) => {
  async function aProxy(): Promise<HttpProxy> {
    trusted = [CERTIFICATE.cert];
    return closing(await HttpProxy.start(scheme === 'https' ? CERTIFICATE : null));
  }

  it('tunnels TLS, and resolves the name itself', async () => {
    const [upstream, proxy] = [await anUpstream({ isTls: true }), await aProxy()];
    const route = { origin: named(upstream), proxyUrl: proxy.url() };
    expect(await ask(dispatchers(), route)).toBe(OK);
    expect(proxy.asked).toEqual([`CONNECT upstream.test:${String(upstream.port)}`]);
    expect(proxy.logins).toEqual(['']);
  });

  it('is handed plain http whole, headers that are there twice included', async () => {
    const [upstream, proxy] = [await anUpstream(), await aProxy()];
    const route = { origin: named(upstream), proxyUrl: proxy.url() };
    expect(await ask(dispatchers(), route)).toBe(OK);
    expect(proxy.asked).toEqual([`POST ${named(upstream)}/v1/x?y=1`]);
    expect(upstream.last).toMatchObject({ url: '/v1/x?y=1', headers: { 'x-one': '1, 2' } });
  });

  it.each([true, false])('is told the login, and nobody else is (TLS: %s)', async (isTls) => {
    const [upstream, proxy] = [await anUpstream({ isTls }), await aProxy()];
    const route = { origin: named(upstream), proxyUrl: proxy.url('anna:s%40cret@') };
    expect(await ask(dispatchers(), route)).toBe(OK);
    expect(proxy.logins).toEqual(['anna:s@cret']);
    expect(upstream.last.headers).not.toHaveProperty('proxy-authorization');
  });

  it.each([true, false])('that demands a login is an error of its own (TLS: %s)', async (isTls) => {
    const [upstream, proxy] = [await anUpstream({ isTls }), await aProxy()];
    proxy.refusal = 407;
    const route = { origin: named(upstream), proxyUrl: proxy.url('anna:secret@') };
    const said = await ask(dispatchers(), route);
    const what = isTls ? `connection to upstream.test:${String(upstream.port)}` : 'request';
    expect(said).toBe(
      `the outbound proxy ${proxy.url()} refused the ${what}: 407 Proxy Authentication Required`,
    );
    expect(upstream.connections).toBe(0);
  });

  it('keeps its connection, which no other way out shares', async () => {
    const [upstream, proxy, other] = [
      await anUpstream({ isTls: true }),
      await aProxy(),
      await aProxy(),
    ];
    const by = dispatchers();
    const { url: origin } = upstream;
    for (const proxyUrl of [
      proxy.url(),
      proxy.url(),
      proxy.url('anna:x@'),
      other.url(),
      'direct',
    ]) {
      expect(await ask(by, { origin, proxyUrl })).toBe(OK);
    }
    expect([proxy.asked.length, other.asked.length, upstream.connections]).toEqual([2, 1, 4]);
  });

  it('checks the certificate behind it unless the channel does not', async () => {
    const [upstream, proxy] = [await anUpstream({ isTls: true }), await aProxy()];
    const other = selfSigned();
    trusted = scheme === 'https' ? trusted : [other.cert];
    const strange = closing(
      await ScriptedUpstream.start(json({ ok: true }), { certificate: other }),
    );
    const origin = scheme === 'https' ? strange.url : upstream.url;
    const route = { origin, proxyUrl: proxy.url() };
    expect(await ask(dispatchers(), route)).toMatch(/^TLS failed/);
    expect(await ask(dispatchers(), { ...route, isTlsInsecure: true })).toBe(OK);
  });

  it('tunnels to an IPv6 address', async () => {
    const [upstream, proxy] = [await anUpstream({ isTls: true, host: '::1' }), await aProxy()];
    expect(await ask(dispatchers(), { origin: upstream.url, proxyUrl: proxy.url() })).toBe(OK);
    expect(proxy.asked).toEqual([`CONNECT [::1]:${String(upstream.port)}`]);
  });
});

describe.each(['socks5', 'socks5h'] as const)('an outbound %s proxy', (scheme) => {
  it.each([true, false])('connects, with the login it demands (TLS: %s)', async (isTls) => {
    const upstream = await anUpstream({ isTls });
    const proxy = closing(await SocksProxy.start('anna:s@cret'));
    trusted = [CERTIFICATE.cert];
    const route = { origin: upstream.url, proxyUrl: proxy.url(scheme, 'anna:s%40cret@') };
    const by = dispatchers();
    expect([await ask(by, route), await ask(by, route)]).toEqual([OK, OK]);
    expect(proxy.asked).toEqual([`127.0.0.1:${String(upstream.port)}`]);
    expect(upstream.last.headers['x-one']).toBe('1, 2');
  });

  it('refuses a wrong login', async () => {
    const upstream = await anUpstream();
    const proxy = closing(await SocksProxy.start('anna:secret'));
    const route = { origin: upstream.url, proxyUrl: proxy.url(scheme, 'anna:wrong@') };
    const said = await ask(dispatchers(), route);
    expect(said).toContain(`the outbound proxy ${proxy.url(scheme)} refused the connection to 127`);
    expect(said).toContain('Authentication');
    expect(said).not.toContain('wrong');
    expect(upstream.connections).toBe(0);
  });

  it('says what the proxy says when that cannot connect', async () => {
    const proxy = closing(await SocksProxy.start());
    proxy.refusal = 5;
    const said = await ask(dispatchers(), {
      origin: 'http://127.0.0.1:9',
      proxyUrl: proxy.url(scheme),
    });
    expect(said).toBe(
      `the outbound proxy ${proxy.url(scheme)} refused the connection to 127.0.0.1:9: Socks5 proxy rejected connection - ConnectionRefused`,
    );
  });
});

describe('the two SOCKS schemes', () => {
  it('differ in who resolves names: with socks5h the proxy does', async () => {
    const upstream = await anUpstream();
    const proxy = closing(await SocksProxy.start());
    const by = dispatchers();
    const origin = named(upstream);
    expect(await ask(by, { origin, proxyUrl: proxy.url('socks5h') })).toBe(OK);
    expect(await ask(by, { origin, proxyUrl: proxy.url('socks5') })).toMatch(
      /^host name not found/,
    );
    const local = `http://localhost:${String(upstream.port)}`;
    expect(await ask(by, { origin: local, proxyUrl: proxy.url('socks5') })).toBe(OK);
    const port = String(upstream.port);
    expect(proxy.asked).toEqual([`upstream.test:${port}`, `127.0.0.1:${port}`]);
  });
});

describe('an outbound proxy that is no use', () => {
  it.each(['http', 'https', 'socks5', 'socks5h'])(
    'is an error, never a direct connection: nobody listens there (%s)',
    async (scheme) => {
      const upstream = await anUpstream();
      const proxyUrl = `${scheme}://127.0.0.1:${String(await closedPort())}`;
      const said = await ask(dispatchers(), { origin: upstream.url, proxyUrl });
      expect(said).toContain(`the outbound proxy ${proxyUrl} cannot be reached`);
      expect(said).toContain('ECONNREFUSED');
      expect(upstream.connections).toBe(0);
    },
  );

  it.each([
    ['http', true],
    ['http', false],
    ['https', true],
    ['https', false],
  ] as const)('is an error: it speaks SOCKS and not %s (TLS: %s)', async (scheme, isTls) => {
    const upstream = await anUpstream({ isTls });
    const socks = closing(await SocksProxy.start());
    const proxyUrl = socks.url('socks5').replace('socks5', scheme);
    const said = await ask(dispatchers(), { origin: upstream.url, proxyUrl });
    expect(said).toMatch(/^the outbound proxy https?:\/\/127\.0\.0\.1:\d+ /);
    expect(upstream.connections).toBe(0);
  });

  it('is an error: it speaks HTTP and not SOCKS', async () => {
    const upstream = await anUpstream();
    const proxy = closing(await HttpProxy.start());
    const proxyUrl = proxy.url().replace('http', 'socks5');
    const said = await ask(dispatchers(), { origin: upstream.url, proxyUrl });
    expect(said).toMatch(/^the outbound proxy socks5:\/\/127\.0\.0\.1:\d+ refused the connection/);
  });

  it.each([true, false])('is an error: it never answers (TLS: %s)', async (isTls) => {
    const silent = await anUpstream({ step: hang });
    const proxyUrl = silent.url;
    const route = { origin: isTls ? 'https://upstream.test' : 'http://upstream.test', proxyUrl };
    if (isTls) {
      // A server that takes CONNECT for a request hangs up or stays silent; both are the proxy's doing.
      const said = await ask(dispatchers(), { ...route, connectTimeoutMs: 200 });
      expect(said).toMatch(
        /^the outbound proxy http:\/\/127\.0\.0\.1:\d+ (gave no answer|did not)/,
      );
    } else {
      // Handed over whole, it is the answer that is missing, which the attempt's own time limits.
      expect(await ask(dispatchers(), route, 300)).toBe('no whole answer within 0.3 s');
    }
  });

  it('is an error: its URL is none', async () => {
    const upstream = await anUpstream();
    const said = await ask(dispatchers(), { origin: upstream.url, proxyUrl: 'ftp://anna:x@p' });
    expect(said).toBe('the outbound proxy has no valid URL');
    expect(upstream.connections).toBe(0);
  });

  it('is a loop when it is this program itself', async () => {
    const proxy = closing(await HttpProxy.start());
    const by = dispatchers(NO_PROXY, (_address, port) => port === proxy.port);
    const said = await ask(by, { origin: 'https://upstream.test', proxyUrl: proxy.url() });
    expect(said).toContain('the URL leads back to this program');
    expect(proxy.asked).toEqual([]);
  });
});

describe('the proxies of the environment', () => {
  it('are used for every channel that names none: one for http, one for https', async () => {
    const [plain, secure] = [await anUpstream(), await anUpstream({ isTls: true })];
    const [http, https] = [closing(await HttpProxy.start()), closing(await HttpProxy.start())];
    trusted = [CERTIFICATE.cert];
    const by = dispatchers({ httpProxy: http.url(), httpsProxy: https.url('a:b@'), noProxy: null });
    expect(await ask(by, { origin: named(plain) })).toBe(OK);
    expect(await ask(by, { origin: named(secure) })).toBe(OK);
    expect(http.asked).toEqual([`POST ${named(plain)}/v1/x?y=1`]);
    expect(https.asked).toEqual([`CONNECT upstream.test:${String(secure.port)}`]);
    expect(https.logins).toEqual(['a:b']);
  });

  it('are passed by where NO_PROXY says so, on this machine, and where the channel says direct', async () => {
    const upstream = await anUpstream();
    const proxy = closing(await HttpProxy.start());
    const env = { httpProxy: proxy.url(), httpsProxy: null, noProxy: '.test' };
    expect(await ask(dispatchers(env), { origin: named(upstream) })).toMatch(
      /^host name not found/,
    );
    expect(await ask(dispatchers(env), { origin: upstream.url })).toBe(OK);
    const open = dispatchers({ ...env, noProxy: null });
    expect(await ask(open, { origin: named(upstream), proxyUrl: 'direct' })).toMatch(/^host name/);
    expect(proxy.connections).toBe(0);
  });

  it('give way to the proxy of the channel', async () => {
    const upstream = await anUpstream();
    const [proxy, own] = [closing(await HttpProxy.start()), closing(await SocksProxy.start())];
    const by = dispatchers({ httpProxy: proxy.url(), httpsProxy: null, noProxy: null });
    expect(await ask(by, { origin: named(upstream), proxyUrl: own.url('socks5h') })).toBe(OK);
    expect([proxy.connections, own.connections]).toEqual([0, 1]);
  });
});
