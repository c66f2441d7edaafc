import { parse, TomlError } from 'smol-toml';
import { parseTOML, ParseError, type AST } from 'toml-eslint-parser';
import {
  FormatError,
  lineAt,
  lineEndOf,
  lineStart,
  nextLine,
  splice,
  type Format,
  type Path,
  type Plain,
} from './format.ts';

/**
 * TOML. One package finds the place, another one reads what stands there; the text is spliced here. Edited are values at
 * the top and tables with a header of their own: what Codex needs.
 */
export const tomlFile: Format = {
  parse(text) {
    try {
      return parse(text, { integersAsBigInt: 'asNeeded' });
    } catch (cause) {
      if (!(cause instanceof TomlError)) throw cause;
      throw new FormatError('it is not valid TOML', cause.line, { cause });
    }
  },

  sourceOf(text, path) {
    const [found, ...more] = placesOf(text, path);
    if (found === undefined) return null;
    const end = more.at(-1)?.range[1] ?? found.range[1];
    return found.type === 'TOMLKeyValue'
      ? text.slice(...found.value.range)
      : text.slice(found.range[0], end);
  },

  set(text, path, value) {
    const isTable = typeof value !== 'string';
    return put(text, path, isTable ? block(path, value, lineEndOf(text)) : quoted(value), isTable);
  },

  setSource(text, path, source) {
    return put(text, path, source, source.startsWith('['));
  },

  remove(text, path) {
    return placesOf(text, path).reduceRight((rest, { range: [from, to] }) => {
      const start = lineStart(rest, from);
      const end = nextLine(rest, to);
      // The blank line that was put before a table goes with it, but two paragraphs do not grow together.
      const [blank = ''] = /(?<=\n|^)\r?\n$/.exec(rest.slice(0, start)) ?? [];
      const isLast = rest.slice(end).trim() === '' || /^\r?\n/.test(rest.slice(end));
      return splice(rest, start - (isLast ? blank.length : 0), end, '');
    }, text);
  },
};

function programOf(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text, { tomlVersion: '1.1' });
  } catch (cause) {
    if (!(cause instanceof ParseError)) throw cause;
    throw new FormatError('it is not valid TOML', lineAt(text, cause.index), { cause });
  }
}

type Place = AST.TOMLKeyValue | AST.TOMLTable;

/** The value at the top, or the table with those inside it. */
function placesOf(text: string, path: Path): readonly Place[] {
  const [top] = programOf(text).body;
  return top.body.filter((node) => {
    const key = node.type === 'TOMLTable' ? node.resolvedKey : namesOf(node);
    const isInside = node.type === 'TOMLTable' && path.every((name, index) => key[index] === name);
    return isInside || (key.length === path.length && key.every((name, i) => name === path[i]));
  });
}

function namesOf({ key }: AST.TOMLKeyValue): string[] {
  return key.keys.map((one) => (one.type === 'TOMLBare' ? one.name : one.value));
}

function put(text: string, path: Path, source: string, isTable: boolean): string {
  const [found, ...more] = placesOf(text, path);
  if (found !== undefined) {
    const isKeptTable = found.type === 'TOMLTable';
    if (isKeptTable !== isTable || (isKeptTable && more.length > 0))
      throw unusual(text, path, found);
    const [from, to] = isKeptTable ? found.range : found.value.range;
    return splice(text, from, to, source);
  }
  if (isDefined(tomlFile.parse(text), path)) throw unusual(text, path, null);
  const end = lineEndOf(text);
  return isTable ? appended(text, source, end) : atTop(text, `${nameOf(path)} = ${source}`, end);
}

function unusual(text: string, path: Path, node: Place | null): FormatError {
  const line = node === null ? null : lineAt(text, node.range[0]);
  return new FormatError(`"${path.join('.')}" is written in a way that is not edited`, line);
}

function isDefined(value: unknown, path: Path): boolean {
  let inner = value;
  for (const name of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, name)) return false;
    inner = (inner as Record<string, unknown>)[name];
  }
  return true;
}

/** Behind the last value that belongs to no table; before everything where there is none. */
function atTop(text: string, line: string, end: string): string {
  const [top] = programOf(text).body;
  const last = top.body.findLast((node) => node.type === 'TOMLKeyValue');
  const at = last === undefined ? 0 : nextLine(text, last.range[1]);
  const isOpen = at > 0 && text[at - 1] !== '\n';
  return splice(text, at, at, isOpen ? end + line : line + end);
}

function appended(text: string, table: string, end: string): string {
  if (text === '') return table + end;
  const close = text.endsWith('\n') ? '' : end;
  return `${text}${close}${end}${table}${end}`;
}

function block(path: Path, table: Exclude<Plain, string>, end: string): string {
  const lines = Object.entries(table).map(([name, value]) => {
    if (typeof value !== 'string')
      throw new FormatError('a table inside a table is not written', null);
    return `${nameOf([name])} = ${quoted(value)}`;
  });
  return [`[${nameOf(path)}]`, ...lines].join(end);
}

function nameOf(path: Path): string {
  return path.map((name) => (/^[\w-]+$/.test(name) ? name : quoted(name))).join('.');
}

/** A basic string takes what JSON does, but for one character. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', String.raw`\u007f`);
}
