import {
  ALL_CODINGS,
  describeMatrix,
  unseen,
  type Fate,
  type Fault,
  type Opened,
} from './fates.ts';

const OVERLOADED: Opened = { kind: 'model', reason: 'overloaded', seconds: 10 };
const QUOTA: Opened = { kind: 'key', reason: 'quota', seconds: 3600, isStated: true };

/** In all codings: what is wrong stands in the body alone. */
function hidden(name: string, mood: string, fate: Fault['fate']): Fault {
  return { name, mood, fate, codings: ALL_CODINGS };
}

function flaw(outcome: 'html' | 'empty'): Fate {
  return unseen(outcome, { kind: 'model', reason: outcome, seconds: 120 });
}

/** Who did not ask for a stream is told by the status. */
function firstEvent(opened: Opened): Fault['fate'] {
  return ({ isStreaming }) => unseen(isStreaming ? 'errorEvent' : 'answered', opened);
}

describeMatrix('an error inside a 200', [
  hidden('soft error JSON', 'soft-error', unseen('softError', OVERLOADED)),
  hidden('soft error JSON of 20 KB', 'soft-error-large', unseen('softError', OVERLOADED)),
  hidden('soft error text', 'soft-error-text', unseen('softError', OVERLOADED)),
  hidden('quota 1308 in a 200', 'quota-ok-60', unseen('softError', QUOTA)),
  hidden('error as first event', 'error-first', firstEvent(OVERLOADED)),
  hidden('ping then error', 'error-after-ping', firstEvent(OVERLOADED)),
  hidden('quota 1308 as event', 'quota-event-60', firstEvent(QUOTA)),
]);

describeMatrix('a 200 that is no answer', [
  hidden('empty 200', 'empty', flaw('empty')),
  hidden('no events', 'empty-stream', flaw('empty')),
  hidden('nothing but pings', 'pings', flaw('empty')),
  hidden('HTML 200', 'html-200', flaw('html')),
]);

describeMatrix('a good answer', [
  hidden('talks about errors', 'innocent', { kind: 'relayed', status: 200 }),
  hidden('is long', 'healthy-3000', { kind: 'relayed', status: 200 }),
]);
