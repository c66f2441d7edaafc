import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import type { MediaPart, MediaSource, Part, TextPart } from '../inner/parts.ts';
import {
  cacheMarkIn,
  contentLoss,
  mediaKindOf,
  mediaSourceOf,
  textAt,
  textPart,
} from '../inner/reading.ts';
import type { Loss } from '../inner/request.ts';

/** Content of a message: a text, or a list of parts. */
export function readContent(message: JsonObject, losses: Loss[]): Part[] {
  const { content } = message;
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  return objectsAt(message, 'content').flatMap((part) => readPart(part, losses));
}

export function isTextOrMedia(part: Part): part is TextPart | MediaPart {
  return part.kind === 'text' || part.kind === 'media';
}

function readPart(part: JsonObject, losses: Loss[]): Part[] {
  const cache = cacheMarkIn(part);
  const text = textAt(part, 'text');
  switch (part['type']) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return text === null ? [] : [textPart(text, cache)];
    case 'refusal': {
      const refusal = textAt(part, 'refusal');
      return refusal === null ? [] : [{ kind: 'refusal', text: refusal }];
    }
    case 'thinking': {
      const thinking = textAt(part, 'thinking');
      if (thinking === null) return [];
      return [{ kind: 'thinking', text: thinking, signature: null, isRedacted: false }];
    }
    default: {
      const media = readMedia(part);
      if (media !== null) return [{ ...media, cache }];
      losses.push(contentLoss('content-part', textAt(part, 'type')));
      return [];
    }
  }
}

type Media = Omit<MediaPart, 'cache'>;

function readMedia(part: JsonObject): Media | null {
  switch (part['type']) {
    case 'image_url':
      return readImage(part);
    case 'video_url': {
      const url = textAt(objectAt(part, 'video_url'), 'url');
      return url === null ? null : media('video', mediaSourceOf(url, null));
    }
    case 'input_audio': {
      const audio = objectAt(part, 'input_audio');
      const data = textAt(audio, 'data');
      const format = textAt(audio, 'format') ?? 'wav';
      const mediaType = `audio/${format === 'mp3' ? 'mpeg' : format}`;
      return data === null ? null : media('audio', { kind: 'base64', mediaType, data });
    }
    case 'file':
      return readFile(objectAt(part, 'file') ?? {});
    default:
      return null;
  }
}

/** The address stands in an object; some clients leave that out. */
function readImage(part: JsonObject): Media | null {
  const image = objectAt(part, 'image_url');
  const url = textAt(image, 'url') ?? textAt(part, 'image_url');
  if (url === null) return null;
  return { ...media('image', mediaSourceOf(url, null)), detail: textAt(image, 'detail') };
}

function readFile(file: JsonObject): Media | null {
  const name = textAt(file, 'filename');
  const data = textAt(file, 'file_data');
  const id = textAt(file, 'file_id');
  if (id !== null)
    return { ...media('document', { kind: 'file', protocol: 'openai-chat', id }), name };
  if (data === null) return null;
  const isBare = !data.startsWith('data:') && !/^https?:/.test(data);
  const source: MediaSource = isBare
    ? { kind: 'base64', mediaType: 'application/pdf', data }
    : mediaSourceOf(data, 'application/pdf');
  const kind = source.kind === 'base64' ? mediaKindOf(source.mediaType) : 'document';
  return { ...media(kind, source), name };
}

function media(kind: MediaPart['media'], source: MediaSource): Media {
  return { kind: 'media', media: kind, source, name: null, detail: null };
}
