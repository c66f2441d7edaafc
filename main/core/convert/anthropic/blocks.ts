import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import type {
  Citation,
  HostedPart,
  HostedToolKind,
  MediaKind,
  MediaPart,
  MediaSource,
  Part,
  TextPart,
} from '../inner/parts.ts';
import {
  argumentsOf,
  cacheMarkIn,
  isObject,
  mediaKindOf,
  textAt,
  textPart,
} from '../inner/reading.ts';
import { readSignature } from '../inner/signature.ts';

/** Reads a block of content, of a request or of an answer. What nobody knows stays what it is, with our name on it. */
export function readBlock(block: JsonObject, seed: string, index: number): Part {
  switch (block['type']) {
    case 'text': {
      const text = textAt(block, 'text') ?? '';
      const citations = objectsAt(block, 'citations').flatMap(readCitation);
      return { kind: 'text', text, cache: cacheMarkIn(block), citations };
    }
    case 'image':
      return readMedia(block, 'image') ?? hostedPart(block);
    case 'document':
      return readMedia(block, 'document') ?? hostedPart(block);
    case 'tool_use':
      return {
        kind: 'toolCall',
        id: textAt(block, 'id') ?? `toolu_${seed}_${String(index)}`,
        name: textAt(block, 'name') ?? '',
        namespace: null,
        arguments: argumentsOf(block['input']),
        isFreeform: false,
        signature: null,
        cache: cacheMarkIn(block),
      };
    case 'tool_result':
      return {
        kind: 'toolResult',
        id: textAt(block, 'tool_use_id') ?? '',
        name: null,
        content: resultContent(block['content']),
        value: null,
        isError: block['is_error'] === true,
        isFreeform: false,
        cache: cacheMarkIn(block),
      };
    case 'thinking': {
      const signature = readSignature(block['signature'], 'anthropic', null);
      return {
        kind: 'thinking',
        text: textAt(block, 'thinking') ?? '',
        signature,
        isRedacted: false,
      };
    }
    case 'redacted_thinking': {
      const signature = readSignature(block['data'], 'anthropic', null);
      return { kind: 'thinking', text: '', signature, isRedacted: true };
    }
    case 'search_result':
      return textPart(searchResultText(block), cacheMarkIn(block));
    default:
      return hostedPart(block);
  }
}

/** Blocks of a member that is a list of them, or one text. */
export function readBlocks(content: unknown, seed: string): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block: unknown, index) => {
    if (typeof block === 'string') return [textPart(block)];
    return isObject(block) ? [readBlock(block, seed, index)] : [];
  });
}

export function readCitation(citation: JsonObject): Citation[] {
  const url = textAt(citation, 'url');
  if (url === null) return [];
  const title = textAt(citation, 'title');
  return [{ url, title, quote: textAt(citation, 'cited_text'), start: null, end: null }];
}

export function hostedPart(block: JsonObject): HostedPart {
  return { kind: 'hosted', protocol: 'anthropic', tool: hostedKind(block), value: block };
}

function hostedKind(block: JsonObject): HostedToolKind {
  const named = `${textAt(block, 'type') ?? ''} ${textAt(block, 'name') ?? ''}`;
  if (named.includes('web_search')) return 'webSearch';
  if (named.includes('web_fetch')) return 'webFetch';
  return named.includes('code_execution') ? 'codeExecution' : 'other';
}

/** Text and media are what a result may contain anywhere; the rest is said as JSON, which is how a model reads it. */
function resultContent(content: unknown): readonly (TextPart | MediaPart)[] {
  return readBlocks(content, '').map((part) => {
    if (part.kind === 'text' || part.kind === 'media') return part;
    return textPart(JSON.stringify(part.kind === 'hosted' ? part.value : part));
  });
}

function readMedia(block: JsonObject, media: MediaKind): Part | null {
  const source = objectAt(block, 'source');
  const read = source === null ? null : readSource(source);
  if (read === null) return null;
  const isImage = read.kind === 'base64' && mediaKindOf(read.mediaType) === 'image';
  return {
    kind: 'media',
    media: isImage ? 'image' : media,
    source: read,
    name: textAt(block, 'title'),
    detail: null,
    cache: cacheMarkIn(block),
  };
}

function readSource(source: JsonObject): MediaSource | null {
  const data = textAt(source, 'data');
  const mediaType = textAt(source, 'media_type');
  const url = textAt(source, 'url');
  const id = textAt(source, 'file_id');
  switch (source['type']) {
    case 'base64':
      if (data === null) return null;
      return { kind: 'base64', mediaType: mediaType ?? 'application/octet-stream', data };
    case 'text':
      return data === null ? null : { kind: 'text', text: data };
    case 'url':
      return url === null ? null : { kind: 'url', url, mediaType };
    case 'file':
      return id === null ? null : { kind: 'file', protocol: 'anthropic', id };
    case 'content': {
      const texts = readBlocks(source['content'], '');
      const text = texts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n\n');
      return { kind: 'text', text };
    }
    default:
      return null;
  }
}

function searchResultText(block: JsonObject): string {
  const texts = objectsAt(block, 'content').map((part) => textAt(part, 'text') ?? '');
  const head = [textAt(block, 'title'), textAt(block, 'source')].filter((one) => one !== null);
  return [...head, ...texts].join('\n');
}
