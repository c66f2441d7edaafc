type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/** A bare word or number is text, and no tree. */
export function parseJson(text: string): Parsed {
  if (!/^\s*[[{]/.test(text)) return { ok: false };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}

/** How many values there are in a value, itself included. Counts no further than asked. */
export function countNodes(value: unknown, most: number): number {
  const waiting: unknown[] = [value];
  let count = 0;
  while (waiting.length > 0 && count < most) {
    const one = waiting.pop();
    count += 1;
    if (typeof one === 'object' && one !== null) {
      for (const inner of Object.values(one)) waiting.push(inner);
    }
  }
  return count;
}

/** What is in an object or a list, by name; null for what has nothing in it. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | null {
  return typeof value === 'object' && value !== null ? Object.entries(value) : null;
}
