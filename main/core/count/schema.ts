import { isObject } from './json.ts';

/** Named properties of a JSON schema, at any depth. */
export function countProperties(schema: unknown): number {
  let count = 0;
  const pending = [schema];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Array.isArray(value)) pending.push(...(value as unknown[]));
    if (!isObject(value)) continue;
    if (isObject(value['properties'])) count += Object.keys(value['properties']).length;
    for (const part of Object.values(value))
      if (part !== null && typeof part === 'object') pending.push(part);
  }
  return count;
}
