import { COLON, OPEN_BRACE, QUOTE } from '../ascii.ts';
import { ByteSearch } from '../byte-search.ts';
import { objectAt, objectsAt, parseObject, type JsonObject } from '../gate/event-json.ts';
import { spaceEnd } from '../json-lexer.ts';
import { scanObject, type Member } from '../json-members.ts';
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
const MAX_PART_BYTES = 64 * 1024;
/** Up to this size it is quicker to parse an object than to look for its members. */
const SMALL_BYTES = 2048;

const USAGE_NAMES = ['usage', 'usageMetadata', 'usage_metadata'] as const;
const MODEL_NAMES = ['model', 'modelVersion', 'model_version'] as const;
/** Beside the usage object there may be members that say how it is billed. */
const PARTS = [...USAGE_NAMES, ...MODEL_NAMES, 'service_tier', 'tool_usage'] as const;
/** Members that the usage may stand in: Anthropic's opening, Responses and wrapped Gemini, Groq. Moonshot: choices. */
const HOLDERS = ['message', 'response', 'x_groq'] as const;

const UNDERSCORE = 0x5f;
/** In lower case: Gemini's name ends in it, after an underscore in the protobuf spelling. */
const METADATA = 'metadata';

const USAGE = new ByteSearch('"usage');

/** Where the next member begins that is called usage and is an object; -1 when there is none. Strings are not told. */
export function findUsage(bytes: Uint8Array, from: number): number {
  for (let at = USAGE.find(bytes, from); at >= 0; at = USAGE.find(bytes, at)) {
    const end = nameEnd(bytes, at + USAGE.length);
    if (end >= 0 && isObjectBehind(bytes, end)) return at;
    at += USAGE.length;
  }
  return -1;
}

/** Where the name ends that is read up to `at`; -1 when it is another name. Escaped quotes within text end otherwise. */
function nameEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === QUOTE) return at + 1;
  const start = bytes[at] === UNDERSCORE ? at + 1 : at;
  for (let index = 0; index < METADATA.length; index++) {
    const byte = bytes[start + index] as number;
    if ((byte | 0x20) !== METADATA.charCodeAt(index)) return -1;
  }
  const end = start + METADATA.length;
  return bytes[end] === QUOTE ? end + 1 : -1;
}

function isObjectBehind(bytes: Uint8Array, end: number): boolean {
  let at = end;
  if (bytes[at] !== COLON) at = spaceEnd(bytes, at, bytes.length);
  if (bytes[at++] !== COLON) return false;
  if (bytes[at] === OPEN_BRACE) return true;
  return bytes[spaceEnd(bytes, at, bytes.length)] === OPEN_BRACE;
}

/** Reads the object at `[start, end)`; null when it is none. */
export function sightingAt(bytes: Uint8Array, start: number, end: number): Sighting | null {
  if (end - start <= SMALL_BYTES) {
    const object = parseObject(decodeUtf8(bytes, start, end));
    return object === null ? null : sightingOf(object);
  }
  const scan = scanObject(bytes, start, end);
  return scan.ok ? sightingIn(bytes, scan.members) : null;
}

/** Reads an object whose members are known; only the few that matter are parsed. */
export function sightingIn(bytes: Uint8Array, members: Members): Sighting {
  const object = partsOf(bytes, members, PARTS);
  for (const name of HOLDERS) {
    const holder = members.get(name);
    if (holder?.kind !== 'object') continue;
    const scan = scanObject(bytes, holder.start, holder.end);
    if (scan.ok) object[name] = partsOf(bytes, scan.members, PARTS);
  }
  const sighting = sightingOf(object);
  if (sighting.usage !== null) return sighting;
  return sightingOf({ ...object, ...partsOf(bytes, members, ['choices']) });
}

function partsOf(
  bytes: Uint8Array,
  members: Members,
  names: readonly string[],
): Record<string, unknown> {
  const parts: Record<string, unknown> = {};
  for (const name of names) {
    const member = members.get(name);
    if (member === undefined || member.end - member.start > MAX_PART_BYTES) continue;
    const part = parseObject(`{"it":${decodeUtf8(bytes, member.start, member.end)}}`);
    if (part !== null) parts[name] = part['it'];
  }
  return parts;
}

/** Reads an object that is parsed. */
export function sightingOf(object: JsonObject): Sighting {
  let usage = usageIn(object);
  let model = modelIn(object);
  let isOpening = false;
  for (const name of HOLDERS) {
    const holder = objectAt(object, name);
    if (holder === null) continue;
    model ??= modelIn(holder);
    if (usage !== null) continue;
    usage = usageIn(holder);
    isOpening = usage !== null && name === 'message';
  }
  usage ??= objectsAt(object, 'choices').map(usageIn).find(isKnown) ?? null;
  return { usage, isOpening, model };
}

function usageIn(object: JsonObject): JsonObject | null {
  for (const name of USAGE_NAMES) {
    const usage = objectAt(object, name);
    if (usage === null) continue;
    const { service_tier: tier, tool_usage: tools } = object;
    return tier === undefined && tools === undefined
      ? usage
      : { service_tier: tier, tool_usage: tools, ...usage };
  }
  return null;
}

function modelIn(object: JsonObject): string | null {
  return MODEL_NAMES.map((name) => nameOf(object[name])).find(isKnown) ?? null;
}

function isKnown<T>(value: T | null): value is T {
  return value !== null;
}
