import type { PROTOCOLS } from './constants.ts';

/** Wire family of a request. */
export type Protocol = (typeof PROTOCOLS)[number];
