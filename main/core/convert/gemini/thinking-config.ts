import type { JsonObject } from '../../gate/event-json.ts';
import { budgetOf, nearestEffort } from '../inner/reasoning.ts';
import type { Reasoning } from '../inner/request.ts';
import { geminiModel, type GeminiModel } from './models.ts';

/** The least and the most that may be thought, by size of the model; less than the least is only nothing at all. */
const BUDGETS = {
  pro: { least: 128, most: 32_768, mayBeOff: false },
  flash: { least: 1, most: 24_576, mayBeOff: true },
  flashLite: { least: 512, most: 24_576, mayBeOff: true },
} as const;

/** How much to think, as this model wants to be told; null where it does not think, or nothing is said. */
export function thinkingConfig(reasoning: Reasoning | null, name: string): JsonObject | null {
  const model = geminiModel(name);
  const { generation } = model;
  // Older models refuse the member.
  if (reasoning === null || (generation !== null && generation < 2.5)) return null;
  const isShown = reasoning.isOn && reasoning.summary !== 'none';
  const amount =
    generation !== null && generation >= 3
      ? levelFor(reasoning, model)
      : budgetFor(reasoning, model);
  return { ...amount, includeThoughts: isShown };
}

function levelFor(reasoning: Reasoning, { size, generation }: GeminiModel): JsonObject {
  const effort = nearestEffort(reasoning);
  switch (effort) {
    case null:
      return {};
    case 'none':
    case 'minimal':
      // The large models cannot be kept from thinking.
      return { thinkingLevel: size === 'pro' ? 'low' : 'minimal' };
    case 'low':
      return { thinkingLevel: 'low' };
    case 'medium':
      return { thinkingLevel: size === 'pro' && generation === 3 ? 'high' : 'medium' };
    case 'high':
    case 'xhigh':
    case 'max':
      return { thinkingLevel: 'high' };
  }
}

function budgetFor(reasoning: Reasoning, { size }: GeminiModel): JsonObject {
  const { least, most, mayBeOff } = BUDGETS[size ?? 'flash'];
  if (!reasoning.isOn) return { thinkingBudget: mayBeOff ? 0 : least };
  const budget = budgetOf(reasoning);
  if (budget === null) return { thinkingBudget: -1 };
  return { thinkingBudget: Math.min(Math.max(budget, least), most) };
}
