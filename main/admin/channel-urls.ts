import type { ChannelInput, ChannelUrlInput } from '../contracts/channel.schema.ts';
import type { Channel, ChannelDraft } from '../contracts/channel.ts';
import { checkBaseUrl, splitUrl, type BaseUrlFault } from '../core/base-url.ts';
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
  { id, url, isExact, isEnabled }: Exclude<ChannelUrlInput, string>,
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
  };
}

const PROXY_SENTENCES: Readonly<Record<BaseUrlFault, string>> = {
  ...SENTENCES,
  scheme: 'must begin with http://, https://, socks5:// or socks5h://, or be direct',
  userInfo: 'must not contain a user name or password, because it is shown as it is',
};

/** The outbound proxy: `direct`, or a URL without a password, because it is shown as it is. */
export function checkProxyUrl(proxyUrl: string, errors: FieldErrors): void {
  if (proxyUrl === 'direct') return;
  const check = checkBaseUrl(proxyUrl.replace(/^socks5h?:/i, 'http:'));
  if (!check.ok) errors.report('proxyUrl', PROXY_SENTENCES[check.reason]);
  else if (check.isExact || splitUrl(check.url).path !== '/') {
    errors.report('proxyUrl', 'must be a scheme, a host and a port alone');
  }
}
