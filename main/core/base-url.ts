/** Longest base URL that is accepted; longer ones do not occur and would only burden lists and logs. */
const LONGEST_URL_CHARS = 2048;

export type BaseUrlFault =
  | 'empty'
  | 'tooLong'
  | 'badCharacter'
  | 'scheme'
  | 'userInfo'
  | 'host'
  | 'port'
  | 'fragment'
  | 'path';

type BaseUrlCheck =
  | { readonly ok: true; readonly url: string; readonly isExact: boolean }
  | { readonly ok: false; readonly reason: BaseUrlFault };

/** An http or https URL in the parts a connection needs. */
type UrlParts = {
  /** `https://host:8443`, an IPv6 address in brackets, no default port. */
  readonly origin: string;
  /** With its query; `/` when the URL has none. */
  readonly path: string;
  /** Lower case, an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
};

/**
 * Checks the base URL of a channel and brings it into one form: scheme and host in lower case, no slash
 * at the end. A `#` at the end marks an exact URL, which keeps its slash.
 */
export function checkBaseUrl(text: string): BaseUrlCheck {
  const trimmed = text.trim();
  const isExact = trimmed.endsWith('#');
  const url = isExact ? trimmed.slice(0, -1) : trimmed;
  const fault = findFault(url);
  if (fault !== null) return { ok: false, reason: fault };
  const { scheme, authority, rest } = cut(url);
  const kept = isExact || rest.includes('?') ? rest : rest.replace(/\/+$/, '');
  return { ok: true, url: scheme.toLowerCase() + authority.toLowerCase() + kept, isExact };
}

/** Parts of a URL that passed `checkBaseUrl`, or was joined from one. Throws on anything else. */
export function splitUrl(url: string): UrlParts {
  const { scheme, authority, rest } = cut(url);
  const address = parseAuthority(authority);
  const isTls = scheme.toLowerCase() === 'https://';
  if (scheme === '' || address === null) throw new Error('not an http URL with a host');
  const standardPort = isTls ? 443 : 80;
  const port = address.port ?? standardPort;
  const host = address.host.toLowerCase();
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    origin: scheme.toLowerCase() + name + (port === standardPort ? '' : `:${String(port)}`),
    path: rest.startsWith('/') ? rest : `/${rest}`,
    host,
    port,
    isTls,
  };
}

function findFault(url: string): BaseUrlFault | null {
  if (url === '') return 'empty';
  if (url.length > LONGEST_URL_CHARS) return 'tooLong';
  if (!/^[!-~]*$/.test(url) || /["<>\\^`{|}]/.test(url)) return 'badCharacter';
  const { scheme, authority, rest } = cut(url);
  if (scheme === '') return 'scheme';
  if (url.includes('#')) return 'fragment';
  if (authority.includes('@')) return 'userInfo';
  if (authority === '' || authority.startsWith(':')) return 'host';
  const address = parseAuthority(authority);
  if (address === null) return /^(?:\[[^\]]*\]|[^:[]*):/.test(authority) ? 'port' : 'host';
  if (address.port === 0) return 'port';
  return /\/(?:\.|%2e){1,2}(?:[/?]|$)/i.test(rest) ? 'path' : null;
}

/** Scheme with `://`, authority, and the rest; an empty scheme when it is neither http nor https. */
function cut(url: string): { scheme: string; authority: string; rest: string } {
  const match = /^(https?:\/\/)?([^/?#]*)(.*)$/i.exec(url);
  return { scheme: match?.[1] ?? '', authority: match?.[2] ?? '', rest: match?.[3] ?? '' };
}

function parseAuthority(authority: string): { host: string; port: number | null } | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::(\d{1,5}))?$/i.exec(authority);
  if (match === null) return null;
  const port = match[3] === undefined ? null : Number(match[3]);
  if (port !== null && port > 65_535) return null;
  return { host: match[1] ?? match[2] ?? '', port };
}
