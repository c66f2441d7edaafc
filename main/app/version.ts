/** Set by the build; the sources run unbundled in tests only. */
declare const __APP_VERSION__: string | undefined;
declare const __HOMEPAGE__: string | undefined;
declare const __PRICES_VERSION__: string | undefined;
declare const __UNDICI_VERSION__: string | undefined;

/** Where the program is at home, as package.json says: its releases are there. */
export const HOMEPAGE = typeof __HOMEPAGE__ === 'undefined' ? '' : __HOMEPAGE__;

export const VERSION = typeof __APP_VERSION__ === 'undefined' ? '0.0.0-dev' : __APP_VERSION__;

/** How prices are looked up, and in which data. */
export const CATALOGUE_VERSION = `${VERSION} ${
  typeof __PRICES_VERSION__ === 'undefined' ? 'dev' : __PRICES_VERSION__
}`;

/** Of the package that sends requests, not of the one inside Node. */
export const UNDICI_VERSION =
  typeof __UNDICI_VERSION__ === 'undefined' ? 'unbundled' : __UNDICI_VERSION__;
