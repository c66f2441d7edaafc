const HOUR_MS = 3_600_000;

/** The moment at which the local hour of `at` began, where local clocks are `offsetMs` ahead of UTC. */
export function localHourStart(at: number, offsetMs: number): number {
  return Math.floor((at + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
}
