import type { Protocol } from '../../main/contracts/protocol.ts';
import { AnswerConverter } from '../../main/core/convert/answer-converter.ts';
import type { AnswerScript } from '../support/convert/answer-script.ts';
import { factsOf } from '../support/convert/convert-answer.ts';
import { Dice } from '../support/convert/dice.ts';
import { RENDER } from '../support/convert/render.ts';
import { framed } from '../support/good-streams.ts';

const PIECES = 40_000;
/** Said over and over: 16 characters of one byte each. */
const PIECE = 'a piece of text ';

/**
 * What one stream makes its converter hold while it goes on and on. Responses says all of a text again at its end, so its
 * writer has to keep the text itself; that and a little is what may be held, and by the others next to nothing.
 */
export function endlessStreamGrowth(
  upstream: Protocol,
  client: Protocol,
  heapBytes: () => number,
): { readonly bytes: number; readonly isTooMuch: boolean } {
  const { head, piece } = oneText(upstream);
  const converter = new AnswerConverter(factsOf(upstream, client));
  converter.push(head);
  const feed = (): void => {
    for (let at = 0; at < PIECES; at++) converter.push(piece);
  };
  feed();
  const before = heapBytes();
  feed();
  const bytes = heapBytes() - before;
  const textBytes = PIECES * PIECE.length;
  const isRepeating = client === 'openai-responses';
  const isTooMuch = bytes > (isRepeating ? 3 * textBytes : 0) + 256 * 1024;
  if (converter.state.phase !== 'open') throw new Error('The stream was not to end.');
  return { bytes, isTooMuch };
}

/** The beginning of a stream up to its first piece of text, and that piece, which may be said again. */
function oneText(upstream: Protocol): { readonly head: Uint8Array; readonly piece: Uint8Array } {
  const script: AnswerScript = {
    id: 'endless',
    parts: [{ kind: 'text', text: PIECE }],
    stop: 'end',
    usage: { input: 1, cached: 0, output: 1, reasoning: 0 },
  };
  const events = RENDER[upstream](script, new LargestDice(0));
  const at = events.findIndex((event) => JSON.stringify(event).includes(PIECE));
  const bytes = (from: number, to: number): Uint8Array =>
    new TextEncoder().encode(framed(upstream, events.slice(from, to)));
  return { head: bytes(0, at), piece: bytes(at, at + 1) };
}

/** Dice that leave a text in one piece. */
class LargestDice extends Dice {
  override below(limit: number): number {
    return limit - 1;
  }

  override chance(): boolean {
    return false;
  }
}
