/** Names from the outside in: `['env', 'ANTHROPIC_BASE_URL']`. */
export type Path = readonly string[];

/** What is put into a file: a value in the end, or a table of such. */
export type Plain = string | { readonly [name: string]: Plain };

/**
 * A kind of configuration file that is edited in its text, so that comments, order and layout of all else stay. No method
 * sees a byte-order mark.
 */
export type Format = {
  /** What the client reads out of it. Throws a FormatError. */
  parse(text: string): unknown;
  /** The value's own text; null when there is none. */
  sourceOf(text: string, path: Path): string | null;
  /** Puts a value there, and the tables around it where they are missing. Throws a FormatError where that cannot be done. */
  set(text: string, path: Path, value: Plain): string;
  /** Puts back what `sourceOf` has read. */
  setSource(text: string, path: Path, source: string): string;
  /** Takes the value out with its name; without one the text stays as it is. */
  remove(text: string, path: Path): string;
};

/** The text is not of its kind, or written in a way that is not edited. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  /** From 1; null when the fault is in no one place. */
  readonly line: number | null;

  constructor(reason: string, line: number | null, options?: ErrorOptions) {
    super(reason, options);
    this.line = line;
  }
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** How the file ends its lines; one without any as most do. */
export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

export function splice(text: string, from: number, to: number, inserted: string): string {
  return text.slice(0, from) + inserted + text.slice(to);
}

/** Where the line begins that the offset lies in. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Behind the line end of the line that the offset lies in. */
export function nextLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at === -1 ? text.length : at + 1;
}
