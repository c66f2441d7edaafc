import { objectAt, type JsonObject } from '../../gate/event-json.ts';
import type { CallArguments, CacheMark, MediaKind, MediaSource, Part, TextPart } from './parts.ts';
import type { Hints, InnerRequest, Loss, Sampling } from './request.ts';

/** Tolerant reading of members, shared by the readers of all protocols. */

export const NO_SAMPLING: Sampling = {
  temperature: null,
  topP: null,
  topK: null,
  seed: null,
  presencePenalty: null,
  frequencyPenalty: null,
  topLogprobs: null,
};

export const NO_HINTS: Hints = {
  userId: null,
  metadata: null,
  promptCacheKey: null,
  serviceTier: null,
  verbosity: null,
  isStored: null,
};

/** A request that says nothing, to be spread under what a reader has read. */
export const EMPTY_REQUEST: Omit<InnerRequest, 'protocol'> = {
  model: null,
  isStreaming: false,
  wantsUsage: false,
  system: [],
  turns: [],
  tools: [],
  toolChoice: null,
  isParallel: null,
  maxOutputTokens: null,
  sampling: NO_SAMPLING,
  stop: [],
  format: null,
  reasoning: null,
  hints: NO_HINTS,
  rest: {},
  losses: [],
};

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is a text with something in it; null for everything else. */
export function textAt(parent: JsonObject | null, name: string): string | null {
  const value = parent?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberAt(parent: JsonObject | null, name: string): number | null {
  const value = parent?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A whole number above zero, as limits are; null for everything else. */
export function limitAt(parent: JsonObject | null, name: string): number | null {
  const value = numberAt(parent, name);
  return value !== null && value >= 1 ? Math.floor(value) : null;
}

export function booleanAt(parent: JsonObject | null, name: string): boolean | null {
  const value = parent?.[name];
  return typeof value === 'boolean' ? value : null;
}

/** The texts of a member that is a list of texts, or one text. */
export function textsAt(parent: JsonObject, name: string): readonly string[] {
  const value = parent[name];
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** The members that are not among the known ones and say something. */
export function restOf(body: JsonObject, known: ReadonlySet<string>): JsonObject {
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(body)) {
    const value = body[name];
    if (!known.has(name) && value !== null && value !== undefined) rest[name] = value;
  }
  return rest;
}

export function textPart(text: string, cache: CacheMark | null = null): TextPart {
  return { kind: 'text', text, cache, citations: [] };
}

/** Anthropic's `cache_control`, which OpenRouter takes in chat as well. */
export function cacheMarkIn(part: JsonObject): CacheMark | null {
  const mark = objectAt(part, 'cache_control');
  if (mark === null) return null;
  const { ttl } = mark;
  return { ttl: ttl === '5m' || ttl === '1h' ? ttl : null };
}

/** A `data:` address becomes base64, every other one stays an address. Megabytes are cut out, not copied. */
export function mediaSourceOf(url: string, mediaType: string | null): MediaSource {
  const comma = url.startsWith('data:') ? url.indexOf(',') : -1;
  if (comma < 0) return { kind: 'url', url, mediaType };
  const [type = '', ...options] = url.slice('data:'.length, comma).split(';');
  const data = url.slice(comma + 1);
  const stated = type === '' ? (mediaType ?? 'application/octet-stream') : type;
  return options.includes('base64')
    ? { kind: 'base64', mediaType: stated, data }
    : { kind: 'text', text: plainData(data) };
}

function plainData(data: string): string {
  try {
    return decodeURIComponent(data);
  } catch {
    // A broken escape: what stands there is better than nothing.
    return data;
  }
}

export function mediaKindOf(mediaType: string): MediaKind {
  if (mediaType.startsWith('image/')) return 'image';
  if (mediaType.startsWith('audio/')) return 'audio';
  return mediaType.startsWith('video/') ? 'video' : 'document';
}

/** Arguments as a member states them: an object, or its text. */
export function argumentsOf(value: unknown): CallArguments {
  if (typeof value === 'string') return { kind: 'text', text: value };
  return { kind: 'value', value: isObject(value) ? value : {} };
}

/** All text of some parts, for places that take nothing else. */
export function textIn(parts: readonly Part[]): string {
  return parts
    .flatMap((part) => (part.kind === 'text' && part.text !== '' ? [part.text] : []))
    .join('\n\n');
}

export function hint(name: string, detail: string | null = null): Loss {
  return { weight: 'hint', name, detail };
}

export function contentLoss(name: string, detail: string | null = null): Loss {
  return { weight: 'content', name, detail };
}
