/** What a browser says about the page a request comes from; each is absent outside a browser. */
export type Provenance = {
  readonly secFetchSite: string | undefined;
  readonly origin: string | undefined;
  readonly host: string | undefined;
};

/**
 * - `same`: proven to come from a page of ours
 * - `foreign`: from another page, another port of this machine included
 * - `unknown`: no browser, or a navigation; nothing is proven
 */
export type Site = 'same' | 'foreign' | 'unknown';

/**
 * Cookies ignore ports: another program's page on this machine would send ours along. Only the browser
 * knows better, and says so in `Sec-Fetch-Site` (https and loopback only) or in `Origin`.
 */
export function siteOf({ secFetchSite, origin, host }: Provenance): Site {
  if (origin !== undefined && !isOriginOf(origin, host)) return 'foreign';
  if (secFetchSite === 'same-origin') return 'same';
  if (secFetchSite !== undefined && secFetchSite !== 'none') return 'foreign';
  return origin === undefined ? 'unknown' : 'same';
}

/** Both leave out the port that is the scheme's own, so equal texts are equal ports. */
function isOriginOf(origin: string, host: string | undefined): boolean {
  if (host === undefined || !/^https?:\/\//i.test(origin) || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
