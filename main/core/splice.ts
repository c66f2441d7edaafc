import type { Member } from './json-members.ts';
import { encodeUtf8 } from './utf8.ts';

/** A copy of the body with other bytes at `[start, end)`; everything else stays as it came. */
export function replaceRange(
  body: Uint8Array,
  start: number,
  end: number,
  replacement: Uint8Array,
): Uint8Array {
  const changed = new Uint8Array(body.length - (end - start) + replacement.length);
  changed.set(body.subarray(0, start), 0);
  changed.set(replacement, start);
  changed.set(body.subarray(end), start + replacement.length);
  return changed;
}

/** A copy of the body in which the member, whatever it was, is this string. */
export function setStringMember(body: Uint8Array, member: Member, value: string): Uint8Array {
  return replaceRange(body, member.start, member.end, encodeUtf8(JSON.stringify(value)));
}
