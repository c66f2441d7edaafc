import { parseFilter } from '../core/filter/parse.ts';
import type { Term } from '../core/filter/terms.ts';
import type { AdminDeps } from './deps.ts';
import { FieldErrors } from './field-errors.ts';

/** The terms of a filter as a person wrote it. @throws AppError with one field for each mistake: `filter.12` */
export function askedFilter(
  filter: string | undefined,
  { zone, now }: Pick<AdminDeps, 'zone' | 'now'>,
): readonly Term[] {
  const parsed = parseFilter(filter ?? '', { zone, now: now() });
  if (parsed.ok) return parsed.terms;
  const errors = new FieldErrors();
  for (const { position, message } of parsed.errors) {
    errors.report(`filter.${String(position)}`, message);
  }
  errors.throwIfAny();
  return [];
}
