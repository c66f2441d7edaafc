import type { Protocol } from '../contracts/protocol.ts';
import { LF, OPEN_BRACKET, OPEN_BRACE } from '../core/ascii.ts';
import { spaceEnd } from '../core/json-lexer.ts';
import type { Operation } from '../core/route.ts';
import { ArrayStreamJudge } from './gate-array.ts';
import { FirstByteJudge, WholeBodyJudge } from './gate-body.ts';
import { EventStreamJudge } from './gate-events.ts';
import type { BodyJudge } from './gate-judge.ts';

/** What of a request tells how its answer proves itself. */
export type GateRequest = {
  readonly method: string;
  /** Protocol in which the upstream answers. */
  readonly protocol: Protocol;
  readonly operation: Operation;
  readonly isStreaming: boolean;
  /** Answers without content are to be told. */
  readonly isEmptyWanted?: boolean;
};

/** Operations whose streams have the events that the gates know. */
const STREAMED: ReadonlySet<Operation> = new Set([
  'messages',
  'chat',
  'completions',
  'responses',
  'generate',
]);

/** How the lines of an event stream begin. */
const EVENT_START = /^(?::|data:|event:|id:|retry:)/;
const LONGEST_EVENT_START = 6;

/** JSON, words, or nothing said; not JSON lines or sequences, which are read as they come. */
const IS_TEXT = /^$|^text\/|^application\/(?:[^;]*\+)?json\b(?!-)/;

const LESS_THAN = 0x3c;

/**
 * Whether the content type decides alone. Null when the first bytes have to: gateways send errors as event streams,
 * event streams as JSON, and either without a type.
 */
export function judgeByHead(request: GateRequest, contentType: string): BodyJudge | null {
  const mayBeEmpty = request.operation === 'other';
  // What was stored earlier may well be an error: `GET /v1/responses/{id}` of one that failed.
  if (request.method !== 'POST') return new FirstByteJudge(true);
  // Their answers are JSON or events, whatever the head calls them.
  if (STREAMED.has(request.operation)) return null;
  return isEvents(contentType) || !IS_TEXT.test(contentType)
    ? new FirstByteJudge(mayBeEmpty)
    : new WholeBodyJudge(contentType, mayBeEmpty, emptyIn(request));
}

/** Decides by the first bytes; null when more of them are needed. `isAll`: there will be no more. */
export function judgeByStart(
  request: GateRequest,
  contentType: string,
  start: Buffer,
  isAll: boolean,
): BodyJudge | null {
  const at = spaceEnd(start, start.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0, start.length);
  if (at === start.length)
    return isAll ? new WholeBodyJudge(contentType, false, emptyIn(request)) : null;
  const { protocol, isStreaming, isEmptyWanted = false } = request;
  const first = start[at];
  if (first === OPEN_BRACKET && isStreaming && protocol === 'gemini') {
    return new ArrayStreamJudge(protocol, isEmptyWanted);
  }
  // No line of an event stream begins like JSON or HTML.
  if (first === OPEN_BRACKET || first === OPEN_BRACE || first === LESS_THAN) {
    return new WholeBodyJudge(contentType, false, emptyIn(request));
  }
  if (isEvents(contentType)) return new EventStreamJudge(protocol, isEmptyWanted);
  const isDecided = isAll || start.length - at >= LONGEST_EVENT_START || start.includes(LF, at);
  if (!isDecided) return null;
  const beginning = start.toString('latin1', at, at + LONGEST_EVENT_START);
  return EVENT_START.test(beginning)
    ? new EventStreamJudge(protocol, isEmptyWanted)
    : new WholeBodyJudge(contentType, false, emptyIn(request));
}

function emptyIn({ protocol, isEmptyWanted }: GateRequest): Protocol | null {
  return isEmptyWanted === true ? protocol : null;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function isEvents(contentType: string): boolean {
  return contentType.startsWith('text/event-stream');
}
