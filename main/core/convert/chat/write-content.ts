import { contentLoss } from '../inner/reading.ts';
import type { CacheMark, MediaPart, Part } from '../inner/parts.ts';
import type { Quirks } from '../inner/quirks.ts';
import type { Loss } from '../inner/request.ts';
import { imagesOf } from './answer.ts';

type ContentQuirks = Pick<Quirks, 'hasStringContent' | 'hasCacheMarks'>;

/**
 * Content of a message. Text alone is a string where the vendor takes one, as all do and some demand; a cache mark needs
 * a part to stand on. Null when there is nothing to say.
 */
export function writeContent(
  parts: readonly Part[],
  quirks: ContentQuirks,
  losses: Loss[],
): string | readonly object[] | null {
  const isMarked = quirks.hasCacheMarks && parts.some((part) => cacheOf(part) !== null);
  const isText = parts.every(({ kind }) => kind === 'text' || kind === 'refusal');
  if (isText && !isMarked && quirks.hasStringContent) {
    const texts = parts.map((part) => textIn(part));
    return texts.length === 0 ? null : texts.join('\n\n');
  }
  const written = parts.flatMap((part) => writePart(part, quirks, losses));
  return written.length === 0 ? null : written;
}

function textIn(part: Part): string {
  return part.kind === 'text' || part.kind === 'refusal' ? part.text : '';
}

function cacheOf(part: Part): CacheMark | null {
  return 'cache' in part ? part.cache : null;
}

function writePart(part: Part, { hasCacheMarks }: ContentQuirks, losses: Loss[]): object[] {
  const cache = hasCacheMarks ? cacheOf(part) : null;
  const mark = cache === null ? {} : { cache_control: cacheControl(cache) };
  if (part.kind === 'text' || part.kind === 'refusal') {
    return [{ type: 'text', text: part.text, ...mark }];
  }
  if (part.kind !== 'media') return [];
  const written = writeMedia(part);
  if (written.length > 0) return written.map((one) => ({ ...one, ...mark }));
  losses.push(contentLoss(part.source.kind === 'file' ? 'file-id' : part.media));
  return [{ type: 'text', text: `[${part.media} left out: this model does not take it]` }];
}

export function cacheControl({ ttl }: CacheMark): object {
  return ttl === null ? { type: 'ephemeral' } : { type: 'ephemeral', ttl };
}

function writeMedia(part: MediaPart): object[] {
  const { media, source, name, detail } = part;
  if (source.kind === 'text') {
    const title = name === null ? '' : `${name}:\n`;
    return [{ type: 'text', text: `${title}${source.text}` }];
  }
  switch (media) {
    case 'image':
      return imagesOf(part).map((image) =>
        detail === null ? image : { ...image, image_url: { ...image.image_url, detail } },
      );
    case 'document':
      return writeFile(part);
    case 'audio': {
      if (source.kind !== 'base64') return [];
      const format = source.mediaType.replace(/^audio\/(?:x-)?/, '').replace('mpeg', 'mp3');
      return [{ type: 'input_audio', input_audio: { data: source.data, format } }];
    }
    case 'video': {
      const url = addressOf(part);
      return url === null ? [] : [{ type: 'video_url', video_url: { url } }];
    }
  }
}

/** Chat takes files as data, or under an id of its own. */
function writeFile(part: MediaPart): object[] {
  const { source, name } = part;
  if (source.kind === 'file') {
    return source.protocol.startsWith('openai-')
      ? [{ type: 'file', file: { file_id: source.id } }]
      : [];
  }
  const url = source.kind === 'base64' ? addressOf(part) : null;
  if (url === null) return [];
  return [{ type: 'file', file: { filename: name ?? 'document.pdf', file_data: url } }];
}

function addressOf({ source }: MediaPart): string | null {
  if (source.kind === 'url') return source.url;
  return source.kind === 'base64' ? `data:${source.mediaType};base64,${source.data}` : null;
}
