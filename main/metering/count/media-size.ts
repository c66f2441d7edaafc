import { isObject, member, textOf, type JsonObject } from '../../core/count/json.ts';
import type { MediaSize } from '../../core/count/media.ts';
import { imageSize } from './image-size.ts';
import { pdfSize } from './pdf-size.ts';
import type { TextCache } from './text-cache.ts';

const PDF_CHARS_PER_TOKEN = 4;

/** Reads how large an attachment is, from the bytes that came with the request. Nothing is fetched. */
export function mediaSize(block: JsonObject, cache: TextCache<MediaSize>): MediaSize {
  const source = block['source'] ?? member(block, 'inlineData') ?? member(block, 'fileData');
  if (!isObject(source)) return { kind: 'unknown' };
  const type = textOf(source['media_type'] ?? member(source, 'mimeType'));
  const { data } = source;
  if (block['type'] === 'document' || type === 'application/pdf') {
    return typeof data === 'string' ? cache.of(data, readPdf) : { kind: 'unseenPdf' };
  }
  if (block['type'] !== 'image' && !type.startsWith('image/')) return { kind: 'unknown' };
  return typeof data === 'string' ? cache.of(data, readImage) : { kind: 'unseenImage' };
}

function readPdf(base64: string): MediaSize {
  const { pages, textChars } = pdfSize(Buffer.from(base64, 'base64'));
  return { kind: 'pdf', pages, textTokens: Math.round(textChars / PDF_CHARS_PER_TOKEN) };
}

function readImage(base64: string): MediaSize {
  const size = imageSize(Buffer.from(base64, 'base64'));
  return size === null ? { kind: 'unseenImage' } : { kind: 'image', ...size };
}
