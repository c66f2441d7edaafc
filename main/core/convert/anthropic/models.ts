/** Claude 4.6 and later think as much as they like and take an effort; older ones want a budget. */
const ADAPTIVE = /claude-(?:[a-z]+-)?(?:4-[6-9](?!\d)|4\.[6-9]|[5-9](?:[-.@:]|$)|\d\d)/i;

/** Without any way to think: Claude 3.5 and older. */
const THOUGHTLESS = /claude-(?:instant|2|3-(?:5-)?(?:haiku|sonnet|opus))/i;

export function thinksAdaptively(model: string): boolean {
  return ADAPTIVE.test(model);
}

export function canThink(model: string): boolean {
  return !THOUGHTLESS.test(model) || /claude-3-7/i.test(model);
}
