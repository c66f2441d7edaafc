import type { Protocol } from '../contracts/protocol.ts';
import type { Flaw } from '../core/outcome.ts';
import { eventContent } from '../core/rules/empty-answer.ts';
import type { SseEvent } from '../core/sse.ts';

/** How a body proved itself, or why it is none; `text` is what it says about its failure, decoded. */
export type Judgement = ProvenAnswer | FlawedAnswer;

/** `isEmpty`: it is over and has no content. Found out only where somebody asks for it. */
export type ProvenAnswer = { readonly ok: true; readonly isEmpty?: true };

export type FlawedAnswer = {
  readonly ok: false;
  readonly kind: 'flaw';
  readonly flaw: Flaw;
  readonly text: string;
};

/** How a body that was let through came to its end. */
export type EndReport = {
  /** Null when nobody could tell: a body without events, or in a coding that cannot be read. */
  readonly sawEnd: boolean | null;
  /** Data of an error event that passed; null when there was none. */
  readonly error: string | null;
  /** Bytes of an unfinished event that the client does not get. */
  readonly tailDropped: number;
};

/** Reads the decoded body beside the client: first to open the gate, then to see how it ends. */
export type BodyJudge = {
  /** The next bytes while the gate is closed; null as long as they leave it closed. */
  read(plain: Buffer): Judgement | null;
  /** The body ended cleanly while the gate was closed. */
  readEnd(): Judgement;
  /** What of the bytes read so far may pass when the gate opens; null for all of them. */
  passable(): readonly Buffer[] | null;
  /** The next bytes after the gate has opened; returns what may pass now. */
  pass(plain: Buffer): Buffer | null;
  /** The body has ended, cleanly or not; returns what may pass after all. */
  passEnd(isClean: boolean): Buffer | null;
  report(): EndReport;
  /** False when nothing that follows would be looked at. */
  readonly isWatching: boolean;
  /** Whether an event may be written behind what has passed. */
  readonly isEventStream: boolean;
};

export const OPEN: Judgement = { ok: true };
export const OPEN_EMPTY: Judgement = { ok: true, isEmpty: true };

/** More than this is let through unjudged: it is no error, and holding it would cost memory. */
export const MAX_GATED_BYTES = 1024 * 1024;

/** As much of a failed answer as anybody reads. */
export const MAX_TEXT_BYTES = 64 * 1024;

export const NOTHING_KNOWN: EndReport = { sawEnd: null, error: null, tailDropped: 0 };

export function flawed(flaw: Flaw, text: string | Buffer): FlawedAnswer {
  const shown = typeof text === 'string' ? text : text.toString('utf8', 0, MAX_TEXT_BYTES);
  return { ok: false, kind: 'flaw', flaw, text: shown };
}

/**
 * What an event means that opens the gate. Where empty answers are to be told (`emptyIn`, the protocol), one that brings
 * no content yet leaves the gate closed: null.
 */
export function judgeOpening(event: SseEvent, emptyIn: Protocol | null): Judgement | null {
  if (emptyIn === null) return OPEN;
  switch (eventContent(emptyIn, event)) {
    case 'content':
      return OPEN;
    case 'hollow':
      return null;
    case 'empty':
      return OPEN_EMPTY;
  }
}
