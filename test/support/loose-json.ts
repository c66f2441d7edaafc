import fc, { type Arbitrary } from 'fast-check';

/** How a text may be written: white space between any two tokens, and how often a character is escaped for nothing. */
export type Looseness = { readonly spaces: readonly string[]; readonly escapeEvery: number };

export const looseness: Arbitrary<Looseness> = fc.record({
  spaces: fc.array(fc.constantFrom('', '', ' ', '\n', '\t', '\r\n  '), {
    minLength: 1,
    maxLength: 7,
  }),
  escapeEvery: fc.constantFrom(0, 0, 3, 7),
});

/**
 * JSON of a value as no serializer would write it. Names keep their plain form, because nobody writes a name with
 * escapes; texts do not.
 */
export function looseJson(value: unknown, { spaces, escapeEvery }: Looseness): string {
  let turn = 0;
  const space = (): string => spaces[turn++ % spaces.length] ?? '';
  const text = (plain: string): string => {
    const written = JSON.stringify(plain);
    if (escapeEvery === 0) return written;
    return written.replaceAll(/[a-zA-Z/]/g, (letter, at: number) => {
      const isFree = written[at - 1] !== '\\' && !/\\u[0-9a-f]{0,3}$/.test(written.slice(0, at));
      if (!isFree || at % escapeEvery !== 0) return letter;
      return letter === '/' ? '\\/' : `\\u00${letter.charCodeAt(0).toString(16)}`;
    });
  };
  const write = (one: unknown): string => {
    if (Array.isArray(one)) {
      return `[${space()}${one.map((item) => write(item) + space()).join(`,${space()}`)}]`;
    }
    if (typeof one === 'object' && one !== null) {
      const members = Object.entries(one).map(
        ([name, item]) => `${JSON.stringify(name)}${space()}:${space()}${write(item)}${space()}`,
      );
      return `{${space()}${members.join(`,${space()}`)}}`;
    }
    return typeof one === 'string' ? text(one) : JSON.stringify(one);
  };
  return `${space()}${write(value)}${space()}`;
}
