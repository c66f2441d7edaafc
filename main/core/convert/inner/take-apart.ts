import type { AnswerPart, InnerAnswer, InnerEvent, StartedPart } from './answer.ts';
import { argumentsText } from './arguments.ts';
import type { Signature } from './parts.ts';

/** A whole answer as the events of a stream, for a client that asked for one. */
export function eventsOf(answer: InnerAnswer): InnerEvent[] {
  const { id, model, usage, stop, stopSequence } = answer;
  const events: InnerEvent[] = [{ kind: 'start', id, model, usage }];
  for (const part of answer.parts) addPart(events, part);
  if (usage !== null) events.push({ kind: 'usage', usage });
  events.push({ kind: 'stop', reason: stop, sequence: stopSequence }, { kind: 'end' });
  return events;
}

function addPart(events: InnerEvent[], part: AnswerPart): void {
  const say = (started: StartedPart, text: string, signature: Signature | null = null): void => {
    events.push({ kind: 'partStart', part: started });
    if (text !== '') events.push({ kind: 'delta', text });
    if (part.kind === 'text') {
      for (const citation of part.citations) events.push({ kind: 'citation', citation });
    }
    events.push({ kind: 'partEnd', signature, isWhole: true });
  };
  switch (part.kind) {
    case 'text':
    case 'refusal':
      say({ kind: part.kind }, part.text);
      return;
    case 'thinking':
      say({ kind: 'thinking', isRedacted: part.isRedacted }, part.text, part.signature);
      return;
    case 'toolCall': {
      const { arguments: given, cache: _, ...started } = part;
      const text = part.isFreeform && given.kind === 'text' ? given.text : argumentsText(given);
      say(started, text);
      return;
    }
    case 'media':
    case 'hosted':
      say(part, '');
  }
}
