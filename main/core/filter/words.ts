import { OPERATORS, type Operator } from './terms.ts';

/** One term as it is written; positions count characters of the filter from 0. */
export type Written = {
  readonly position: number;
  readonly isNegated: boolean;
  /** Null: a free word. In lower case. */
  readonly field: string | null;
  readonly operator: Operator | ':';
  readonly value: string;
  readonly valuePosition: number;
};

export type FilterError = { readonly position: number; readonly message: string };

const FIELD = /^([A-Za-z][A-Za-z-]*)(:(?:>=|<=|!=|>|<|=)?|>=|<=|!=|>|<|=)/;
const SPACE = /\s/;

/** Cuts a filter into its terms, which spaces part. Quotes hold a value with spaces in it together. */
export function splitFilter(filter: string): {
  readonly written: readonly Written[];
  readonly errors: readonly FilterError[];
} {
  const written: Written[] = [];
  const errors: FilterError[] = [];
  let at = 0;
  while (at < filter.length) {
    if (SPACE.test(filter.charAt(at))) {
      at += 1;
      continue;
    }
    const position = at;
    const isNegated = filter.charAt(at) === '-' && !isEnd(filter, at + 1);
    if (isNegated) at += 1;
    const head = FIELD.exec(filter.slice(at));
    at += head?.[0].length ?? 0;
    const valuePosition = at;
    const read = filter.charAt(at) === '"' ? readQuoted(filter, at) : readBare(filter, at);
    at = read.end;
    if (read.error !== null) errors.push({ position: valuePosition, message: read.error });
    const field = head?.[1]?.toLowerCase() ?? null;
    const operator = operatorOf(head?.[2] ?? ':');
    written.push({ position, isNegated, field, operator, value: read.value, valuePosition });
  }
  return { written, errors };
}

type Read = { readonly value: string; readonly end: number; readonly error: string | null };

function readBare(filter: string, from: number): Read {
  let end = from;
  while (!isEnd(filter, end)) end += 1;
  return { value: filter.slice(from, end), end, error: null };
}

/** A backslash takes the next character as it is. */
function readQuoted(filter: string, from: number): Read {
  let value = '';
  for (let at = from + 1; at < filter.length; at++) {
    const character = filter.charAt(at);
    if (character === '"') {
      const end = at + 1;
      if (isEnd(filter, end)) return { value, end, error: null };
      const rest = readBare(filter, end);
      return { value, end: rest.end, error: 'needs a space after the closing quote' };
    }
    if (character === '\\' && at + 1 < filter.length) at += 1;
    value += filter.charAt(at);
  }
  return { value, end: filter.length, error: 'has no closing quote' };
}

function isEnd(filter: string, at: number): boolean {
  return at >= filter.length || SPACE.test(filter.charAt(at));
}

/** `cost:>0.1` is `cost>0.1`. */
function operatorOf(text: string): Operator | ':' {
  return OPERATORS.find((operator) => text === operator || text === `:${operator}`) ?? ':';
}
