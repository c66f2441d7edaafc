/** One term of a filter as it is written, and where it begins: the parser names its mistakes by that place. */
export type FilterTerm = { readonly text: string; readonly position: number };

/** A quoted value may hold spaces; a backslash in it takes the next character as it is. */
const TERM = /(?:"(?:\\.|[^"\\])*(?:"|$)|[^\s"])+/g;

/** Cuts a filter where the spaces are. What a term means is the server's to say. */
export function termsOf(filter: string): readonly FilterTerm[] {
  return [...filter.matchAll(TERM)].map(({ 0: text, index: position }) => ({ text, position }));
}

export function joinTerms(terms: readonly string[]): string {
  return terms.join(' ');
}

export function hasTerm(filter: string, term: string): boolean {
  return termsOf(filter).some(({ text }) => text === term);
}

/** Adds a term, or takes it away when it is there. */
export function toggleTerm(filter: string, term: string): string {
  const texts = termsOf(filter).map(({ text }) => text);
  return joinTerms(texts.includes(term) ? texts.filter((text) => text !== term) : [...texts, term]);
}

/** A value as a filter takes it: in quotes when it would be cut or misread. */
export function filterValue(value: string): string {
  return value === '' || /[\s"]/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value;
}

/** Is the last quote still open? Then a space belongs to the value. */
export function isQuoteOpen(text: string): boolean {
  return (text.replaceAll(/\\./g, '').split('"').length - 1) % 2 === 1;
}

/** What the parser said of each term, by the term's number. `fields`: `filter.12` → what is wrong there. */
export function mistakesOf(
  filter: string,
  fields: Readonly<Record<string, string>>,
): ReadonlyMap<number, string> {
  const terms = termsOf(filter);
  const found = new Map<number, string>();
  for (const [field, message] of Object.entries(fields)) {
    const place = Number(/^filter\.(\d+)$/.exec(field)?.[1] ?? Number.NaN);
    const index = terms.findLastIndex(({ position }) => position <= place);
    if (index >= 0 && !found.has(index)) found.set(index, message);
  }
  return found;
}
