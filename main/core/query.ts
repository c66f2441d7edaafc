import { decodePercent } from './percent.ts';

/** Splits a request target at its first `?`. The query keeps the `?`, or is empty. */
export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: '' };
  return { path: target.slice(0, mark), query: target.slice(mark) };
}

/**
 * The first parameter of this name, decoded as a form is (`+` is a space); null when there is none or
 * its value is not valid. Names are compared decoded and in their exact case, as servers do.
 */
export function readParameter(query: string, name: string): string | null {
  for (const pair of pairsOf(query)) {
    if (nameOf(pair) !== name) continue;
    const equals = pair.indexOf('=');
    return equals < 0 ? '' : decodeForm(pair.slice(equals + 1));
  }
  return null;
}

/** A query without the named parameters, every other byte as it was; empty when nothing is left. */
export function removeParameters(query: string, names: readonly string[]): string {
  const pairs = pairsOf(query);
  const kept = pairs.filter((pair) => !names.includes(nameOf(pair) ?? ''));
  if (kept.length === pairs.length) return query;
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function pairsOf(query: string): string[] {
  return query.length < 2 ? [] : query.slice(1).split('&');
}

function nameOf(pair: string): string | null {
  const equals = pair.indexOf('=');
  return decodeForm(equals < 0 ? pair : pair.slice(0, equals));
}

function decodeForm(text: string): string | null {
  return decodePercent(text.replaceAll('+', ' '));
}
