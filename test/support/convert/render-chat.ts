import type { EventData } from '../good-streams.ts';
import { pieces, type AnswerScript, type ScriptPart } from './answer-script.ts';
import type { Dice } from './dice.ts';

const FINISH = { end: 'stop', toolCalls: 'tool_calls', maxTokens: 'length' };

/** Chat as its vendors speak it: with `reasoning_content` or `reasoning`, whole calls or calls in pieces. */
export function renderChat(script: AnswerScript, dice: Dice): EventData[] {
  const { input, cached, output, reasoning } = script.usage;
  const head = {
    id: `chatcmpl-${script.id}`,
    object: 'chat.completion.chunk',
    created: 1_760_000_000,
    model: 'gpt-5',
  };
  const chunk = (delta: object, finish_reason: string | null = null): EventData => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason }],
  });
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
  const thought = dice.one(['reasoning_content', 'reasoning']);
  let call = -1;
  const said = script.parts.flatMap((part) => {
    if (part.kind === 'call') call++;
    return deltas(part, call, thought, dice).map((delta) => chunk(delta));
  });
  return [
    chunk({ role: 'assistant', content: dice.chance(0.5) ? '' : null }),
    ...said,
    chunk({}, FINISH[script.stop]),
    { ...head, choices: [], usage },
    '[DONE]',
  ];
}

function deltas(part: ScriptPart, index: number, thought: string, dice: Dice): object[] {
  switch (part.kind) {
    case 'thinking':
      return pieces(dice, part.text).map((text) => ({ [thought]: text }));
    case 'text':
      return pieces(dice, part.text).map((content) => ({ content }));
    case 'call': {
      const json = JSON.stringify(part.input);
      const { id, name } = part;
      const begin = (text: string): object => ({
        tool_calls: [{ index, id, type: 'function', function: { name, arguments: text } }],
      });
      if (dice.chance(0.2)) return [begin(json)];
      const more = pieces(dice, json).map((text) => ({
        tool_calls: [{ index, function: { arguments: text } }],
      }));
      return [begin(''), ...more];
    }
  }
}
