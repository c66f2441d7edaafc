import type { JsonObject } from '../../gate/event-json.ts';
import type { WriteFacts } from '../codec.ts';
import { budgetOf, nearestEffort } from '../inner/reasoning.ts';
import type { Effort, InnerRequest } from '../inner/request.ts';
import { canThink, thinksAdaptively } from './models.ts';

/** Smaller budgets are refused. */
const LEAST_BUDGET = 1024;
/** What is left for the answer when the budget has to be cut. */
const LEAST_ANSWER = 1024;

export type Thinking = {
  readonly isOn: boolean;
  /** `thinking`, and the effort of `output_config`. */
  readonly members: JsonObject;
  readonly effort: Effort | null;
};

const OFF: Thinking = { isOn: false, members: {}, effort: null };

/**
 * How thinking is asked for. It is left out where the service would refuse the request for it: beside a forced tool, with
 * too small a limit, and in a loop of tools that began without it. `disabled` is never written, because some refuse it
 * beside an effort and none needs it.
 */
export function writeThinking(
  request: InnerRequest,
  facts: WriteFacts,
  maxTokens: number,
): Thinking {
  const { reasoning, toolChoice } = request;
  const { quirks, model } = facts;
  if (reasoning?.isOn !== true || quirks.thinking === 'none' || !canThink(model)) return OFF;
  if (toolChoice?.kind === 'any' || toolChoice?.kind === 'tool') return OFF;
  const effort = nearestEffort(reasoning);
  if (effort === 'none') return OFF;
  const isAdaptive =
    quirks.thinking === 'adaptive' || (quirks.thinking !== 'budget' && thinksAdaptively(model));
  if (isAdaptive) {
    return { isOn: true, members: { thinking: { type: 'adaptive' } }, effort: knownEffort(effort) };
  }
  const wanted = Math.max(LEAST_BUDGET, budgetOf(reasoning) ?? LEAST_BUDGET * 8);
  const budget = Math.min(wanted, maxTokens - LEAST_ANSWER);
  if (budget < LEAST_BUDGET || isInsideLoopWithoutThinking(request)) return OFF;
  return {
    isOn: true,
    members: { thinking: { type: 'enabled', budget_tokens: budget } },
    effort: null,
  };
}

/** Anthropic knows `low` to `max`. */
function knownEffort(effort: Effort | null): Effort | null {
  if (effort === 'minimal') return 'low';
  return effort === 'xhigh' ? 'max' : effort;
}

/** The answer to a tool's result continues the turn of the call, which must have begun with thinking. */
function isInsideLoopWithoutThinking({ turns }: InnerRequest): boolean {
  if (turns.at(-1)?.parts[0]?.kind !== 'toolResult') return false;
  const called = turns.findLast(({ role }) => role === 'assistant');
  const [first] = called?.parts ?? [];
  return first?.kind !== 'thinking' || first.signature?.protocol !== 'anthropic';
}
