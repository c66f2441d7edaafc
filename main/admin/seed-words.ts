import type { FieldErrors } from './field-errors.ts';

type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The fields that were said. Spread over others, one that is undefined would erase what is there. */
export function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}

/** A limit as the seed programs write it: 0 is none. */
export function seedLimit(value: number | undefined): number | null | undefined {
  return value === 0 ? null : value;
}

/**
 * One thing said twice, in both vocabularies, could be two different things.
 *
 * @param words of the seeds, each with the name of ours and what was said there
 */
export function refuseTwice<Input extends object>(
  errors: FieldErrors,
  input: Input,
  words: readonly (readonly [word: keyof Input & string, ours: string, value: unknown])[],
): void {
  for (const [word, ours, value] of words) {
    if (value === undefined || input[word] === undefined) continue;
    errors.report(word, `give either ${ours} or ${word}`);
  }
}
