import type { JsonObject } from '../../gate/event-json.ts';
import { argumentsValue } from '../inner/arguments.ts';
import type { CacheMark, MediaPart, MediaSource, Part, ToolResultPart } from '../inner/parts.ts';
import { contentLoss, hint } from '../inner/reading.ts';
import type { Loss } from '../inner/request.ts';

/** A block that can carry a cache mark; where it has one is settled when all blocks are known. */
export type Block = Record<string, unknown>;

/** What is said of a part in an Anthropic message; nothing of what has no place there. */
export function writeBlocks(part: Part, losses: Loss[]): Block[] {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return [marked({ type: 'text', text: part.text }, part.kind === 'text' ? part.cache : null)];
    case 'media':
      return writeMedia(part, losses);
    case 'thinking': {
      const { signature, isRedacted, text } = part;
      // Reasoning without a signature, or with another's, is refused.
      if (signature?.protocol !== 'anthropic') {
        losses.push(hint('thinking', signature?.protocol ?? 'unsigned'));
        return [];
      }
      if (isRedacted) return [{ type: 'redacted_thinking', data: signature.value }];
      return [{ type: 'thinking', thinking: text, signature: signature.value }];
    }
    case 'toolCall': {
      const { id, name, arguments: given } = part;
      // What is no JSON was cut, or never was any; the model sees what it wrote.
      const input = argumentsValue(given) ?? { arguments: given.kind === 'text' ? given.text : '' };
      return [marked({ type: 'tool_use', id, name, input }, part.cache)];
    }
    case 'toolResult':
      return [marked(resultBlock(part, losses), part.cache)];
    case 'hosted':
      losses.push(hint('hosted-part', part.tool));
      return [];
  }
}

export function marked(block: Block, cache: CacheMark | null): Block {
  if (cache === null) return block;
  const ttl = cache.ttl === null ? {} : { ttl: cache.ttl };
  return { ...block, cache_control: { type: 'ephemeral', ...ttl } };
}

function resultBlock(part: ToolResultPart, losses: Loss[]): Block {
  const { id, value, isError } = part;
  const content = part.content
    .filter((one) => one.kind !== 'text' || one.text.trim() !== '')
    .flatMap((one) => writeBlocks(one, losses));
  const isSaid = content.length > 0 || value === null;
  const [only] = content;
  const isText = content.length === 1 && only?.['type'] === 'text';
  return {
    type: 'tool_result',
    tool_use_id: id,
    content: isSaid ? (isText ? only['text'] : content) : JSON.stringify(value),
    ...(isError ? { is_error: true } : {}),
  };
}

function writeMedia(part: MediaPart, losses: Loss[]): Block[] {
  const { media, source, name, cache } = part;
  const written = media === 'image' || media === 'document' ? writeSource(source) : null;
  if (written === null) {
    losses.push(contentLoss(source.kind === 'file' ? 'file-id' : media));
    return [{ type: 'text', text: `[${media} left out: this model does not take it]` }];
  }
  if (media === 'image') return [marked({ type: 'image', source: written }, cache)];
  const title = name === null ? {} : { title: name };
  return [marked({ type: 'document', source: written, ...title }, cache)];
}

function writeSource(source: MediaSource): JsonObject | null {
  switch (source.kind) {
    case 'base64': {
      const { mediaType, data } = source;
      return {
        type: 'base64',
        media_type: mediaType === 'image/jpg' ? 'image/jpeg' : mediaType,
        data,
      };
    }
    case 'url':
      return { type: 'url', url: source.url };
    case 'text':
      return { type: 'text', media_type: 'text/plain', data: source.text };
    case 'file':
      return source.protocol === 'anthropic' ? { type: 'file', file_id: source.id } : null;
  }
}
