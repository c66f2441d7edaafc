import type { JsonObject } from '../../gate/event-json.ts';
import { argumentsText } from '../inner/arguments.ts';
import type {
  MediaPart,
  Part,
  TextPart,
  ThinkingPart,
  ToolCallPart,
  ToolResultPart,
} from '../inner/parts.ts';
import { contentLoss, hint } from '../inner/reading.ts';
import type { Loss, Turn } from '../inner/request.ts';
import { citationAnnotation } from './read-content.ts';

/** Turns as items of the input. Pieces of a message that stand together are one item, in their order. */
export function writeItems(turns: readonly Turn[], losses: Loss[]): readonly JsonObject[] {
  const items: JsonObject[] = [];
  for (const turn of turns) new TurnWriter(turn, items, losses).write();
  return items;
}

const ROLES = { user: 'user', assistant: 'assistant', system: 'developer' } as const;

class TurnWriter {
  readonly #turn: Turn;
  readonly #items: JsonObject[];
  readonly #losses: Loss[];
  #content: JsonObject[] = [];

  constructor(turn: Turn, items: JsonObject[], losses: Loss[]) {
    this.#turn = turn;
    this.#items = items;
    this.#losses = losses;
  }

  write(): void {
    const { parts } = this.#turn;
    for (const [index, part] of parts.entries()) {
      const content = this.#contentOf(part);
      if (content !== null) {
        this.#content.push(...content);
        continue;
      }
      this.#closeMessage();
      this.#items.push(...this.#itemsOf(part, index < parts.length - 1));
    }
    this.#closeMessage();
  }

  #closeMessage(): void {
    if (this.#content.length === 0) return;
    this.#items.push({ type: 'message', role: ROLES[this.#turn.role], content: this.#content });
    this.#content = [];
  }

  /** A piece of a message; null for what is an item of its own. */
  #contentOf(part: Part): readonly JsonObject[] | null {
    const isModel = this.#turn.role === 'assistant';
    switch (part.kind) {
      case 'text':
        return part.text === '' ? [] : [isModel ? outputText(part) : inputText(part.text)];
      case 'refusal':
        return isModel ? [{ type: 'refusal', refusal: part.text }] : [inputText(part.text)];
      case 'media':
        if (!isModel) return writeMedia(part, this.#losses);
        // What the model has drawn cannot be said again as its own words.
        this.#losses.push(contentLoss(part.media, 'in an answer'));
        return [];
      case 'toolCall':
      case 'toolResult':
      case 'thinking':
      case 'hosted':
        return null;
    }
  }

  #itemsOf(part: Part, isFollowed: boolean): readonly JsonObject[] {
    switch (part.kind) {
      case 'toolCall':
        return [writeCall(part)];
      case 'toolResult':
        return [this.#result(part)];
      case 'thinking':
        return this.#reasoning(part, isFollowed);
      case 'hosted':
        if (part.protocol === 'openai-responses') return [part.value];
        this.#losses.push(hint('hosted-part', part.tool));
        return [];
      case 'text':
      case 'refusal':
      case 'media':
        return [];
    }
  }

  /**
   * Only reasoning that OpenAI sealed is taken back, and only with the item that it led to ("reasoning was provided
   * without its required following item").
   */
  #reasoning(part: ThinkingPart, isFollowed: boolean): readonly JsonObject[] {
    const { signature, text } = part;
    if (signature?.protocol !== 'openai-responses' || !isFollowed) {
      this.#losses.push(hint('thinking', signature?.protocol ?? 'unsigned'));
      return [];
    }
    const summary = text === '' ? [] : [{ type: 'summary_text', text }];
    const id = signature.id === null ? {} : { id: signature.id };
    return [{ type: 'reasoning', ...id, summary, encrypted_content: signature.value }];
  }

  #result(part: ToolResultPart): JsonObject {
    if (part.isError) this.#losses.push(hint('tool-error-flag'));
    const type = part.isFreeform ? 'custom_tool_call_output' : 'function_call_output';
    return { type, call_id: part.id, output: this.#output(part) };
  }

  /** Text as one string, which every service takes; a list only where there are pictures or files. */
  #output({ content, value }: ToolResultPart): unknown {
    if (value !== null && content.length === 0) return JSON.stringify(value);
    if (content.every((one) => one.kind === 'text')) {
      return content.map(({ text }) => text).join('\n\n');
    }
    return content.flatMap((one) =>
      one.kind === 'text' ? [inputText(one.text)] : writeMedia(one, this.#losses),
    );
  }
}

function inputText(text: string): JsonObject {
  return { type: 'input_text', text };
}

function outputText({ text, citations }: TextPart): JsonObject {
  return { type: 'output_text', text, annotations: citations.map(citationAnnotation) };
}

function writeCall(part: ToolCallPart): JsonObject {
  const { id, name, namespace, arguments: given } = part;
  const where = namespace === null ? {} : { namespace };
  if (part.isFreeform && given.kind === 'text') {
    return { type: 'custom_tool_call', call_id: id, name, ...where, input: given.text };
  }
  return { type: 'function_call', call_id: id, name, ...where, arguments: argumentsText(given) };
}

/** Nothing for what OpenAI cannot be shown. */
function writeMedia(part: MediaPart, losses: Loss[]): readonly JsonObject[] {
  const { source, media, name } = part;
  if (source.kind === 'text') return [inputText(source.text)];
  if (media === 'audio' || media === 'video' || isForeign(source)) {
    losses.push(contentLoss(isForeign(source) ? 'file-id' : media));
    return [];
  }
  if (media === 'image') {
    const detail = { detail: part.detail ?? 'auto' };
    if (source.kind === 'file') return [{ type: 'input_image', file_id: source.id, ...detail }];
    const url = source.kind === 'url' ? source.url : dataUrl(source);
    return [{ type: 'input_image', image_url: url, ...detail }];
  }
  if (source.kind === 'file') return [{ type: 'input_file', file_id: source.id }];
  if (source.kind === 'url') return [{ type: 'input_file', file_url: source.url }];
  const filename = name ?? (source.mediaType === 'application/pdf' ? 'document.pdf' : 'document');
  return [{ type: 'input_file', filename, file_data: dataUrl(source) }];
}

/** A file that another vendor keeps. OpenAI's own are known to both of its protocols. */
function isForeign(source: MediaPart['source']): boolean {
  return source.kind === 'file' && !source.protocol.startsWith('openai-');
}

function dataUrl(source: { readonly mediaType: string; readonly data: string }): string {
  return `data:${source.mediaType};base64,${source.data}`;
}
