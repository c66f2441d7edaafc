/** Deeper than anything people or models write. JSON of some thousand levels can be read, and not be written again. */
const MOST_LEVELS = 512;

/** Whether a parsed value is nested so deep that writing it might exhaust the stack. */
export function isNestedTooDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((one) => isNestedTooDeep(one, levels - 1));
  for (const name in value) {
    if (isNestedTooDeep((value as Record<string, unknown>)[name], levels - 1)) return true;
  }
  return false;
}
