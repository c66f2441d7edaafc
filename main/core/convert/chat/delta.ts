import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import type { Citation, MediaPart } from '../inner/parts.ts';
import { mediaSourceOf, textAt } from '../inner/reading.ts';
import { isNestedTooDeep } from '../nesting.ts';

/** What a message and a delta of a stream have in common. */
export type Said = {
  readonly text: string;
  readonly thinking: string;
  readonly refusal: string;
  readonly calls: readonly CallPiece[];
  readonly citations: readonly Citation[];
  readonly media: readonly MediaPart[];
};

/** A call, or the next piece of one. */
export type CallPiece = {
  readonly index: number | null;
  readonly id: string | null;
  readonly name: string | null;
  readonly arguments: string;
  readonly isFreeform: boolean;
};

export function saidIn(message: JsonObject): Said {
  const { content } = message;
  const isText = typeof content === 'string';
  const parts = isText ? [] : objectsAt(message, 'content');
  return {
    text: isText ? content : partsText(parts),
    thinking: thinkingIn(message) + parts.map(thinkingPart).join(''),
    refusal: textAt(message, 'refusal') ?? '',
    calls: callsIn(message),
    citations: objectsAt(message, 'annotations').flatMap(readAnnotation),
    media: objectsAt(message, 'images').flatMap(readImage),
  };
}

function partsText(parts: readonly JsonObject[]): string {
  return parts.map((part) => textAt(part, 'text') ?? '').join('');
}

/** Most vendors say `reasoning_content`, OpenRouter and Groq `reasoning`, some both. */
function thinkingIn(message: JsonObject): string {
  const stated = textAt(message, 'reasoning_content') ?? textAt(message, 'reasoning');
  if (stated !== null) return stated;
  const details = objectsAt(message, 'reasoning_details');
  return details.map((one) => textAt(one, 'text') ?? textAt(one, 'summary') ?? '').join('');
}

/** Mistral thinks in parts of the content. */
function thinkingPart(part: JsonObject): string {
  if (part['type'] !== 'thinking') return '';
  return textAt(part, 'thinking') ?? partsText(objectsAt(part, 'thinking'));
}

function callsIn(message: JsonObject): readonly CallPiece[] {
  const legacy = objectAt(message, 'function_call');
  const calls = objectsAt(message, 'tool_calls').map(readCall);
  return legacy === null ? calls : [...calls, { ...readNamed(legacy), index: null, id: null }];
}

function readCall(call: JsonObject): CallPiece {
  const { index } = call;
  const custom = objectAt(call, 'custom');
  const named = readNamed(custom ?? objectAt(call, 'function') ?? {});
  return { ...named, index: typeof index === 'number' ? index : null, id: textAt(call, 'id') };
}

function readNamed(named: JsonObject): Omit<CallPiece, 'index' | 'id'> {
  const isFreeform = named['input'] !== undefined;
  const value = named['arguments'] ?? named['input'];
  const isWhole = typeof value === 'object' && value !== null;
  // Ollama and some relays state an object.
  const text =
    isWhole && !isNestedTooDeep(value)
      ? JSON.stringify(value)
      : typeof value === 'string'
        ? value
        : '';
  return { name: textAt(named, 'name'), arguments: text, isFreeform };
}

function readAnnotation(annotation: JsonObject): Citation[] {
  const cited = objectAt(annotation, 'url_citation');
  const url = textAt(cited, 'url');
  if (cited === null || url === null) return [];
  const { start_index: start, end_index: end } = cited;
  return [
    {
      url,
      title: textAt(cited, 'title'),
      quote: textAt(cited, 'content'),
      start: typeof start === 'number' ? start : null,
      end: typeof end === 'number' ? end : null,
    },
  ];
}

/** OpenRouter's place for pictures that a model has made. */
function readImage(image: JsonObject): MediaPart[] {
  const url = textAt(objectAt(image, 'image_url'), 'url');
  if (url === null) return [];
  const source = mediaSourceOf(url, null);
  return [{ kind: 'media', media: 'image', source, name: null, detail: null, cache: null }];
}
