import type { JsonObject } from '../../../main/core/gate/event-json.ts';
import type { EventData } from '../good-streams.ts';
import { pieces, type AnswerScript, type ScriptPart } from './answer-script.ts';
import type { Dice } from './dice.ts';

type Item = {
  readonly added: JsonObject;
  readonly events: JsonObject[];
  readonly done: JsonObject;
};

export function renderResponses(script: AnswerScript, dice: Dice): EventData[] {
  const { input, cached, output, reasoning } = script.usage;
  const isCut = script.stop === 'maxTokens';
  const response = {
    id: `resp_${script.id}`,
    object: 'response',
    created_at: 1_760_000_000,
    model: 'gpt-5',
    incomplete_details: null,
  };
  const items = script.parts.map((part, index) => item(part, index, script.id, dice));
  const begun = { ...response, status: 'in_progress', output: [], usage: null };
  const final = {
    ...response,
    status: isCut ? 'incomplete' : 'completed',
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    output: items.map(({ done }) => done),
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output,
    },
  };
  const events: JsonObject[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap(({ added, events: inner, done }, output_index) => [
      { type: 'response.output_item.added', output_index, item: added },
      ...inner.map((event) => ({ ...event, output_index, item_id: added['id'] })),
      { type: 'response.output_item.done', output_index, item: done },
    ]),
    { type: isCut ? 'response.incomplete' : 'response.completed', response: final },
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

function item(part: ScriptPart, index: number, unique: string, dice: Dice): Item {
  const id = (prefix: string): string => `${prefix}_${unique}_${String(index)}`;
  switch (part.kind) {
    case 'thinking': {
      const { text, signature } = part;
      const at = { summary_index: 0 };
      const summary = { type: 'summary_text', text };
      const base = { id: id('rs'), type: 'reasoning' };
      const kind = 'response.reasoning_summary';
      return {
        added: { ...base, summary: [] },
        events: [
          { type: `${kind}_part.added`, ...at, part: { ...summary, text: '' } },
          ...pieces(dice, text).map((delta) => ({ type: `${kind}_text.delta`, ...at, delta })),
          { type: `${kind}_text.done`, ...at, text },
          { type: `${kind}_part.done`, ...at, part: summary },
        ],
        done: { ...base, summary: [summary], encrypted_content: signature },
      };
    }
    case 'text': {
      const { text } = part;
      const at = { content_index: 0 };
      const whole = { type: 'output_text', text, annotations: [] };
      const base = { id: id('msg'), type: 'message', role: 'assistant' };
      return {
        added: { ...base, status: 'in_progress', content: [] },
        events: [
          { type: 'response.content_part.added', ...at, part: { ...whole, text: '' } },
          ...pieces(dice, text).map((delta) => ({
            type: 'response.output_text.delta',
            ...at,
            delta,
          })),
          { type: 'response.output_text.done', ...at, text },
          { type: 'response.content_part.done', ...at, part: whole },
        ],
        done: { ...base, status: 'completed', content: [whole] },
      };
    }
    case 'call': {
      const text = JSON.stringify(part.input);
      const base = { id: id('fc'), type: 'function_call', call_id: part.id, name: part.name };
      const kind = 'response.function_call_arguments';
      return {
        added: { ...base, status: 'in_progress', arguments: '' },
        events: [
          ...pieces(dice, text).map((delta) => ({ type: `${kind}.delta`, delta })),
          { type: `${kind}.done`, arguments: text },
        ],
        done: { ...base, status: 'completed', arguments: text },
      };
    }
  }
}
