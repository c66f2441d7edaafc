export type CsvRecord = {
  /** Of its first character, counted from 1: a quoted field may go over several lines. */
  readonly line: number;
  readonly cells: readonly string[];
  /** Its quotes do not match. The lines behind it are read again from the next one on. */
  readonly isBroken: boolean;
};

/** A spreadsheet writes the one that its country has. */
const DELIMITERS = [',', ';', '\t'] as const;

type Escape = 'doubled' | 'backslash';

/** The records of a table, blank lines left out. The delimiter is the one that the first line has most of. */
export function readCsv(text: string): readonly CsvRecord[] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const delimiter = delimiterOf(source);
  const records: CsvRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < source.length) {
    // Only where RFC 4180 fails is a backslash taken for an escape, as the samples of ccLoad have it: a field of
    // ours may end with one.
    const record =
      readRecord(source, at, delimiter, 'doubled') ??
      readRecord(source, at, delimiter, 'backslash');
    const end = record?.end ?? endOfLine(source, at);
    const cells = record?.cells ?? [];
    const isBlank = record !== null && cells.every((cell) => cell.trim() === '');
    if (!isBlank) records.push({ line, cells, isBroken: record === null });
    line += countLines(source, at, end);
    at = end;
  }
  return records;
}

function delimiterOf(source: string): string {
  const head = source.slice(0, endOfLine(source, 0));
  const counts = DELIMITERS.map((one) => head.split(one).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

/** Null when the quotes do not match. */
function readRecord(
  source: string,
  from: number,
  delimiter: string,
  escape: Escape,
): { readonly cells: readonly string[]; readonly end: number } | null {
  const cells: string[] = [];
  let at = from;
  for (;;) {
    const field =
      source.charAt(at) === '"'
        ? readQuoted(source, at + 1, escape)
        : readBare(source, at, delimiter);
    if (field === null) return null;
    cells.push(field.text);
    at = field.end;
    if (source.charAt(at) === delimiter) at++;
    else break;
  }
  if (at >= source.length) return { cells, end: at };
  if (source.startsWith('\r\n', at)) return { cells, end: at + 2 };
  const character = source.charAt(at);
  return character === '\n' || character === '\r' ? { cells, end: at + 1 } : null;
}

type Field = { readonly text: string; readonly end: number };

/** A quote in the middle of a bare field is itself. */
function readBare(source: string, from: number, delimiter: string): Field {
  let end = from;
  for (; end < source.length; end++) {
    const character = source.charAt(end);
    if (character === delimiter || character === '\n' || character === '\r') break;
  }
  return { text: source.slice(from, end), end };
}

/** Null when it is never closed. */
function readQuoted(source: string, from: number, escape: Escape): Field | null {
  let text = '';
  let copied = from;
  for (let at = from; at < source.length; at++) {
    const character = source.charAt(at);
    const next = source.charAt(at + 1);
    if (character === '\\' && escape === 'backslash' && (next === '"' || next === '\\')) {
      text += source.slice(copied, at) + next;
      copied = ++at + 1;
    } else if (character === '"') {
      text += source.slice(copied, at);
      if (next !== '"') return { text, end: at + 1 };
      text += '"';
      copied = ++at + 1;
    }
  }
  return null;
}

/** Behind the line break, or at the end of the text. */
function endOfLine(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === '\n') return at + 1;
    if (character === '\r') return source.charAt(at + 1) === '\n' ? at + 2 : at + 1;
  }
  return source.length;
}

function countLines(source: string, from: number, end: number): number {
  let count = 0;
  for (let at = from; at < end; at = endOfLine(source, at)) count++;
  return count;
}
