import type { Member } from './json-members.ts';
import type { Part } from './json-parts.ts';
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

/** What stands at `[start, end)` becomes `text`. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** A copy of the body with all edits made. They may come in any order and do not overlap. */
export function applyEdits(body: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const ordered = edits
    .map(({ start, end, text }) => ({ start, end, bytes: encodeUtf8(text) }))
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
  const growth = ordered.reduce((sum, edit) => sum + edit.bytes.length - edit.end + edit.start, 0);
  const changed = new Uint8Array(body.length + growth);
  let from = 0;
  let to = 0;
  for (const { start, end, bytes } of ordered) {
    changed.set(body.subarray(from, start), to);
    changed.set(bytes, to + start - from);
    to += start - from + bytes.length;
    from = end;
  }
  changed.set(body.subarray(from), to);
  return changed;
}

/** The edits that cut out the parts for which `isGone` says so, each with one of the commas beside it. */
export function withoutParts<T extends Part>(
  parts: readonly T[],
  isGone: (part: T) => boolean,
): Edit[] {
  const edits: Edit[] = [];
  let keptEnd: number | null = null;
  for (let index = 0; index < parts.length; index++) {
    const first = parts[index] as T;
    if (!isGone(first)) {
      keptEnd = first.end;
      continue;
    }
    let last: T = first;
    let next = parts[index + 1];
    while (next !== undefined && isGone(next)) {
      last = next;
      index++;
      next = parts[index + 1];
    }
    // The comma before them goes with them; where nothing is kept before, the one behind them does.
    const start: number = keptEnd ?? first.from;
    const end: number = keptEnd === null && next !== undefined ? next.from : last.end;
    edits.push({ start, end, text: '' });
  }
  return edits;
}
