/** The only member of a freeform tool's arguments where it has to be a function. */
export const FREEFORM_INPUT = 'input';

const HEX_DIGITS = 4;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/**
 * Takes the text out of `{"input": "…"}` as it arrives. A model that does not keep to the function has said its input in
 * another way; then all of it is the text.
 */
export class FreeformInput {
  #all = '';
  /** Where in `#all` reading goes on; -1 until the text has begun. */
  #at = -1;
  #isOver = false;
  #hasText = false;

  /** The text in the next piece. */
  push(piece: string): string {
    if (this.#isOver) return '';
    this.#all += piece;
    if (this.#at < 0) {
      const begin = /^\s*\{\s*"input"\s*:\s*"/.exec(this.#all);
      if (begin === null) return '';
      this.#at = begin[0].length;
    }
    const text = this.#read();
    if (text !== '') this.#hasText = true;
    // What has been read is not needed again.
    this.#all = this.#all.slice(this.#at);
    this.#at = 0;
    return text;
  }

  /** The rest, when the arguments are over. */
  end(): string {
    if (this.#at >= 0 || this.#hasText) return '';
    const text = otherInput(this.#all);
    this.#all = '';
    return text;
  }

  #read(): string {
    let text = '';
    let start = this.#at;
    const all = this.#all;
    for (let at = start; at < all.length;) {
      const unit = all[at];
      if (unit !== '"' && unit !== '\\') {
        at++;
        if (at === all.length) {
          text += all.slice(start, at);
          start = at;
        }
        continue;
      }
      text += all.slice(start, at);
      start = at;
      if (unit === '"') {
        this.#isOver = true;
        break;
      }
      const escaped = readEscape(all, at);
      // The rest of the escape has not arrived.
      if (escaped === null) break;
      text += escaped.text;
      at = escaped.end;
      start = at;
    }
    this.#at = start;
    return text;
  }
}

function readEscape(all: string, at: number): { text: string; end: number } | null {
  const unit = all[at + 1];
  if (unit === undefined) return null;
  if (unit !== 'u') return { text: ESCAPES.get(unit) ?? unit, end: at + 2 };
  const end = at + 2 + HEX_DIGITS;
  if (end > all.length) return null;
  const code = Number.parseInt(all.slice(at + 2, end), 16);
  return { text: Number.isNaN(code) ? '' : String.fromCharCode(code), end };
}

function otherInput(all: string): string {
  try {
    const value: unknown = JSON.parse(all);
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null) return all;
    const input: unknown = Object.entries(value).find(([name]) => name === FREEFORM_INPUT)?.[1];
    return typeof input === 'string' ? input : all === '{}' ? '' : all;
  } catch {
    // No JSON: the model has written its input as it is.
    return all;
  }
}
