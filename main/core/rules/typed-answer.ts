import type { Protocol } from '../../contracts/protocol.ts';
import { createStreamGate } from '../gate/stream-gate.ts';
import { wholeAnswerFlaw } from '../gate/whole-answer.ts';
import type { OutcomeFacts } from '../outcome.ts';
import { SseParser } from '../sse.ts';
import { encodeUtf8 } from '../utf8.ts';
import { eventContent, isEmptyBody } from './empty-answer.ts';

type Typed = {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly protocol: Protocol;
};

export type TypedFacts = { readonly outcome: OutcomeFacts; readonly isEmpty: boolean };

/** How the gate would find an answer whose whole text is given: that of a stream, or any other. */
export function typedFacts({ status, contentType, text, protocol }: Typed): TypedFacts {
  const answered = (isEmpty: boolean): TypedFacts => ({
    outcome: { kind: 'answered', status },
    isEmpty,
  });
  if (status >= 300) return answered(false);
  if (/^\s*(?:data|event|id|retry)?:/.test(text)) return streamFacts(status, protocol, text);
  const flaw = wholeAnswerFlaw(encodeUtf8(text), contentType);
  if (flaw === null) return answered(isEmptyBody(protocol, text));
  return { outcome: { kind: 'unproven', status, flaw }, isEmpty: flaw === 'empty' };
}

function streamFacts(status: number, protocol: Protocol, text: string): TypedFacts {
  const gate = createStreamGate(protocol);
  for (const event of new SseParser().push(encodeUtf8(`${text}\n\n`))) {
    const sign = gate.read(event);
    if (typeof sign === 'object') {
      return { outcome: { kind: 'unproven', status, flaw: 'errorEvent' }, isEmpty: false };
    }
    const content = sign === 'open' ? eventContent(protocol, event) : 'hollow';
    if (content !== 'hollow') {
      return { outcome: { kind: 'answered', status }, isEmpty: content === 'empty' };
    }
  }
  return { outcome: { kind: 'unproven', status, flaw: 'empty' }, isEmpty: true };
}
