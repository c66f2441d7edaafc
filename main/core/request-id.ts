/** Digits of base 36: enough for microseconds since 1970 for four thousand years. */
const DIGITS = 11;

const SHAPE = new RegExp(`^r[0-9a-z]{${String(DIGITS)}}$`);

/** The id of a request: text that sorts by time, short enough to be read out. `micros`: epoch microseconds. */
export function requestIdOf(micros: number): string {
  return `r${micros.toString(36).padStart(DIGITS, '0')}`;
}

/** Epoch microseconds; null for a text that is no id of ours. */
export function microsOf(requestId: string): number | null {
  return SHAPE.test(requestId) ? Number.parseInt(requestId.slice(1), 36) : null;
}
