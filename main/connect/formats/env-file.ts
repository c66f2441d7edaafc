import {
  FormatError,
  lineEndOf,
  nextLine,
  splice,
  type Format,
  type Path,
  type Plain,
} from './format.ts';

/** As the package `dotenv` reads it, which the clients use: a name, and what is behind it with or without quotes. */
const ENTRY =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:[ \t])([ \t]*(?:'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`)|[^#\r\n]*)?[ \t]*(?:#[^\r\n]*)?$/gm;

/** Lines of `NAME=value`. */
export const envFile: Format = {
  parse(text) {
    return Object.fromEntries(entriesOf(text).map(({ name, source }) => [name, valueOf(source)]));
  },

  sourceOf(text, path) {
    return find(text, path)?.source ?? null;
  },

  set(text, path, value) {
    if (typeof value !== 'string') throw new FormatError('it has no tables', null);
    return put(text, path, /^[\w./:@+-]*$/.test(value) ? value : quoted(value));
  },

  setSource: put,

  remove(text, path) {
    const found = find(text, path);
    if (found === undefined) return text;
    return splice(text, found.start, nextLine(text, found.end), '');
  },
};

type Entry = {
  readonly name: string;
  readonly source: string;
  readonly start: number;
  /** Where the source begins, and where it ends. */
  readonly from: number;
  readonly end: number;
};

function entriesOf(text: string): Entry[] {
  return [...text.matchAll(ENTRY)].map((match) => {
    const [whole, name = '', raw = ''] = match;
    const source = raw.trim();
    const start = match.index;
    const afterName = whole.indexOf(name) + name.length;
    const from =
      start + (source === '' ? whole.search(/[=:]/) + 1 : whole.indexOf(source, afterName));
    return { name, source, start, from, end: from + source.length };
  });
}

/** Of a name that is there twice, the last one counts. */
function find(text: string, path: Path): Entry | undefined {
  return entriesOf(text).findLast(({ name }) => path.length === 1 && name === path[0]);
}

function put(text: string, path: Path, source: string): string {
  const found = find(text, path);
  if (found !== undefined) return splice(text, found.from, found.end, source);
  const end = lineEndOf(text);
  const close = text === '' || text.endsWith('\n') ? '' : end;
  return `${text}${close}${path[0] ?? ''}=${source}${end}`;
}

function valueOf(source: string): string {
  const quote = source[0];
  const isQuoted =
    source.length > 1 && quote !== undefined && '\'"`'.includes(quote) && source.endsWith(quote);
  const inside = isQuoted ? source.slice(1, -1) : source;
  return quote === '"' && isQuoted
    ? inside.replaceAll(String.raw`\n`, '\n').replaceAll(String.raw`\r`, '\r')
    : inside;
}

/** There is no escape: the quote must be one that the value has not. */
function quoted(value: Plain & string): string {
  const quote = ["'", '"', '`'].find((one) => !value.includes(one));
  if (quote === undefined || /[\r\n]/.test(value)) {
    throw new FormatError('the value cannot be written in such a file', null);
  }
  return `${quote}${value}${quote}`;
}
