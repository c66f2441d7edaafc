import type { Operation } from '../core/route.ts';
import { findMintedId } from '../core/minted-id.ts';
import type { Candidate } from '../core/select.ts';
import { codingsOf, decodeBeginning } from './content-coding.ts';
import type { ProxyDeps } from './deps.ts';
import type { Answered } from './forward.ts';
import { headerOf } from './raw-headers.ts';

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

/** Reads the beginning of an answer beside the client, to learn which id it minted. */
export class AnswerTap {
  readonly #chunks: Buffer[] = [];
  #size = 0;

  take(chunk: Buffer): void {
    if (this.#size >= MAX_TAPPED_BYTES) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  beginning(): Buffer {
    return Buffer.concat(this.#chunks).subarray(0, MAX_TAPPED_BYTES);
  }
}

export function tapFor(method: string, operation: Operation, answered: Answered): AnswerTap | null {
  if (method !== 'POST' || MINTS_NOTHING.has(operation) || answered.status >= 300) return null;
  return new AnswerTap();
}

/** Remembers who minted the id that the answer begins with, if it does. */
export async function rememberMinted(
  tap: AnswerTap | null,
  answered: Answered,
  candidate: Candidate,
  deps: Pick<ProxyDeps, 'minted' | 'clock'>,
): Promise<void> {
  if (tap === null) return;
  const { headers } = answered.head;
  const codings = codingsOf(headerOf(headers, 'content-encoding'));
  const beginning = await decodeBeginning(tap.beginning(), codings, MAX_TAPPED_BYTES);
  if (beginning === null) return;
  const id = findMintedId(beginning, headerOf(headers, 'content-type') ?? '');
  if (id === null) return;
  const { eligible, key } = candidate;
  const mintedAt = deps.clock.now();
  deps.minted.add({ id, channelId: eligible.channel.id, keyId: key.id, mintedAt });
}
