/** As many as tokens.css has. */
const COLOURS = 8;

/** What is left over, or nobody's. */
export const OTHER_COLOUR = 'var(--series-other)';

/**
 * The colours of series, as CSS. A channel has its own by its id, and a name by its letters, so it is the same in
 * every chart; only where two of one chart would look alike does the one with the later key move to the next free one.
 */
export function seriesColours<Key extends number | string>(
  keys: readonly Key[],
): ReadonlyMap<Key, string> {
  const places = new Map<Key, number>();
  const taken = new Set<number>();
  for (const key of [...keys].sort(byKey)) {
    let place = placeOf(key);
    while (taken.has(place) && taken.size < COLOURS) place = (place + 1) % COLOURS;
    taken.add(place);
    places.set(key, place);
  }
  return new Map(keys.map((key) => [key, `var(--series-${(places.get(key) ?? 0) + 1})`]));
}

function byKey(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
}

/** Ids count from 1, so the first eight channels differ. Names are spread by FNV-1a. */
function placeOf(key: number | string): number {
  if (typeof key === 'number') return (((key - 1) % COLOURS) + COLOURS) % COLOURS;
  let hash = 0x811c9dc5;
  for (const character of key) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0) % COLOURS;
}
