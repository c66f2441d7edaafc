import { ALL_CODINGS, describeMatrix, unseen, type Fate, type Fault } from './fates.ts';

function inArray(name: string, mood: string, fate: Fate, codings = ALL_CODINGS): Fault {
  return { name, mood, fate, codings, isArray: true };
}

/** No error can be written behind half an array. */
const CUT_OFF: Fate = { kind: 'broken', end: 'connection' };

describeMatrix("Gemini's stream as a JSON array", [
  inArray('a good answer', 'innocent', { kind: 'relayed', status: 200 }),
  inArray(
    'error as first element',
    'error-first',
    unseen('errorEvent', { kind: 'model', reason: 'overloaded', seconds: 10 }),
  ),
  inArray(
    'no elements',
    'empty-stream',
    unseen('empty', { kind: 'model', reason: 'empty', seconds: 120 }),
  ),
  inArray('error in the middle', 'error-middle', { kind: 'broken', end: 'ownEvent' }),
  inArray('no end', 'no-end', CUT_OFF),
  inArray('reset in the middle', 'reset-middle', CUT_OFF, ['plain']),
  inArray('close inside an element', 'close-inside-event', CUT_OFF, ['plain']),
  inArray('hang in the middle', 'hang-middle', CUT_OFF),
]);
