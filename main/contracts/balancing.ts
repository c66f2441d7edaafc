import type { BALANCINGS } from './constants.ts';

/** How channels of equal priority share their requests. */
export type Balancing = (typeof BALANCINGS)[number];

/** A priority whose channels share in another way than the rest. */
export type GroupBalancing = { readonly priority: number; readonly balancing: Balancing };
