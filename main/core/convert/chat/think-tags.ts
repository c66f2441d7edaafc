const OPEN = '<think>';
const CLOSE = '</think>';

export type Piece = { readonly isThinking: boolean; readonly text: string };

/**
 * Models without a reasoning member think at the beginning of their text, between tags. Only there: what a later text
 * says about tags is text.
 */
export class ThinkTags {
  #phase: 'start' | 'thinking' | 'afterThinking' | 'text' = 'start';
  /** What may be the beginning of a tag. */
  #held = '';

  /** The text split in two; what may belong to a tag waits for the next piece. */
  push(text: string): readonly Piece[] {
    if (this.#phase === 'text') return [{ isThinking: false, text }];
    const all = this.#held + text;
    this.#held = '';
    if (this.#phase === 'start') return this.#readStart(all);
    return this.#phase === 'thinking' ? this.#readThinking(all) : this.#readAfter(all);
  }

  /** What was held back, when the text is over. */
  end(): readonly Piece[] {
    const text = this.#held;
    this.#held = '';
    return text === '' ? [] : [{ isThinking: this.#phase === 'thinking', text }];
  }

  #readStart(all: string): readonly Piece[] {
    const text = all.trimStart();
    if (text.startsWith(OPEN)) {
      this.#phase = 'thinking';
      return this.#readThinking(text.slice(OPEN.length));
    }
    if (OPEN.startsWith(text)) {
      this.#held = all;
      return [];
    }
    this.#phase = 'text';
    return [{ isThinking: false, text: all }];
  }

  #readThinking(all: string): readonly Piece[] {
    const end = all.indexOf(CLOSE);
    if (end >= 0) {
      this.#phase = 'afterThinking';
      const thought = { isThinking: true, text: all.slice(0, end) };
      return [thought, ...this.#readAfter(all.slice(end + CLOSE.length))];
    }
    const held = heldLength(all);
    this.#held = all.slice(all.length - held);
    return [{ isThinking: true, text: all.slice(0, all.length - held) }];
  }

  /** Line breaks between the thinking and the text belong to neither. */
  #readAfter(all: string): readonly Piece[] {
    const text = all.trimStart();
    if (text === '') return [];
    this.#phase = 'text';
    return [{ isThinking: false, text }];
  }
}

/** How many characters at the end may be the beginning of the closing tag. */
function heldLength(text: string): number {
  const start = text.lastIndexOf('<');
  if (start < 0) return 0;
  return CLOSE.startsWith(text.slice(start)) ? text.length - start : 0;
}
