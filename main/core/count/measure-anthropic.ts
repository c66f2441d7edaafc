import { builtInToolTokens } from './constants.ts';
import { elements, isObject, textOf, type JsonObject } from './json.ts';
import { Sums, type Measurer, type Measures, type TextKind } from './measures.ts';
import { countProperties } from './schema.ts';

/** Adds up what a Messages request consists of. It has been checked before; what is odd in it is skipped. */
export function measureAnthropic(request: JsonObject, measurer: Measurer): Measures {
  const walk = new Walk(measurer);
  const messages = elements(request['messages']).filter(isObject);
  walk.system(request['system']);
  walk.messages(messages);
  walk.tools(elements(request['tools']).filter(isObject));
  walk.options(request, messages.at(-1));
  return walk.sums;
}

class Walk extends Sums {
  readonly #measurer: Measurer;

  constructor(measurer: Measurer) {
    super(measurer.text);
    this.#measurer = measurer;
  }

  system(system: unknown): void {
    if (system === undefined || system === null) return;
    this.sums.systems = 1;
    this.#content(system, 'text', false);
  }

  messages(messages: readonly JsonObject[]): void {
    const loopStart = startOfToolLoop(messages);
    messages.forEach((message, index) => {
      const before = messages[index - 1];
      if (before !== undefined && before['role'] !== message['role']) this.sums.roleChanges++;
      this.#content(message['content'], 'text', index >= loopStart);
    });
  }

  tools(tools: readonly JsonObject[]): void {
    this.sums.tools = tools.length;
    for (const tool of tools) {
      this.sums.known += builtInToolTokens(textOf(tool['type']));
      this.add('toolText', `${textOf(tool['name'])}\n${textOf(tool['description'])}`);
      if (tool['input_schema'] !== undefined) this.#schema(tool['input_schema']);
      if (tool['input_examples'] !== undefined) this.#json('schema', tool['input_examples']);
    }
  }

  options(request: JsonObject, last: JsonObject | undefined): void {
    const { sums } = this;
    const thinking = isObject(request['thinking']) ? request['thinking']['type'] : undefined;
    if (thinking === 'enabled') sums.thinkingEnabled = 1;
    if (thinking === 'adaptive') sums.thinkingAdaptive = 1;
    if (last?.['role'] === 'assistant') sums.prefills = 1;
    const format = outputFormat(request);
    if (format === null) return;
    sums.outputSchemas = 1;
    this.#schema(format['schema']);
  }

  #content(content: unknown, kind: TextKind, isThinkingBilled: boolean): void {
    if (typeof content === 'string') return this.add(kind, content);
    for (const block of elements(content)) {
      if (isObject(block)) this.#block(block, kind, isThinkingBilled);
    }
  }

  #block(block: JsonObject, kind: TextKind, isThinkingBilled: boolean): void {
    switch (block['type']) {
      case 'text':
        return this.add(kind, textOf(block['text']));
      case 'image':
        this.sums.known += this.#measurer.media(block);
        return;
      case 'document':
        return this.#document(block, kind);
      case 'search_result':
        this.add(kind, `${textOf(block['title'])}\n${textOf(block['source'])}`);
        return this.#content(block['content'], kind, false);
      case 'thinking':
        if (isThinkingBilled) this.add('text', textOf(block['thinking']));
        return;
      case 'redacted_thinking':
        // Sealed; its bytes are about those of the text in it, in base64 and encrypted.
        if (isThinkingBilled) this.sums.known += Math.ceil(textOf(block['data']).length / 6);
        return;
      case 'tool_use':
      case 'server_tool_use':
      case 'mcp_tool_use':
        this.sums.toolUses++;
        this.add('traffic', textOf(block['name']));
        return this.#json('traffic', block['input'] ?? {});
      default:
        return this.#other(block, kind);
    }
  }

  /** Results of tools, and kinds of blocks this program has not heard of. */
  #other(block: JsonObject, kind: TextKind): void {
    const isResult = textOf(block['type']).endsWith('tool_result');
    if (isResult) this.sums.toolResults++;
    const { content } = block;
    if (isObject(content)) this.#json('traffic', content);
    else if (content !== undefined) this.#content(content, isResult ? 'traffic' : kind, false);
    else if (!isResult) this.#json(kind, block);
  }

  #document(block: JsonObject, kind: TextKind): void {
    this.add(kind, `${textOf(block['title'])}\n${textOf(block['context'])}`.trim());
    const source = isObject(block['source']) ? block['source'] : {};
    if (isObject(block['citations']) && block['citations']['enabled'] === true) {
      this.sums.citations = 1;
    }
    if (source['type'] === 'text' || source['type'] === 'content') this.sums.documents++;
    if (source['type'] === 'text') this.add(kind, textOf(source['data']));
    else if (source['type'] === 'content') this.#content(source['content'], kind, false);
    else this.sums.known += this.#measurer.media(block);
  }

  #schema(schema: unknown): void {
    this.sums.schemaProperties += countProperties(schema);
    this.#json('schema', schema ?? {});
  }

  #json(kind: TextKind, value: unknown): void {
    this.add(kind, JSON.stringify(value));
  }
}

/** Thinking is billed from here on: earlier turns lose theirs, those of the running tool loop keep it. */
function startOfToolLoop(messages: readonly JsonObject[]): number {
  const isAsked = (message: JsonObject): boolean =>
    message['role'] === 'user' &&
    (typeof message['content'] === 'string' ||
      elements(message['content']).some(
        (block) => isObject(block) && block['type'] !== 'tool_result',
      ));
  return messages.findLastIndex(isAsked);
}

function outputFormat(request: JsonObject): JsonObject | null {
  const config = request['output_config'];
  const format = (isObject(config) ? config['format'] : undefined) ?? request['output_format'];
  return isObject(format) ? format : null;
}
