import { splitTarget } from './query.ts';

export { splitUrl } from './base-url.ts';

/** A version on which the vendor's API is settled (`v1`, `v4`) or not yet (`v1beta`, `v1alpha2`). */
const VERSION = /^v\d+(?:\.\d+)?(alpha\d*|beta\d*)?$/i;

/**
 * Last segments of an API root whose version stands earlier (`/v1beta/openai`, `/v3/openai`,
 * `/v1/publishers/google`): what follows them begins without a version.
 */
const ROOTS_BELOW_VERSION: ReadonlySet<string> = new Set(['openai', 'google']);

/** Ends of a base URL that was pasted with the whole endpoint, `models` alone only after a version. */
const PASTED_ENDPOINT =
  /\/(?:chat\/completions|completions|messages|responses|embeddings|models\/[^/]+:[a-z]+|(?<=\/v\d[a-z0-9]*\/)models)$/i;

/**
 * The address of an attempt: the channel's base URL joined with the client's path. The base may have a
 * version segment or not, and may even be a whole endpoint; the result has the version once.
 * An exact base is the address itself. A query of the base stays in front of the client's.
 */
export function joinUpstreamUrl(
  base: string,
  isExact: boolean,
  path: string,
  query: string,
): string {
  const { path: root, query: ownQuery } = splitTarget(base);
  const address = isExact ? root : joinPath(root, path);
  if (ownQuery.length < 2) return address + query;
  return query.length < 2 ? address + ownQuery : `${address}${ownQuery}&${query.slice(1)}`;
}

function joinPath(base: string, path: string): string {
  const authorityStart = base.indexOf('://') + 3;
  const slash = base.indexOf('/', authorityStart);
  if (slash < 0) return base + path;
  const origin = base.slice(0, slash);
  const root = withoutTrailingSlashes(base.slice(slash));
  const [, version = '', ...rest] = path.split('/');
  if (!VERSION.test(version)) return origin + root + path;

  const tail = `/${rest.join('/')}`;
  const pasted = root.replace(PASTED_ENDPOINT, '');
  const segments = pasted.split('/');
  const last = segments.at(-1) ?? '';
  if (VERSION.test(last)) {
    if (isPreview(last) === isPreview(version)) return origin + pasted + tail;
    // `https://relay/v1` was written for OpenAI's API; Gemini's on the same host is at `v1beta`, and
    // the other way round. The client knows which of the two it speaks.
    return origin + segments.slice(0, -1).join('/') + path;
  }
  // Whoever pasted an endpoint without a version has shown that this upstream has none.
  if (pasted !== root) return origin + pasted + tail;
  if (ROOTS_BELOW_VERSION.has(last) && segments.some((segment) => VERSION.test(segment))) {
    return origin + root + tail;
  }
  return origin + root + path;
}

function isPreview(version: string): boolean {
  return /alpha|beta/i.test(version);
}

function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === 0x2f) end--;
  return path.slice(0, end);
}
