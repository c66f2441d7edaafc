import type { InFlightChange, InFlightView } from '../contracts/live-events.ts';

/** What of a running request is not as it was told; null when all of it is. */
export function liveChange(told: InFlightView, view: InFlightView): InFlightChange | null {
  const fields = Object.entries(view).filter(
    ([name, value]) => !isSame(value, told[name as keyof InFlightView]),
  );
  return fields.length === 0 ? null : { ...Object.fromEntries(fields), id: view.id };
}

/** Attempts and reasons are made anew for every look: what counts is what they say. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => isSame(one[name], other[name]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
