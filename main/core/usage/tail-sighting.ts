import { OPEN_BRACE } from '../ascii.ts';
import { scanBeginning } from '../json-members.ts';
import { findUsage, sightingAt, sightingIn, type Sighting } from './sighting.ts';

/**
 * What the end of an answer says that is too large to be kept: the last usage object in it, and what follows beside it.
 * Nobody states usage and then a megabyte of something else.
 */
export function sightingInTail(tail: Uint8Array): Sighting | null {
  const rest = restFromUsage(tail);
  return rest === null ? null : sightingIn(rest, scanBeginning(rest, 0, rest.length).members);
}

/** As `sightingInTail`, but only when the object that states the usage is the whole body. */
export function sightingAtEnd(tail: Uint8Array): Sighting | null {
  const rest = restFromUsage(tail);
  return rest === null ? null : sightingAt(rest, 0, rest.length);
}

/** The bytes from the last usage object on, as if the object that it stands in began with it. */
function restFromUsage(tail: Uint8Array): Uint8Array | null {
  let last = -1;
  for (let at = findUsage(tail, 0); at >= 0; at = findUsage(tail, at + 1)) last = at;
  if (last < 0) return null;
  const rest = new Uint8Array(tail.length - last + 1);
  rest[0] = OPEN_BRACE;
  rest.set(tail.subarray(last), 1);
  return rest;
}
