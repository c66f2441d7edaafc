import { diffLines } from 'diff';
import type { PreviewLine } from '../contracts/connection.ts';
import { maskSecret, redactText } from '../core/redact.ts';
import type { FormatName } from './edit.ts';
import type { Path } from './formats/format.ts';

/** Unchanged lines that are shown before and after a change. */
const CONTEXT_LINES = 2;

const HIDDEN = '…';

/** Values that may be shown, and how: ours, and those that were in their places. */
export type Shown = ReadonlyMap<string, string>;

/** What is different, with a little around it. Names are shown, and of the values only those that are `shown`. */
export function shownDiff(
  format: FormatName,
  before: string,
  after: string,
  shown: Shown,
): PreviewLine[] {
  const lines = diffLines(before, after).flatMap(({ value, added, removed }): PreviewLine[] =>
    value
      .replace(/\r?\n$/, '')
      .split(/\r?\n/)
      .map((text) => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text })),
  );
  const isNear = (index: number): boolean =>
    lines
      .slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1)
      .some(({ kind }) => kind !== 'same');
  const kept: PreviewLine[] = [];
  for (const [index, { kind, text }] of lines.entries()) {
    if (isNear(index)) kept.push({ kind, text: hidden(format, text, shown) });
    else if (kept.at(-1)?.kind !== 'gap') kept.push({ kind: 'gap', text: '' });
  }
  return kept.some(({ kind }) => kind === 'added' || kind === 'removed') ? kept : [];
}

function hidden(format: FormatName, line: string, shown: Shown): string {
  switch (format) {
    case 'json':
      return hiddenJson(line, shown);
    case 'toml':
      return hiddenToml(line, shown);
    case 'env':
      return hiddenEnv(line, shown);
  }
}

function hiddenJson(line: string, shown: Shown): string {
  const parts = /"(?:[^"\\]|\\.)*"(\s*:)?|\/\/.*|\/\*.*|-?\d[\w.+-]*/g;
  const rest = line.replace(parts, '');
  // A line of a comment that began above: nothing of it is known to be harmless.
  if (/[^\s{}[\],]/.test(rest.replace(/\b(?:true|false|null)\b/g, ''))) return HIDDEN;
  return line.replace(parts, (part, colon: string | undefined) => {
    if (colon !== undefined) return part;
    if (part.startsWith('/')) return `// ${HIDDEN}`;
    return part.startsWith('"') ? literal(part, shown) : HIDDEN;
  });
}

function hiddenToml(line: string, shown: Shown): string {
  const header = /^\s*\[.*\]\s*(?=#|$)/.exec(line)?.[0];
  if (header !== undefined && !/^\s*\[\s*["'\d{[]/.test(header.replace('[[', '[')))
    return header.trimEnd();
  const [, name, value] = /^(\s*[\w"'.-]+\s*=\s*)(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) return /^[\s\]},]*$/.test(line) ? line : HIDDEN;
  return name + (/^"(?:[^"\\]|\\.)*"$/.test(value) ? literal(value, shown) : HIDDEN);
}

function hiddenEnv(line: string, shown: Shown): string {
  const [, name, value = ''] = /^(\s*(?:export\s+)?[\w.-]+\s*=)(.*)$/.exec(line) ?? [];
  if (name === undefined) return line.trim() === '' ? line : HIDDEN;
  return name + (shown.get(value.trim().replace(/^(["'`])(.*)\1$/, '$2')) ?? HIDDEN);
}

/** A string in quotes. */
function literal(source: string, shown: Shown): string {
  try {
    const text = shown.get(String(JSON.parse(source)));
    return text === undefined ? `"${HIDDEN}"` : JSON.stringify(text);
  } catch {
    return `"${HIDDEN}"`;
  }
}

/** All texts in a value, each as it may be shown. */
export function shownValues(path: Path, value: unknown, token: string): [string, string][] {
  if (typeof value === 'string') {
    const name = path.at(-1) ?? '';
    const isSecret = value === token || /key|token|secret|password|auth$/i.test(name);
    return [[value, isSecret ? maskSecret(value) : withoutCredentials(value)]];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    shownValues([...path, name], inner, token),
  );
}

/** An address as it may be shown: who logs in, and what is asked, may be credentials. */
export function withoutCredentials(text: string): string {
  const plain = text.replace(/^(\w+:\/\/)[^/@?#]*@/, '$1').replace(/[?#].*$/s, '');
  return redactText(plain, []);
}
