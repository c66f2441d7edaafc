import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import { isObject, mediaKindOf, mediaSourceOf, textAt } from '../inner/reading.ts';
import type { MediaPart, MediaSource } from '../inner/parts.ts';

/** The spelling of protobuf, which Google takes beside its own, and some clients write. */
const SNAKES = new Map<string, string>(
  (
    'systemInstruction generationConfig toolConfig safetySettings cachedContent inlineData fileData functionCall ' +
    'functionResponse executableCode codeExecutionResult thoughtSignature mimeType fileUri displayName ' +
    'functionDeclarations parametersJsonSchema functionCallingConfig allowedFunctionNames maxOutputTokens topP topK ' +
    'stopSequences candidateCount responseMimeType responseSchema responseJsonSchema presencePenalty ' +
    'frequencyPenalty responseLogprobs responseModalities thinkingConfig includeThoughts thinkingBudget thinkingLevel ' +
    'finishReason groundingMetadata groundingChunks promptFeedback blockReason usageMetadata modelVersion responseId'
  )
    .split(' ')
    .map((name) => [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
);

/** A member in either spelling. */
export function memberAt(parent: JsonObject | null, name: string): unknown {
  return parent?.[name] ?? parent?.[SNAKES.get(name) ?? name];
}

export function objectIn(parent: JsonObject | null, name: string): JsonObject | null {
  const value = memberAt(parent, name);
  return isObject(value) ? value : null;
}

/** The objects of a list, or the one that stands in place of a list. */
export function objectsIn(parent: JsonObject | null, name: string): readonly JsonObject[] {
  const value = memberAt(parent, name);
  return isObject(value) ? [value] : objectsAt({ value }, 'value');
}

export function textOf(parent: JsonObject | null, name: string): string | null {
  return textAt({ value: memberAt(parent, name) }, 'value');
}

/** A number; Google writes large ones as strings. */
export function numberOf(parent: JsonObject | null, name: string): number | null {
  const value = memberAt(parent, name);
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** The picture, sound or file that a part is; null when it is none. */
export function mediaIn(part: JsonObject): MediaPart | null {
  const source = inlineSource(part) ?? fileSource(part);
  if (source === null) return null;
  const data = objectIn(part, 'inlineData') ?? objectIn(part, 'fileData');
  const type = textOf(data, 'mimeType') ?? '';
  const name = textOf(data, 'displayName');
  const media = mediaKindOf(type);
  return { kind: 'media', media, source, name, detail: null, cache: null };
}

function inlineSource(part: JsonObject): MediaSource | null {
  const inline = objectIn(part, 'inlineData');
  const data = textAt(inline, 'data');
  if (data === null) return null;
  const mediaType = textOf(inline, 'mimeType') ?? 'application/octet-stream';
  return { kind: 'base64', mediaType, data };
}

/** Where files of Google's own are kept; every other address anyone can look up. */
const STORED = /^(?:gs:|https?:\/\/generativelanguage\.googleapis\.com\/|files\/)/;

function fileSource(part: JsonObject): MediaSource | null {
  const file = objectIn(part, 'fileData');
  const uri = textOf(file, 'fileUri');
  if (uri === null) return null;
  if (STORED.test(uri)) return { kind: 'file', protocol: 'gemini', id: uri };
  return mediaSourceOf(uri, textOf(file, 'mimeType'));
}

/** The parts of a content; a lone text is one as well. */
export function partsOf(content: unknown): readonly JsonObject[] {
  if (typeof content === 'string') return [{ text: content }];
  if (!isObject(content)) return objectsAt({ content }, 'content');
  const { parts } = content;
  if (typeof parts === 'string') return [{ text: parts }];
  return Array.isArray(parts) ? objectsAt(content, 'parts') : objectsIn(content, 'parts');
}

/** What Code Assist wraps, and the API answers bare. */
export function bare(answer: JsonObject): JsonObject {
  const inner = objectAt(answer, 'response');
  return inner !== null && answer['candidates'] === undefined ? inner : answer;
}
