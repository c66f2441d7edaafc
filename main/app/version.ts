/** Set by the build; the sources run unbundled in tests only. */
declare const __APP_VERSION__: string | undefined;

export const VERSION = typeof __APP_VERSION__ === 'undefined' ? '0.0.0-dev' : __APP_VERSION__;
