import type { EventData } from '../good-streams.ts';
import type { Dice } from './dice.ts';

/** What stands where something else was expected. */
const ODD_VALUES: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1.5,
  1e308,
  true,
  false,
  [],
  {},
  [null],
  [[]],
  ['text'],
  { type: 'text', text: null },
  { text: { text: 'deep' } },
  '\ud83d',
  '\udc00 and \0',
  'x'.repeat(3000),
  '</think>',
  '<think>',
  '[DONE]',
  '{"a":',
  { __proto__: null, constructor: 'c', toString: 1 },
];

/** Events that belong somewhere else, or nowhere. */
const STRAY_EVENTS: readonly EventData[] = [
  '[DONE]',
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{"type":',
  { type: 'ping' },
  { type: 'unknown.event', index: 0, delta: {} },
  { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  { error: { message: 'quota', code: 429, status: 'RESOURCE_EXHAUSTED' } },
  { error: null },
  { type: 'content_block_stop', index: 99 },
  { type: 'content_block_delta', index: 7, delta: { type: 'input_json_delta', partial_json: '{' } },
  { type: 'message_stop' },
  { choices: [{ index: 0, delta: { tool_calls: [] }, finish_reason: null }] },
  { choices: [{ index: 0, delta: { tool_calls: [{ index: 3, function: { arguments: '{' } }] } }] },
  { choices: [{ index: 1, delta: { content: 'another choice' } }] },
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { choices: [], usage: null },
  { type: 'response.output_text.delta', item_id: 'nobody', output_index: 9, delta: 'x' },
  { type: 'response.failed', response: { error: { code: 'server_error', message: 'broken' } } },
  { type: 'response.completed' },
  { type: 'response.output_item.done', output_index: 0, item: { type: 'function_call' } },
  { candidates: [{ content: { parts: [{ functionCall: { args: { a: 1 } } }] } }] },
  { candidates: [{ finishReason: 'MALFORMED_FUNCTION_CALL' }] },
  { promptFeedback: { blockReason: 'SAFETY' } },
  { candidates: null },
];

/** A stream that something has gone wrong with, in `count` places. */
export function mutated(events: readonly EventData[], dice: Dice, count: number): EventData[] {
  const all = [...events];
  for (let time = 0; time < count; time++) mutateOnce(all, dice);
  return all;
}

function mutateOnce(events: EventData[], dice: Dice): void {
  if (events.length === 0) return;
  const at = dice.below(events.length);
  const other = dice.below(events.length);
  const event = events[at] ?? '';
  switch (dice.below(8)) {
    case 0:
      events.splice(at, 1);
      return;
    case 1:
      events.splice(other, 0, event);
      return;
    case 2:
      [events[at], events[other]] = [events[other] ?? '', event];
      return;
    case 3:
      events.splice(at, 0, dice.one(STRAY_EVENTS));
      return;
    case 4:
      // Cut off in the middle, as a broken relay does.
      events.length = at + 1;
      return;
    case 5: {
      const text = typeof event === 'string' ? event : JSON.stringify(event);
      events[at] = text.slice(0, dice.below(text.length));
      return;
    }
    default:
      if (typeof event !== 'string') events[at] = changedEvent(event, dice);
  }
}

function changedEvent(event: EventData, dice: Dice): EventData {
  const odd = changed(event, dice);
  const isObject = typeof odd === 'object' && odd !== null && !Array.isArray(odd);
  return isObject ? (odd as EventData) : (JSON.stringify(odd) ?? '');
}

/** The value with one of its members, however deep, taken out or made something odd. */
function changed(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.1)) return dice.one(ODD_VALUES);
  if (Array.isArray(value)) {
    if (value.length === 0) return [dice.one(ODD_VALUES)];
    const at = dice.below(value.length);
    return value.with(at, changed(value[at], dice));
  }
  const names = Object.keys(value);
  if (names.length === 0) return dice.one(ODD_VALUES);
  const name = dice.one(names);
  const copy: Record<string, unknown> = { ...value };
  if (dice.chance(0.2)) delete copy[name];
  else copy[name] = changed(copy[name], dice);
  return copy;
}
