/** Models that think and refuse what steers sampling; others refuse `reasoning`. Relays put a vendor before the name. */
const REASONING_MODEL = /(?:^|[/:])(?:o\d|gpt-(?:[5-9]|\d\d)|codex)/i;

/** Those of the newer models that only chat. */
const CHATTING_MODEL = /-chat(?:-|$)/i;

export function isReasoningModel(model: string): boolean {
  return REASONING_MODEL.test(model) && !CHATTING_MODEL.test(model);
}
