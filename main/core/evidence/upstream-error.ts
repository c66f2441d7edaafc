/** What an upstream's error says, whatever the dialect or wrapping it came in. */
export type UpstreamError = {
  readonly form: 'json' | 'html' | 'text' | 'empty';
  /** Its type, code, status and reasons in lower case, such as `rate_limit_error`, `1308`, `resource_exhausted`. */
  readonly names: ReadonlySet<string>;
  /** Its sentence as written, shortened; a reset time may stand in it. */
  readonly message: string;
  /** The sentence for comparing: lower case, `_` and `-` as spaces, and without what stands in quotes. */
  readonly plain: string;
  /** An HTTP status named inside the body; null when there is none. */
  readonly status: number | null;
  /** The parsed JSON; null for anything else. */
  readonly body: unknown;
};

/** A sentence that matters stands at the beginning; the rest is what the upstream repeats of the request. */
const MAX_MESSAGE_LENGTH = 2000;

/** Relays pack an error into another one's message, seldom more than twice. */
const MAX_DEPTH = 4;

const NAME_MEMBERS = ['type', 'code', 'status', 'reason', 'status_code'];
const MESSAGE_MEMBERS = ['message', 'msg', 'detail', 'status_msg', 'error_description', 'raw'];
/** Where the error itself stands, from the outside in. */
const INNER_MEMBERS = ['error', 'response', 'base_resp', 'metadata'];

/** Reads the decoded beginning of an error's body, or the data of an error event. */
export function readUpstreamError(text: string): UpstreamError {
  const payload = eventData(withoutMark(text).trim());
  if (payload === '') return plainError('empty', '');
  if (looksLikeHtml(payload)) return plainError('html', '');
  const body = parsed(payload);
  if (typeof body !== 'object' || body === null) return plainError('text', payload);

  const found: Found = { names: new Set(), messages: [], status: null };
  collect(body, found, 0);
  const message = found.messages.join(' ').slice(0, MAX_MESSAGE_LENGTH);
  const { names, status } = found;
  return { form: 'json', names, message, plain: plainText(message), status, body };
}

/** Whether a body is a web page: what a wrong base URL, a login page or a CDN answers. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(text.slice(0, 1000));
}

export function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** JSON or null; what an upstream sends in place of JSON is no reason to fail. */
export function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A body of more than the caller keeps is cut, and then its text has to do.
    return null;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Found = { readonly names: Set<string>; readonly messages: string[]; status: number | null };

function collect(value: unknown, found: Found, depth: number): void {
  if (depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    // Gemini's stream may be one JSON array; its error is the first element.
    collect(value[0], found, depth + 1);
    return;
  }
  if (!isRecord(value)) return;
  for (const name of NAME_MEMBERS) addName(value[name], found);
  for (const name of MESSAGE_MEMBERS) addMessage(value[name], found, depth);
  if (typeof value['error'] === 'string') addMessage(value['error'], found, depth);
  for (const name of INNER_MEMBERS) collect(value[name], found, depth + 1);
  if (Array.isArray(value['details'])) {
    // google.rpc.ErrorInfo: the reason tells a bad key from a bad request, both of which are 400.
    for (const detail of value['details'].slice(0, 10)) {
      if (isRecord(detail)) addName(detail['reason'], found);
    }
  }
}

function addName(value: unknown, found: Found): void {
  if (typeof value !== 'string' && typeof value !== 'number') return;
  const name = String(value).toLowerCase();
  if (name === '' || name.length > 100) return;
  found.names.add(name);
  // The innermost one is the nearest to the fault.
  if (/^[45]\d\d$/.test(name)) found.status = Number(name);
}

function addMessage(value: unknown, found: Found, depth: number): void {
  if (typeof value !== 'string' || value === '') return;
  const inner = parsed(value.trim());
  if (inner === null) found.messages.push(value);
  else collect(inner, found, depth + 1);
}

function plainError(form: UpstreamError['form'], text: string): UpstreamError {
  const message = text.slice(0, MAX_MESSAGE_LENGTH);
  const plain = plainText(message);
  return { form, names: new Set(), message, plain, status: null, body: null };
}

/** Quotes hold what the client wrote: a request about suspended accounts is not an account suspended. */
function plainText(message: string): string {
  return message
    .replace(/"[^"\n]*"|`[^`\n]*`|“[^”\n]*”|(?<![\p{L}\p{N}])'[^'\n]*'(?![\p{L}\p{N}])/gu, ' ')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** The data of the first event when an error came as an event stream, else the text itself. */
function eventData(text: string): string {
  if (!/^(?:event|data|id|retry):/.test(text)) return text;
  const lines = text.split(/\r\n|\r|\n/);
  const first = lines.findIndex((line) => line.startsWith('data:'));
  if (first === -1) return '';
  const end = lines.findIndex((line, index) => index > first && !line.startsWith('data:'));
  return lines
    .slice(first, end === -1 ? undefined : end)
    .map((line) => line.slice('data:'.length).trim())
    .join('\n');
}
