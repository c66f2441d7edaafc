import { isRecord, looksLikeHtml, parsed, withoutMark } from './evidence/upstream-error.ts';
import type { Flaw } from './outcome.ts';

/** How the two known busy messages begin, which relays send as plain text with a 200. */
const BUSY_BEGINNINGS = ['当前模型负载过高', 'Current model load too high'];

/** A longer text that begins like this is an answer. */
const MAX_BUSY_BYTES = 256;

/**
 * What is wrong with the whole decoded body of a 2xx, up to 64 KiB; null when nothing is. Only the top level speaks:
 * an answer may talk about errors as it likes. Whether JSON is whole and an event stream has its events is judged
 * elsewhere, and `{}` passes because that is how Gemini confirms a deletion.
 */
export function softErrorIn(text: string, contentType: string): Flaw | null {
  const body = withoutMark(text).trim();
  if (body === '') return 'empty';
  if (/^[[{]/.test(body)) return isErrorBody(parsed(body)) ? 'softError' : null;
  if (looksLikeHtml(body)) return 'html';
  if (isEventStream(body)) return null;
  if (/^\s*text\/html\b/i.test(contentType)) return 'html';
  const isBusy = BUSY_BEGINNINGS.some((beginning) => body.startsWith(beginning));
  return isBusy && isShort(body) ? 'softError' : null;
}

/** What a parsed body says at its top level. */
export function isErrorBody(body: unknown): boolean {
  // Gemini's stream as a JSON array that consists of its error.
  if (Array.isArray(body)) return isRecord(body[0]) && isFilled(body[0]['error']);
  if (!isRecord(body)) return false;
  const { error, type, success, base_resp: base } = body;
  if (isFilled(error)) return true;
  if (typeof type === 'string' && type.toLowerCase() === 'error') return true;
  // Zhipu's gateway and MiniMax put their failures into a 200 in shapes of their own.
  if (success === false) return isFilled(body['msg']) || isFilled(body['message']);
  return isRecord(base) && typeof base['status_code'] === 'number' && base['status_code'] !== 0;
}

/** `""`, `{}`, `[]`, `false`, `0` and objects whose members are all null say that there is no error. */
function isFilled(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== '';
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Object.values(value).some((member) => member !== null && member !== '');
}

/** Relays that label their event streams as JSON or text. */
function isEventStream(body: string): boolean {
  return /^(?:event|data):/m.test(body.slice(0, 1000)) || body.startsWith(':');
}

function isShort(body: string): boolean {
  let bytes = 0;
  for (const character of body) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > MAX_BUSY_BYTES) return false;
  }
  return true;
}
