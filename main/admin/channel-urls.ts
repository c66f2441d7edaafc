import type { ChannelInput, ChannelUrlInput } from '../contracts/channel.schema.ts';
import type { Channel, ChannelDraft } from '../contracts/channel.ts';
import { checkBaseUrl, type BaseUrlFault } from '../core/base-url.ts';
import { checkProxyUrl, maskProxyUrl, type ProxyUrlFault } from '../core/proxy-url.ts';
import type { FieldErrors } from './field-errors.ts';

type UrlDraft = ChannelDraft['urls'][number];

type Checks = {
  /** The channel as it is, when there is one: only its own URLs may be named by id. */
  readonly existing: Channel | null;
  readonly isOwnAddress: (url: string) => boolean;
  readonly errors: FieldErrors;
};

/** What a person is told about each fault. */
const SENTENCES: Readonly<Record<BaseUrlFault, string>> = {
  empty: 'must not be empty',
  tooLong: 'is too long',
  badCharacter: 'must not contain spaces, control characters or characters outside ASCII',
  scheme: 'must begin with http:// or https://',
  userInfo: 'must not contain a user name or password; put the key into the keys',
  host: 'needs a valid host',
  port: 'needs a port between 1 and 65535',
  fragment: 'must not contain # except at the very end, where it marks an exact URL',
  path: 'must not contain . or .. as a part of its path',
};

/** URLs are shown in lists and logs; a key has its own, hidden place. */
const KEY_PARAMETER = /[?&](?:key|api[-_]?key|token|access[-_]?token)=/i;

/** The URLs of a channel, checked; null when the input names none. */
export function urlDrafts(input: ChannelInput, checks: Checks): readonly UrlDraft[] | null {
  if (input.url !== undefined && input.urls !== undefined) {
    checks.errors.report('urls', 'give either url or urls');
  }
  if (input.urls === undefined) {
    return input.url === undefined ? null : [urlDraft({ url: input.url }, 'url', checks)];
  }
  const seen = new Set<string>();
  return input.urls.map((one, index) => {
    const path = `urls.${index.toString()}`;
    const draft =
      typeof one === 'string'
        ? urlDraft({ url: one }, path, checks)
        : urlDraft(one, `${path}.url`, checks);
    if (seen.has(draft.url)) checks.errors.report(path, 'is there twice');
    seen.add(draft.url);
    return draft;
  });
}

/** @param path of the URL's text; a complaint about the id goes beside it */
function urlDraft(
  { id, url, isExact, isEnabled, protocols }: Exclude<ChannelUrlInput, string>,
  path: string,
  { existing, isOwnAddress, errors }: Checks,
): UrlDraft {
  if (id !== undefined && existing?.urls.some((one) => one.id === id) !== true) {
    errors.report(path.replace(/url$/, 'id'), 'is not a URL of this channel');
  }
  const check = checkBaseUrl(url);
  if (!check.ok) errors.report(path, SENTENCES[check.reason]);
  else if (KEY_PARAMETER.test(check.url)) {
    errors.report(path, 'must not carry a key; put it into the keys');
  } else if (isOwnAddress(check.url)) errors.report(path, 'leads back to this program');
  return {
    ...(id === undefined ? {} : { id }),
    url: check.ok ? check.url : url,
    isExact: (check.ok && check.isExact) || isExact === true,
    isEnabled: isEnabled ?? true,
    protocols: protocols == null ? null : [...new Set(protocols)],
  };
}

/** What a person is told about each fault of an outbound proxy. */
const PROXY_SENTENCES: Readonly<Record<ProxyUrlFault, string>> = {
  form: 'must be direct, or http, https, socks5 or socks5h://[user:password@]host:port',
  masked: 'has a masked password: write it again, it belonged to another address',
  login: 'has a user name or password that is too long or badly escaped',
  host: 'needs a valid host',
  port: 'needs a port between 1 and 65535',
};

/** The outbound proxy a draft asks for. Sent back as it is shown, with its password masked, it stays what it is. */
export function proxyDraft(proxyUrl: string | null, existing: Channel | null): string | null {
  const stored = existing?.proxyUrl ?? null;
  return stored !== null && proxyUrl === maskProxyUrl(stored) ? stored : proxyUrl;
}

export function reportProxyUrl(proxyUrl: string, errors: FieldErrors): void {
  if (proxyUrl === 'direct') return;
  const check = checkProxyUrl(proxyUrl);
  if (!check.ok) errors.report('proxyUrl', PROXY_SENTENCES[check.reason]);
}
