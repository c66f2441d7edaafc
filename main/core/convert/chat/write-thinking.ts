import type { JsonObject } from '../../gate/event-json.ts';
import type { Quirks } from '../inner/quirks.ts';
import { budgetOf, nearestEffort } from '../inner/reasoning.ts';
import type { Effort, Reasoning } from '../inner/request.ts';
import { isReasoningModel } from '../responses/reasoning-model.ts';

/** Models beside OpenAI's that take `reasoning_effort` under that name. */
const TAKES_EFFORT = /(?:^|[/:])(?:gpt-oss|grok-[3-9]|gemini-(?:2\.5|[3-9]))/i;

/** How a vendor is asked to think, or not to. An unknown model is not asked at all: it may refuse the question. */
export function writeThinking(
  reasoning: Reasoning | null,
  quirks: Quirks,
  model: string,
): JsonObject {
  if (reasoning === null) return {};
  const effort = nearestEffort(reasoning);
  switch (quirks.thinking) {
    case 'object': {
      if (!reasoning.isOn || effort === 'none') return { reasoning: { enabled: false } };
      const budget = reasoning.effort === null ? budgetOf(reasoning) : null;
      if (budget !== null) return { reasoning: { max_tokens: budget } };
      return { reasoning: effort === null ? { enabled: true } : { effort: known(effort) } };
    }
    case 'switch':
      return { thinking: { type: reasoning.isOn && effort !== 'none' ? 'enabled' : 'disabled' } };
    case 'flag':
      return { enable_thinking: reasoning.isOn && effort !== 'none' };
    case 'effort':
      return effort === null ? {} : { reasoning_effort: known(effort) };
    case null:
      return writeEffort(effort, model);
    case 'budget':
    case 'adaptive':
    case 'none':
      return {};
  }
}

function writeEffort(effort: Effort | null, model: string): JsonObject {
  const isOpenAi = isReasoningModel(model);
  if (effort === null || !(isOpenAi || TAKES_EFFORT.test(model))) return {};
  // Not every model can be kept from thinking; the least there is comes nearest.
  return { reasoning_effort: effort === 'none' ? 'low' : known(effort) };
}

/** `max` and `xhigh` are words of few. */
function known(effort: Effort): Effort {
  return effort === 'max' || effort === 'xhigh' ? 'high' : effort;
}
