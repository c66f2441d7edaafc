import type { Protocol } from '../../contracts/protocol.ts';
import type { Member } from '../json-members.ts';
import { JsonParts, type Part } from '../json-parts.ts';

/** Bytes `[start, end)` of a body. */
type Range = { readonly start: number; readonly end: number };

export type Beginning = {
  readonly ranges: readonly Range[];
  /** Nothing follows the first message of the user. */
  readonly isAll: boolean;
};

/** So much of a conversation's beginning tells it from others. */
const MAX_BYTES = 64 * 1024;

/** A beginning with more messages than this before the first of the user is none. */
const MAX_MESSAGES = 32;

const INSTRUCTING_ROLES: ReadonlySet<string | null> = new Set(['system', 'developer']);

/**
 * The texts with which a conversation begins: its system prompt and the first message of the user. Only the insides of
 * strings, because clients move their cache marks on with each turn and write the same text bare or as a list of one.
 * Anthropic's system loses its first block where there are several: Claude Code's is a billing line that changes with
 * each request.
 */
export function beginningOf(
  protocol: Protocol,
  body: Uint8Array,
  members: ReadonlyMap<string, Member>,
): Beginning | null {
  const reader = new BeginningReader(body);
  switch (protocol) {
    case 'anthropic':
      reader.readTexts(members.get('system'), 1);
      reader.readMessages(members.get('messages'), 'content');
      break;
    case 'openai-chat':
      reader.readMessages(members.get('messages'), 'content');
      break;
    case 'openai-responses':
      reader.readTexts(members.get('instructions'));
      reader.readMessages(members.get('input'), 'content');
      break;
    case 'gemini':
      reader.readContent(members.get('systemInstruction') ?? members.get('system_instruction'));
      reader.readMessages(members.get('contents'), 'parts');
      break;
  }
  const { ranges, hasUserText, isAll } = reader;
  return hasUserText ? { ranges, isAll } : null;
}

class BeginningReader {
  readonly ranges: Range[] = [];
  hasUserText = false;
  isAll = true;
  readonly #parts: JsonParts;
  #left = MAX_BYTES;

  constructor(body: Uint8Array) {
    this.#parts = new JsonParts(body);
  }

  /** A text, or a list of blocks with texts; the first `skipped` of several blocks are left out. */
  readTexts(value: Range | undefined, skipped = 0): void {
    if (value === undefined) return;
    if (this.#parts.isString(value)) {
      this.#take(value);
      return;
    }
    const blocks = this.#parts.elements(value);
    for (const block of blocks.length > skipped ? blocks.slice(skipped) : blocks) {
      if (this.#parts.isString(block)) this.#take(block);
      else this.#take(this.#parts.member(block, 'text'));
    }
  }

  /** Gemini's way of writing one message. */
  readContent(content: Range | undefined): void {
    if (content !== undefined) this.readTexts(this.#parts.member(content, 'parts'));
  }

  /** Instructions up to the first message of the user, and that. */
  readMessages(list: Range | undefined, contentName: string): void {
    if (list === undefined) return;
    if (this.#parts.isString(list)) {
      this.#readUser(list);
      return;
    }
    let left = MAX_MESSAGES;
    let isFound = false;
    this.#parts.elements(list, (message) => {
      if (isFound) this.isAll = false;
      else isFound = this.#readMessage(message, contentName);
      left--;
      return !this.isAll || left === 0;
    });
  }

  /** Whether this was the first message of the user. */
  #readMessage(message: Part, contentName: string): boolean {
    const members = this.#parts.members(message);
    const role = this.#parts.text(members.findLast(({ name }) => name === 'role'));
    const content = members.findLast(({ name }) => name === contentName);
    if (INSTRUCTING_ROLES.has(role)) this.readTexts(content);
    // Gemini's role may be left out.
    const isUser = role === 'user' || (role === null && contentName === 'parts');
    if (isUser) this.#readUser(content);
    return isUser;
  }

  #readUser(content: Range | undefined): void {
    const before = this.ranges.length;
    this.readTexts(content);
    this.hasUserText = this.ranges.length > before;
  }

  /** The inside of a string, as far as there is room. */
  #take(text: Range | undefined): void {
    if (text === undefined || this.#left <= 0 || !this.#parts.isString(text)) return;
    const start = text.start + 1;
    const end = Math.min(text.end - 1, start + this.#left);
    this.#left -= end - start;
    if (end > start) this.ranges.push({ start, end });
  }
}
