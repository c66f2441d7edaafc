import type { JsonObject } from '../../gate/event-json.ts';
import type { WriteFacts } from '../codec.ts';
import { argumentsValue } from '../inner/arguments.ts';
import type { MediaPart, Part, ToolCallPart, ToolResultPart } from '../inner/parts.ts';
import { contentLoss, hint } from '../inner/reading.ts';
import type { Loss, Turn } from '../inner/request.ts';
import { demandsSignatures, geminiModel } from './models.ts';

type Content = { readonly role: 'user' | 'model'; readonly parts: JsonObject[] };

/** Turns as contents. Those that say nothing here are left out, and what then stands side by side is one. */
export function writeContents(
  turns: readonly Turn[],
  facts: WriteFacts,
  losses: Loss[],
): readonly JsonObject[] {
  const contents: Content[] = [];
  for (const { role, parts } of turns) {
    const isModel = role === 'assistant';
    const written = isModel
      ? new ModelTurn(facts, losses).write(parts)
      : userParts(parts, facts, losses);
    if (written.length === 0) continue;
    const name = isModel ? 'model' : 'user';
    const last = contents.at(-1);
    if (last?.role === name) last.parts.push(...written);
    else contents.push({ role: name, parts: [...written] });
  }
  return contents;
}

class ModelTurn {
  readonly #losses: Loss[];
  readonly #placeholder: string | null;
  readonly #written: JsonObject[] = [];
  /** A signature that waits for the part it signs. */
  #signature: string | null = null;
  #hasCall = false;

  constructor({ quirks, model }: WriteFacts, losses: Loss[]) {
    this.#losses = losses;
    const isDemanded = demandsSignatures(geminiModel(model));
    this.#placeholder = isDemanded ? quirks.placeholderSignature : null;
  }

  write(parts: readonly Part[]): readonly JsonObject[] {
    for (const part of parts) this.#write(part);
    // Google signs an answer in a last part without words, too.
    if (this.#signature !== null) this.#sign({ text: '' });
    return this.#written;
  }

  #write(part: Part): void {
    switch (part.kind) {
      case 'text':
      case 'refusal':
        if (part.text !== '') this.#sign({ text: part.text });
        return;
      case 'thinking':
        // Thoughts are never read again, only what signs the part behind them.
        if (part.signature?.protocol === 'gemini') this.#signature = part.signature.value;
        else this.#losses.push(hint('thinking', part.signature?.protocol ?? 'unsigned'));
        return;
      case 'toolCall':
        this.#call(part);
        return;
      case 'media':
        this.#written.push(...writeMedia(part, this.#losses));
        return;
      case 'hosted':
        if (part.protocol === 'gemini') this.#written.push(part.value);
        else this.#losses.push(hint('hosted-part', part.tool));
        return;
      case 'toolResult':
    }
  }

  #call(part: ToolCallPart): void {
    const { id, name, signature } = part;
    if (signature?.protocol === 'gemini') this.#signature = signature.value;
    // The first call of each answer must be signed, the parallel ones behind it are not.
    if (!this.#hasCall) this.#signature ??= this.#placeholder;
    this.#hasCall = true;
    const args = argumentsValue(part.arguments) ?? {};
    this.#sign({ functionCall: { id, name, args } });
  }

  #sign(part: JsonObject): void {
    const signed = this.#signature === null ? part : { ...part, thoughtSignature: this.#signature };
    this.#signature = null;
    this.#written.push(signed);
  }
}

/** Results come first: they must answer the calls before anything else is said. */
function userParts(
  parts: readonly Part[],
  facts: WriteFacts,
  losses: Loss[],
): readonly JsonObject[] {
  const results: JsonObject[] = [];
  const rest: JsonObject[] = [];
  for (const part of parts) {
    switch (part.kind) {
      case 'toolResult':
        results.push(writeResult(part, facts, losses));
        if (!hasPlaceForMedia(facts)) rest.push(...mediaOf(part, losses));
        break;
      case 'text':
      case 'refusal':
        if (part.text !== '') rest.push({ text: part.text });
        break;
      case 'media':
        rest.push(...writeMedia(part, losses));
        break;
      case 'hosted':
        losses.push(hint('hosted-part', part.tool));
        break;
      case 'thinking':
      case 'toolCall':
    }
  }
  return [...results, ...rest];
}

function hasPlaceForMedia({ quirks, model }: WriteFacts): boolean {
  return quirks.hasToolResultImages ?? (geminiModel(model).generation ?? 0) >= 3;
}

function mediaOf({ content }: ToolResultPart, losses: Loss[]): readonly JsonObject[] {
  return content.flatMap((part) => (part.kind === 'media' ? writeMedia(part, losses) : []));
}

function writeResult(part: ToolResultPart, facts: WriteFacts, losses: Loss[]): JsonObject {
  const { id, name, content, value, isError } = part;
  const text = content.flatMap((one) => (one.kind === 'text' ? [one.text] : [])).join('\n\n');
  const response = value ?? (isError ? { error: text } : { output: text });
  const media = hasPlaceForMedia(facts) ? mediaOf(part, losses) : [];
  const parts = media.length === 0 ? {} : { parts: media };
  return { functionResponse: { id, name: name ?? 'unknown', response, ...parts } };
}

/** What the type of a file is when only its kind is known. */
const TYPES = {
  image: 'image/jpeg',
  document: 'application/pdf',
  audio: 'audio/wav',
  video: 'video/mp4',
} as const;

function writeMedia(part: MediaPart, losses: Loss[]): readonly JsonObject[] {
  const { source, media } = part;
  switch (source.kind) {
    case 'base64':
      return [{ inlineData: { mimeType: source.mediaType, data: source.data } }];
    case 'text':
      return source.text === '' ? [] : [{ text: source.text }];
    case 'url':
      return [
        {
          fileData: {
            mimeType: source.mediaType ?? typeOf(source.url, media),
            fileUri: source.url,
          },
        },
      ];
    case 'file':
      if (source.protocol === 'gemini') return [{ fileData: { fileUri: source.id } }];
      losses.push(contentLoss('file-id'));
      return [];
  }
}

function typeOf(url: string, media: MediaPart['media']): string {
  const ending = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase();
  return media === 'image' && ending !== undefined && /^(?:png|gif|webp|heic)$/.test(ending)
    ? `image/${ending}`
    : TYPES[media];
}
