import type { EventData } from '../good-streams.ts';
import { pieces, type AnswerScript, type ScriptPart } from './answer-script.ts';
import type { Dice } from './dice.ts';

const STOP = { end: 'end_turn', toolCalls: 'tool_use', maxTokens: 'max_tokens' };

export function renderAnthropic(script: AnswerScript, dice: Dice): EventData[] {
  const { input, cached, output } = script.usage;
  const message = {
    id: `msg_${script.id}`,
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: input - cached,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: cached,
      output_tokens: 1,
    },
  };
  return [
    { type: 'message_start', message },
    ...(dice.chance(0.5) ? [{ type: 'ping' }] : []),
    ...script.parts.flatMap((part, index) => block(part, index, dice)),
    {
      type: 'message_delta',
      delta: { stop_reason: STOP[script.stop], stop_sequence: null },
      usage: { output_tokens: output },
    },
    { type: 'message_stop' },
  ];
}

function block(part: ScriptPart, index: number, dice: Dice): EventData[] {
  const start = (content_block: object): EventData => ({
    type: 'content_block_start',
    index,
    content_block,
  });
  const delta = (said: object): EventData => ({ type: 'content_block_delta', index, delta: said });
  const end: EventData = { type: 'content_block_stop', index };
  switch (part.kind) {
    case 'thinking': {
      const { text, signature } = part;
      const thoughts = pieces(dice, text).map((thinking) =>
        delta({ type: 'thinking_delta', thinking }),
      );
      const begin = start({ type: 'thinking', thinking: '', signature: '' });
      return [begin, ...thoughts, delta({ type: 'signature_delta', signature }), end];
    }
    case 'text': {
      const texts = pieces(dice, part.text).map((text) => delta({ type: 'text_delta', text }));
      return [start({ type: 'text', text: '' }), ...texts, end];
    }
    case 'call': {
      const { id, name, input } = part;
      const json = JSON.stringify(input);
      const inputs = ['', ...(json === '{}' ? [] : pieces(dice, json))];
      const deltas = inputs.map((partial_json) =>
        delta({ type: 'input_json_delta', partial_json }),
      );
      return [start({ type: 'tool_use', id, name, input: {} }), ...deltas, end];
    }
  }
}
