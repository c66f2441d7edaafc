import { checkBaseUrl, splitUrl } from './base-url.ts';

type ProxyScheme = 'http' | 'https' | 'socks5' | 'socks5h';

/** An outbound proxy: whom to ask, in which language, and as whom. */
export type ProxyAddress = {
  readonly scheme: ProxyScheme;
  /** Lower case, an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Percent escapes are resolved. Null when the URL names nobody. */
  readonly login: { readonly user: string; readonly password: string } | null;
};

export type ProxyUrlFault = 'form' | 'masked' | 'login' | 'host' | 'port';

export type ProxyUrlCheck =
  | { readonly ok: true; readonly address: ProxyAddress }
  | { readonly ok: false; readonly reason: ProxyUrlFault };

/** A name or password that contains an `@` is cut at the last one, as browsers do. */
const FORM = /^(https?|socks5h?):\/\/(?:([^/?#]*)@)?([^/?#@]*)\/?$/i;

const STANDARD_PORTS: Readonly<Record<ProxyScheme, number>> = {
  http: 80,
  https: 443,
  socks5: 1080,
  socks5h: 1080,
};

/** What stands in the place of a password that is shown. */
const MASK = '…';

/** SOCKS5 states the lengths of name and password in one byte each. */
const LONGEST_LOGIN_CHARS = 255;

export function checkProxyUrl(text: string): ProxyUrlCheck {
  const match = FORM.exec(text);
  if (match === null) return { ok: false, reason: 'form' };
  const scheme = (match[1] ?? '').toLowerCase() as ProxyScheme;
  const login = match[2] === undefined || match[2] === '' ? null : loginOf(match[2]);
  if (login === 'masked' || login === 'login') return { ok: false, reason: login };
  // An http URL of the same authority says whether host and port are well formed.
  const url = `http://${match[3] ?? ''}`;
  const check = checkBaseUrl(url);
  if (!check.ok) return { ok: false, reason: check.reason === 'port' ? 'port' : 'host' };
  const { host, port } = splitUrl(check.url);
  const isPortGiven = /:\d+$/.test(url.replace(/\[[^\]]*\]/, ''));
  const address = { scheme, host, port: isPortGiven ? port : STANDARD_PORTS[scheme], login };
  return { ok: true, address };
}

/** The URL with its password masked: `http://user:…@host:8080`. What is no URL is masked as well. */
export function maskProxyUrl(url: string): string {
  return url.replace(/^([^:/?#]*:\/\/[^:@/?#]*):.*@/s, `$1:${MASK}@`);
}

/** How a proxy is called in sentences: nothing of its login. */
export function proxyName({ scheme, host, port }: ProxyAddress): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

function loginOf(text: string): ProxyAddress['login'] | 'masked' | 'login' {
  const at = text.indexOf(':');
  const user = decoded(at === -1 ? text : text.slice(0, at));
  const password = decoded(at === -1 ? '' : text.slice(at + 1));
  if (user === null || password === null) return 'login';
  if (password === MASK) return 'masked';
  return { user, password };
}

/** Null when it is badly escaped, too long, or could not be sent. */
function decoded(text: string): string | null {
  try {
    const plain = decodeURIComponent(text);
    // A line break would end the header that carries it.
    const isPlain = plain.length <= LONGEST_LOGIN_CHARS && !/\p{Cc}/u.test(plain);
    return isPlain ? plain : null;
  } catch {
    return null;
  }
}
