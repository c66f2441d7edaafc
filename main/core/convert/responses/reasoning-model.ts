import type { Effort } from '../inner/request.ts';

/** Models that think and refuse what steers sampling; others refuse `reasoning`. Relays put a vendor before the name. */
const REASONING_MODEL = /(?:^|[/:])(?:o\d|gpt-(?:[5-9]|\d\d)|codex)/i;

/** OpenAI's models that only chat. */
const CHATTING_MODEL = /gpt-[34](?!\d)|-chat(?:-|$)/i;

export function isReasoningModel(model: string): boolean {
  return REASONING_MODEL.test(model) && !isChattingModel(model);
}

export function isChattingModel(model: string): boolean {
  return CHATTING_MODEL.test(model);
}

/** The effort that this model knows and that is nearest to what was asked for; others are refused. */
export function openAiEffort(effort: Effort, model: string): Effort {
  const [, major, minor] = /gpt-(\d+)(?:\.(\d+))?/i.exec(model) ?? [];
  const generation = Number(major ?? 0) + Number(minor ?? 0) / 10;
  const isCodex = /codex/i.test(model);
  switch (effort) {
    case 'none':
      if (generation > 5 && !isCodex) return 'none';
      return generation === 5 && !isCodex ? 'minimal' : 'low';
    case 'minimal':
      return generation === 5 && !isCodex ? 'minimal' : 'low';
    case 'xhigh':
    case 'max':
      return generation > 5.15 || /codex-max/i.test(model) ? 'xhigh' : 'high';
    case 'low':
    case 'medium':
    case 'high':
      return effort;
  }
}
