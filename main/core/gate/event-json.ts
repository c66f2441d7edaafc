/** What an event's data says, read tolerantly: vendors leave members out and add their own. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that the text is, or null when it is none. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // Not JSON is one of the things an event can be.
    return null;
  }
}

/** A member that is an object; null when it is missing or something else. */
export function objectAt(parent: JsonObject | null, name: string): JsonObject | null {
  const value = parent?.[name];
  return isObject(value) ? value : null;
}

/** The objects of a member that is a list; empty when it is missing or something else. */
export function objectsAt(parent: JsonObject | null, name: string): readonly JsonObject[] {
  const value = parent?.[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/**
 * Whether a value says anything. Vendors write `"error": null`, `""`, `{}` and `false` for "no error", and `""` or `[]`
 * for "no content".
 */
export function hasSubstance(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return typeof value === 'number' || value === true;
}

/** As `hasSubstance`, for a piece of text: a lone space or line break is output too. */
export function hasText(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : hasSubstance(value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
