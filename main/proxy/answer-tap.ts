import type { Operation } from '../core/route.ts';
import { findMintedId } from '../core/minted-id.ts';
import type { Candidate } from '../core/select.ts';
import { codingsOf, decodeBeginning } from './content-coding.ts';
import type { ProxyDeps } from './deps.ts';

import { headerOf } from './raw-headers.ts';
import type { AnswerHead } from './upstream-answer.ts';

/** Enough to meet the id of every answer that mints one; what follows is not looked at. */
const MAX_TAPPED_BYTES = 64 * 1024;

/** Operations whose answers name nothing that a later request could ask for. */
const MINTS_NOTHING = new Set<Operation>([
  'messages',
  'countTokens',
  'chat',
  'completions',
  'embeddings',
  'generate',
]);

type Book = Pick<ProxyDeps, 'minted' | 'clock'>;

/** Reads the beginning of an answer beside the client, to remember who minted the id in it. */
export class AnswerTap {
  readonly #head: AnswerHead;
  readonly #candidate: Candidate;
  readonly #book: Book;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(head: AnswerHead, candidate: Candidate, book: Book) {
    this.#head = head;
    this.#candidate = candidate;
    this.#book = book;
  }

  take(chunk: Buffer): void {
    if (this.#size >= MAX_TAPPED_BYTES) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** To be awaited before the client has the whole answer: its next request may name the id. */
  async remember(): Promise<void> {
    const { headers } = this.#head;
    const codings = codingsOf(headerOf(headers, 'content-encoding'));
    const beginning = Buffer.concat(this.#chunks).subarray(0, MAX_TAPPED_BYTES);
    const decoded = await decodeBeginning(beginning, codings, MAX_TAPPED_BYTES);
    if (decoded === null) return;
    const id = findMintedId(decoded, headerOf(headers, 'content-type') ?? '');
    if (id === null) return;
    const { eligible, key } = this.#candidate;
    const mintedAt = this.#book.clock.now();
    this.#book.minted.add({ id, channelId: eligible.channel.id, keyId: key.id, mintedAt });
  }
}

/** Null when the answer cannot mint anything. */
export function tapFor(
  method: string,
  operation: Operation,
  head: AnswerHead,
  candidate: Candidate,
  book: Book,
): AnswerTap | null {
  if (method !== 'POST' || MINTS_NOTHING.has(operation)) return null;
  return new AnswerTap(head, candidate, book);
}
