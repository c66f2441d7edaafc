import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import type {
  Citation,
  MediaPart,
  MediaSource,
  Part,
  RefusalPart,
  TextPart,
} from '../inner/parts.ts';
import {
  contentLoss,
  mediaKindOf,
  mediaSourceOf,
  numberAt,
  textAt,
  textPart,
} from '../inner/reading.ts';
import type { Loss } from '../inner/request.ts';

type ContentPart = TextPart | RefusalPart | MediaPart;

/** The content of a message, or of a tool's result: one text, or a list of parts. */
export function readContent(content: unknown, losses: Loss[]): readonly ContentPart[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  if (!Array.isArray(content)) return [];
  return objectsAt({ content }, 'content').flatMap((part) => {
    const read = readPart(part);
    if (read === null) losses.push(contentLoss('content-part', textAt(part, 'type')));
    return read ?? [];
  });
}

/** The same where a refusal has no place. */
export function readResult(content: unknown, losses: Loss[]): readonly (TextPart | MediaPart)[] {
  return readContent(content, losses).map((part) =>
    part.kind === 'refusal' ? textPart(part.text) : part,
  );
}

/** Null for a kind that is not known; an empty list for a part that says nothing. */
function readPart(part: JsonObject): readonly ContentPart[] | null {
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'summary_text':
    case 'reasoning_text': {
      const text = textAt(part, 'text');
      return text === null ? [] : [{ ...textPart(text), citations: readCitations(part) }];
    }
    case 'refusal': {
      const text = textAt(part, 'refusal');
      return text === null ? [] : [{ kind: 'refusal', text }];
    }
    case 'input_image':
      return mediaOf(part, imageSource(part), 'image');
    case 'input_file':
      return mediaOf(part, fileSource(part), null);
    case 'input_audio':
      return mediaOf(part, audioSource(part), 'audio');
    default:
      return null;
  }
}

function mediaOf(
  part: JsonObject,
  source: MediaSource | null,
  kind: MediaPart['media'] | null,
): readonly MediaPart[] | null {
  if (source === null) return null;
  const type = source.kind === 'base64' || source.kind === 'url' ? source.mediaType : null;
  const media = kind ?? mediaKindOf(type ?? '');
  const detail = textAt(part, 'detail');
  return [{ kind: 'media', media, source, name: textAt(part, 'filename'), detail, cache: null }];
}

function imageSource(part: JsonObject): MediaSource | null {
  const nested = textAt(objectAt(part, 'image_url'), 'url');
  const url = textAt(part, 'image_url') ?? nested;
  return url === null ? uploaded(part) : mediaSourceOf(url, null);
}

function fileSource(part: JsonObject): MediaSource | null {
  const data = textAt(part, 'file_data');
  const url = textAt(part, 'file_url');
  if (url !== null) return mediaSourceOf(url, null);
  if (data === null) return uploaded(part);
  // Bare base64 says nothing of its type; nearly all files are PDFs.
  if (data.startsWith('data:')) return mediaSourceOf(data, null);
  return { kind: 'base64', mediaType: 'application/pdf', data };
}

function audioSource(part: JsonObject): MediaSource | null {
  const audio = objectAt(part, 'input_audio');
  const data = textAt(audio, 'data');
  if (data === null) return null;
  return { kind: 'base64', mediaType: `audio/${textAt(audio, 'format') ?? 'wav'}`, data };
}

function uploaded(part: JsonObject): MediaSource | null {
  const id = textAt(part, 'file_id');
  return id === null ? null : { kind: 'file', protocol: 'openai-responses', id };
}

function readCitations(part: JsonObject): readonly Citation[] {
  return objectsAt(part, 'annotations').flatMap((one) => readCitation(one) ?? []);
}

/** Only sources that have an address; files of the service mean nothing elsewhere. */
export function readCitation(annotation: JsonObject): Citation | null {
  const url = textAt(annotation, 'url');
  if (annotation['type'] !== 'url_citation' || url === null) return null;
  return {
    url,
    title: textAt(annotation, 'title'),
    quote: null,
    start: numberAt(annotation, 'start_index'),
    end: numberAt(annotation, 'end_index'),
  };
}

export function citationAnnotation(citation: Citation): JsonObject {
  return {
    type: 'url_citation',
    url: citation.url,
    title: citation.title ?? citation.url,
    start_index: citation.start ?? 0,
    end_index: citation.end ?? 0,
  };
}

export function isText(part: Part): part is TextPart {
  return part.kind === 'text';
}
