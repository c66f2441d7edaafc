import {
  createScanner,
  findNodeAtLocation,
  parse,
  parseTree,
  type Node,
  type ParseError,
} from 'jsonc-parser';
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

const LENIENT = { allowTrailingComma: true, disallowComments: false };

/** JSON, with comments and trailing commas where a client takes them. The package finds the place; the text is spliced here. */
export const jsonFile: Format = {
  parse(text) {
    if (text.trim() === '') return {};
    rootOf(text);
    return parse(text, [], LENIENT) as unknown;
  },

  sourceOf(text, path) {
    const node = nodeAt(text, path);
    return node === undefined ? null : slice(text, node);
  },

  set(text, path, value) {
    return put(text, path, value, null);
  },

  setSource(text, path, source) {
    return put(text, path, '', source);
  },

  remove(text, path) {
    const property = nodeAt(text, path)?.parent;
    return property === undefined ? text : removeProperty(text, property);
  },
};

function rootOf(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, LENIENT);
  const [error] = errors;
  if (error !== undefined)
    throw new FormatError('it is not valid JSON', lineAt(text, error.offset));
  if (root?.type !== 'object') throw new FormatError('it holds no JSON object', null);
  return root;
}

function nodeAt(text: string, path: Path): Node | undefined {
  return text.trim() === '' ? undefined : findNodeAtLocation(rootOf(text), [...path]);
}

function put(text: string, path: Path, value: Plain, source: string | null): string {
  if (text.trim() === '') {
    return put(`{${lineEndOf(text)}}${lineEndOf(text)}`, path, value, source);
  }
  const found = nodeAt(text, path);
  if (found !== undefined) {
    const { offset, length } = found;
    return splice(text, offset, offset + length, source ?? sourceOfValue(value, text, offset));
  }
  let holder = rootOf(text);
  let depth = 0;
  for (; depth < path.length - 1; depth++) {
    const next = findNodeAtLocation(holder, [path[depth] ?? '']);
    if (next === undefined) break;
    if (next.type !== 'object') {
      const name = path.slice(0, depth + 1).join('.');
      throw new FormatError(`"${name}" is no object`, lineAt(text, next.offset));
    }
    holder = next;
  }
  return insert(text, holder, path.slice(depth), source ?? value, source !== null);
}

/** As the first property: there, no comma or comment of others is in the way. */
function insert(text: string, holder: Node, names: Path, value: Plain, isSource: boolean): string {
  const layout = layoutOf(text, holder);
  const name = names.at(-1) ?? '';
  const raw = isSource && typeof value === 'string' ? value : null;
  let property = `${JSON.stringify(name)}:${layout.gap}${raw ?? printed(value, layout, names.length)}`;
  for (let depth = names.length - 2; depth >= 0; depth--) {
    const inside = layout.breakAt(depth + 2);
    property = `${JSON.stringify(names[depth])}:${layout.gap}{${inside}${property}${layout.breakAt(depth + 1)}}`;
  }
  const isEmpty = (holder.children ?? []).length === 0;
  const at = behindBrace(text, holder, layout.isOneLine);
  const needsBreak = isEmpty && !layout.isOneLine && !slice(text, holder).includes('\n');
  const after = isEmpty
    ? needsBreak
      ? layout.breakAt(0)
      : ''
    : layout.isOneLine
      ? ',' + layout.gap
      : ',';
  return splice(text, at, at, layout.breakAt(1) + property + after);
}

type Layout = {
  readonly isOneLine: boolean;
  /** Between a colon and a value. */
  readonly gap: string;
  /** A line end and the indentation so many levels inside the object; nothing in a file of one line. */
  breakAt(depth: number): string;
};

function layoutOf(text: string, holder: Node): Layout {
  const isOneLine = !text.trim().includes('\n') && text.trim() !== '{}';
  if (isOneLine) {
    return { isOneLine, gap: /[:,]\s/.test(text) ? ' ' : '', breakAt: () => '' };
  }
  const unit = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const [base = ''] = /^[ \t]*/.exec(text.slice(lineStart(text, holder.offset))) ?? [];
  const first = holder.children?.[0];
  const start = first === undefined ? 0 : lineStart(text, first.offset);
  const before = first === undefined ? '-' : text.slice(start, first.offset);
  const inside = /^[ \t]*$/.test(before) ? before : base + unit;
  const end = lineEndOf(text);
  return {
    isOneLine,
    gap: ' ',
    breakAt: (depth) => end + (depth === 0 ? base : inside + unit.repeat(depth - 1)),
  };
}

function printed(value: Plain, layout: Layout, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, inner]) =>
      `${layout.breakAt(depth + 1)}${JSON.stringify(name)}:${layout.gap}${printed(inner, layout, depth + 1)}`,
  );
  const comma = layout.isOneLine ? ',' + layout.gap : ',';
  return members.length === 0 ? '{}' : `{${members.join(comma)}${layout.breakAt(depth)}}`;
}

/** Replaces a value that is there. */
function sourceOfValue(value: Plain, text: string, offset: number): string {
  if (typeof value === 'string') return JSON.stringify(value);
  const [indent = ''] = /^[ \t]*/.exec(text.slice(lineStart(text, offset))) ?? [];
  const end = lineEndOf(text);
  const unit = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  const isOneLine = !text.trim().includes('\n');
  return printed(
    value,
    {
      isOneLine,
      gap: ' ',
      breakAt: (depth) => (isOneLine ? '' : end + indent + unit.repeat(depth)),
    },
    0,
  );
}

/** A comment behind the brace speaks of the object, so what is new goes below it. */
function behindBrace(text: string, holder: Node, isOneLine: boolean): number {
  const at = holder.offset + 1;
  if (isOneLine) return at;
  const comment = /^[ \t]*\/\/[^\r\n]*/.exec(text.slice(at));
  return at + (comment?.[0].length ?? 0);
}

function removeProperty(text: string, property: Node): string {
  const siblings = property.parent?.children ?? [];
  const index = siblings.indexOf(property);
  const end = property.offset + property.length;
  const comma = commaBehind(text, end);
  if (comma !== null) return cut(text, property.offset, comma + 1);
  const previous = siblings[index - 1];
  const before =
    previous === undefined ? null : commaBehind(text, previous.offset + previous.length);
  const without = cut(text, property.offset, end);
  return before === null ? without : splice(without, before, before + 1, '');
}

function commaBehind(text: string, offset: number): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return text[at] === ',' ? at : null;
}

/** With the whole line where nothing else is in it, else with the blanks behind. */
function cut(text: string, from: number, to: number): string {
  const start = lineStart(text, from);
  const rest = text.slice(to, nextLine(text, to));
  const isAlone = text.slice(start, from).trim() === '' && rest.trim() === '' && start > 0;
  if (isAlone) return splice(text, start, to + rest.length, '');
  const [blanks = ''] = /^[ \t]*/.exec(rest) ?? [];
  return splice(text, from, to + (rest.trim() === '' ? 0 : blanks.length), '');
}

function slice(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}
