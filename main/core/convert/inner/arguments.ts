import { parseObject, type JsonObject } from '../../gate/event-json.ts';
import { isNestedTooDeep } from '../nesting.ts';
import type { CallArguments } from './parts.ts';

/** Arguments as JSON text; nothing said is an empty object. Text stays as it came, so that prompts stay cached. */
export function argumentsText(given: CallArguments): string {
  if (given.kind === 'value') return JSON.stringify(given.value);
  return given.text === '' ? '{}' : given.text;
}

/** Arguments as an object; null when their text is none, as that of a call that was cut. */
export function argumentsValue(given: CallArguments): JsonObject | null {
  if (given.kind === 'value') return given.value;
  const value = given.text.trim() === '' ? {} : parseObject(given.text);
  return isNestedTooDeep(value) ? null : value;
}
