import type { Range, RangeName } from '../contracts/statistics.ts';
import { MOMENT_FORMS, readMoment } from '../core/filter/moment.ts';
import { endOfHour, startOf } from '../core/statistics/buckets.ts';
import { namedRange } from '../core/statistics/ranges.ts';
import type { AdminDeps } from './deps.ts';
import { FieldErrors } from './field-errors.ts';

type AskedRange = {
  readonly range?: RangeName | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** The span of time a call asks for: by a name, or from one moment to another one or to now. */
export function askedRange(
  asked: AskedRange,
  fallback: RangeName,
  { zone, now: clock }: Pick<AdminDeps, 'zone' | 'now'>,
): Range {
  const now = clock();
  const { range, from, to } = asked;
  if (from === undefined && to === undefined) return namedRange(zone, range ?? fallback, now);
  const errors = new FieldErrors();
  if (range !== undefined) errors.report('range', 'must be left out where from or to is given');
  if (from === undefined) errors.report('from', 'must be given where to is');
  const read = (field: 'from' | 'to', text: string | undefined): number => {
    const at = text === undefined ? now : readMoment(text, zone, now);
    if (at === null) errors.report(field, `must be ${MOMENT_FORMS}`);
    return at ?? now;
  };
  const found = { from: read('from', from), to: read('to', to) };
  if (found.from >= found.to) errors.report('from', 'must be earlier than to, or than now');
  errors.throwIfAny();
  return found;
}

/** The same in whole local hours, which is how totals are kept. */
export function wholeHours({ from, to }: Range, zone: AdminDeps['zone']): Range {
  return { from: startOf(zone, 'hour', from), to: endOfHour(zone, to) };
}
