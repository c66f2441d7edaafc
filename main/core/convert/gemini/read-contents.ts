import type { JsonObject } from '../../gate/event-json.ts';
import type {
  MediaPart,
  Part,
  TextPart,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
} from '../inner/parts.ts';
import { contentLoss, isObject, textAt, textPart } from '../inner/reading.ts';
import type { Loss, Turn } from '../inner/request.ts';
import { readSignature } from '../inner/signature.ts';
import { readSealed } from '../sealed.ts';
import { mediaIn, memberAt, objectIn, objectsIn, partsOf, textOf } from './members.ts';

/** The turns of a conversation; contents of one side that follow each other are one turn. */
export function readContents(contents: unknown, losses: Loss[]): readonly Turn[] {
  const sides: { readonly role: 'user' | 'assistant'; readonly parts: JsonObject[] }[] = [];
  const list: readonly unknown[] = Array.isArray(contents) ? contents : [contents];
  for (const content of list) {
    const role = isObject(content) && content['role'] === 'model' ? 'assistant' : 'user';
    const last = sides.at(-1);
    if (last?.role === role) last.parts.push(...partsOf(content));
    else sides.push({ role, parts: [...partsOf(content)] });
  }
  const ids = new CallIds();
  return sides.flatMap(({ role, parts }) => {
    const read = readParts(parts, role, ids, losses);
    return read.length === 0 ? [] : [{ role, parts: read }];
  });
}

/**
 * Gemini pairs calls and results by their order, most clients give no ids. These count the calls of the conversation, so
 * that they are the same whenever the conversation comes again.
 */
class CallIds {
  readonly #open: { readonly id: string; readonly name: string }[] = [];
  #count = 0;

  called(id: string | null, name: string): string {
    const given = id ?? `call_${String(this.#count)}`;
    this.#count++;
    this.#open.push({ id: given, name });
    return given;
  }

  /** The id of the call that a result answers: the one it names, else the oldest of this name, else the oldest. */
  answered(id: string | null, name: string): string {
    const byId = this.#open.findIndex((call) => call.id === id);
    const byName = this.#open.findIndex((call) => call.name === name);
    const at = byId >= 0 ? byId : id !== null ? -1 : Math.max(byName, 0);
    const [call] = at < 0 ? [] : this.#open.splice(at, 1);
    return call?.id ?? id ?? `call_${String(this.#count++)}`;
  }
}

function readParts(
  parts: readonly JsonObject[],
  role: Turn['role'],
  ids: CallIds,
  losses: Loss[],
): readonly Part[] {
  const read: Part[] = [];
  for (const part of parts) {
    for (const one of readPart(part, ids, losses)) {
      if (role !== 'assistant' || !goesOn(read, one)) read.push(one);
    }
  }
  return read;
}

/** A model's texts are pieces of a stream that clients keep as they came; put together they are what it said. */
function goesOn(read: Part[], next: Part): boolean {
  const last = read.at(-1);
  if (last?.kind === 'text' && next.kind === 'text') {
    read[read.length - 1] = { ...last, text: last.text + next.text };
    return true;
  }
  if (last?.kind !== 'thinking' || next.kind !== 'thinking') return false;
  // The signature stands at the end, and again at the call that followed.
  const isSame = next.signature !== null && next.signature.value === last.signature?.value;
  if (last.signature !== null) return isSame && next.text === '';
  read[read.length - 1] = { ...next, text: last.text + next.text };
  return true;
}

function readPart(part: JsonObject, ids: CallIds, losses: Loss[]): readonly Part[] {
  const call = objectIn(part, 'functionCall');
  if (call !== null) return readCall(call, part, ids);
  const result = objectIn(part, 'functionResponse');
  if (result !== null) return [readResult(result, ids, losses)];
  const { text } = part;
  if (typeof text === 'string') return readText(text, part);
  const media = mediaIn(part);
  if (media !== null) return [media];
  const hosted = hostedIn(part);
  if (hosted !== null) return [hosted];
  const sealed = thought('', part);
  if (sealed.signature !== null) return [sealed];
  const [name] = Object.keys(part);
  if (name !== undefined) losses.push(contentLoss('part', name));
  return [];
}

function readText(text: string, part: JsonObject): readonly Part[] {
  const sealed = thought(part['thought'] === true ? text : '', part);
  const isSaid = sealed.signature !== null || sealed.text !== '';
  if (part['thought'] === true) return isSaid ? [sealed] : [];
  // What signs a text stands before it here, as reasoning does everywhere.
  return [...(isSaid ? [sealed] : []), ...(text === '' ? [] : [textPart(text)])];
}

function thought(text: string, part: JsonObject): ThinkingPart {
  return { kind: 'thinking', text, ...readSealed(memberAt(part, 'thoughtSignature'), 'gemini') };
}

/** A signature of another service at a call belongs to the reasoning before it. */
function readCall(call: JsonObject, part: JsonObject, ids: CallIds): readonly Part[] {
  const name = textAt(call, 'name') ?? '';
  const signature = readSignature(memberAt(part, 'thoughtSignature'), 'gemini', null);
  const isOwn = signature === null || signature.protocol === 'gemini';
  const read: ToolCallPart = {
    kind: 'toolCall',
    id: ids.called(textAt(call, 'id'), name),
    name,
    namespace: null,
    arguments: { kind: 'value', value: objectIn(call, 'args') ?? {} },
    isFreeform: false,
    signature: isOwn ? signature : null,
    cache: null,
  };
  return isOwn ? [read] : [thought('', part), read];
}

/** Where tools put a result that is nothing but a text. */
const TEXTS = ['output', 'result', 'error', 'content'] as const;

function readResult(result: JsonObject, ids: CallIds, losses: Loss[]): ToolResultPart {
  const name = textAt(result, 'name');
  const response = objectIn(result, 'response') ?? {};
  const members = Object.keys(response);
  const only = TEXTS.find((one) => members.length === 1 && typeof response[one] === 'string');
  const text = only === undefined ? JSON.stringify(response) : (response[only] as string);
  return {
    kind: 'toolResult',
    id: ids.answered(textAt(result, 'id'), name ?? ''),
    name,
    content: [textPart(text), ...resultMedia(result, losses)],
    value: only === undefined ? response : null,
    isError: members.length === 1 && response['error'] !== undefined,
    isFreeform: false,
    cache: null,
  };
}

function resultMedia(result: JsonObject, losses: Loss[]): readonly (TextPart | MediaPart)[] {
  return objectsIn(result, 'parts').flatMap((part) => {
    const text = textOf(part, 'text');
    const read = mediaIn(part) ?? (text === null ? null : textPart(text));
    if (read === null) losses.push(contentLoss('part', Object.keys(part)[0] ?? null));
    return read ?? [];
  });
}

const CODE = ['executableCode', 'codeExecutionResult'] as const;
const OTHER = ['toolCall', 'toolResponse', 'tool_call', 'tool_response'] as const;

/** What Google's own tools did. */
export function hostedIn(part: JsonObject): Part | null {
  const isCode = CODE.some((name) => objectIn(part, name) !== null);
  if (!isCode && !OTHER.some((name) => isObject(part[name]))) return null;
  const tool = isCode ? 'codeExecution' : 'other';
  return { kind: 'hosted', protocol: 'gemini', tool, value: part };
}
