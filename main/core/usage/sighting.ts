import { COLON, OPEN_BRACE, QUOTE } from '../ascii.ts';
import { ByteSearch } from '../byte-search.ts';
import { objectAt, objectsAt, parseObject, type JsonObject } from '../gate/event-json.ts';
import { spaceEnd } from '../json-lexer.ts';
import { readString, scanObject, type Member } from '../json-members.ts';
import { decodeUtf8 } from '../utf8.ts';
import { nameOf } from './counts.ts';

type Members = ReadonlyMap<string, Member>;

/** What one JSON object, an event or a body, says about who answered and what was used. */
export type Sighting = {
  /** The usage object, with what stands beside it and belongs to it. */
  readonly usage: JsonObject | null;
  /** It stands in the message that a stream opens with: its output is only the beginning. */
  readonly isOpening: boolean;
  readonly model: string | null;
};

/** A usage object is a few hundred bytes; what is larger than this is something else by the same name. */
const MAX_USAGE_BYTES = 64 * 1024;

const USAGE_NAMES = ['usage', 'usageMetadata', 'usage_metadata'] as const;
const MODEL_NAMES = ['model', 'modelVersion', 'model_version'] as const;
/** Members that the usage may stand in: Anthropic's opening, Responses and wrapped Gemini, Groq. */
const HOLDERS = ['message', 'response', 'x_groq'] as const;
/** Members beside the usage object that say how it is billed. */
const COMPANIONS = ['service_tier', 'tool_usage'] as const;

const USAGE = new ByteSearch('"usage');
/** What may follow: the end of the name, or of Gemini's longer one. Escaped quotes within text end otherwise. */
const NAME_ENDS = ['"', 'Metadata"', '_metadata"'] as const;

/** Where the next member begins that is called usage and is an object; -1 when there is none. Strings are not told. */
export function findUsage(bytes: Uint8Array, from: number): number {
  for (let at = USAGE.find(bytes, from); at >= 0; at = USAGE.find(bytes, at)) {
    const value = valueOf(bytes, at + USAGE.length);
    if (bytes[value] === OPEN_BRACE) return at;
    at += USAGE.length;
  }
  return -1;
}

/** Where the value begins of the name that is read up to `at`; -1 when it is another name. */
function valueOf(bytes: Uint8Array, at: number): number {
  const end = NAME_ENDS.find((text) => isTextAt(bytes, at, text));
  if (end === undefined) return -1;
  const colon = spaceEnd(bytes, at + end.length, bytes.length);
  return bytes[colon] === COLON ? spaceEnd(bytes, colon + 1, bytes.length) : -1;
}

function isTextAt(bytes: Uint8Array, start: number, text: string): boolean {
  if (text === '"') return bytes[start] === QUOTE;
  for (let index = 0; index < text.length; index++) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Reads the object at `[start, end)`; null when it is none. */
export function sightingAt(bytes: Uint8Array, start: number, end: number): Sighting | null {
  const scan = scanObject(bytes, start, end);
  return scan.ok ? sightingIn(bytes, scan.members) : null;
}

/** Reads an object whose members are known. */
export function sightingIn(bytes: Uint8Array, members: Members): Sighting {
  let usage = usageIn(bytes, members);
  let model = modelIn(bytes, members);
  let isOpening = false;
  for (const name of HOLDERS) {
    const holder = members.get(name);
    if (holder?.kind !== 'object' || (usage !== null && model !== null)) continue;
    const scan = scanObject(bytes, holder.start, holder.end);
    if (!scan.ok) continue;
    isOpening ||= usage === null && name === 'message';
    usage ??= usageIn(bytes, scan.members);
    model ??= modelIn(bytes, scan.members);
  }
  usage ??= usageInChoices(bytes, members);
  return { usage, isOpening: isOpening && usage !== null, model };
}

function usageIn(bytes: Uint8Array, members: Members): JsonObject | null {
  for (const name of USAGE_NAMES) {
    const usage = objectIn(bytes, members.get(name));
    if (usage === null) continue;
    const companions = COMPANIONS.flatMap((companion) => {
      const member = members.get(companion);
      const value = objectIn(bytes, member) ?? textIn(bytes, member);
      return value === null ? [] : [[companion, value] as const];
    });
    return companions.length === 0 ? usage : { ...Object.fromEntries(companions), ...usage };
  }
  return null;
}

/** Moonshot's place. */
function usageInChoices(bytes: Uint8Array, members: Members): JsonObject | null {
  const choices = members.get('choices');
  if (choices?.kind !== 'array' || !isSmall(choices)) return null;
  const at = findUsage(bytes, choices.start);
  if (at < 0 || at >= choices.end) return null;
  const parent = parseObject(`{"choices":${decodeUtf8(bytes, choices.start, choices.end)}}`);
  for (const choice of objectsAt(parent, 'choices')) {
    const usage = objectAt(choice, 'usage');
    if (usage !== null) return usage;
  }
  return null;
}

function modelIn(bytes: Uint8Array, members: Members): string | null {
  for (const name of MODEL_NAMES) {
    const model = nameOf(textIn(bytes, members.get(name)));
    if (model !== null) return model;
  }
  return null;
}

function objectIn(bytes: Uint8Array, member: Member | undefined): JsonObject | null {
  if (member?.kind !== 'object' || !isSmall(member)) return null;
  return parseObject(decodeUtf8(bytes, member.start, member.end));
}

function textIn(bytes: Uint8Array, member: Member | undefined): string | null {
  return member !== undefined && isSmall(member) ? readString(bytes, member) : null;
}

function isSmall(member: Member): boolean {
  return member.end - member.start <= MAX_USAGE_BYTES;
}
