import { objectAt, objectsAt, type JsonObject } from '../../../main/core/gate/event-json.ts';
import {
  Faults,
  isCount,
  isName,
  isRecord,
  parsed,
  type Checked,
  type CheckOptions,
  type SaidCall,
} from './checked.ts';
import { framesOf } from './frames.ts';

const FINISH_REASONS = [
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'IMAGE_SAFETY',
];

/** What a part says; each says one of these. */
const SAYINGS = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
];

/** A strict state machine for the answers of `streamGenerateContent` with one candidate. */
class GeminiChecker {
  readonly faults = new Faults();
  readonly #isOurs: boolean;
  #state: 'open' | 'complete' | 'error' = 'open';
  #id: string | null = null;
  #model: string | null = null;
  #text = '';
  #thinking = '';
  #calls: SaidCall[] = [];
  #finish: string | null = null;
  #usage: JsonObject | null = null;

  constructor({ isOurs }: CheckOptions) {
    this.#isOurs = isOurs;
  }

  take(chunk: unknown): void {
    const { faults } = this;
    faults.expect(isRecord(chunk), 'the data is a JSON object');
    if (!isRecord(chunk)) return;
    faults.expect(this.#state !== 'error', 'nothing comes after an error');
    if (this.#isOurs) faults.expect(this.#state === 'open', 'nothing comes after the end');
    const error = objectAt(chunk, 'error');
    if (error !== null) {
      faults.expect(isName(error['message']), 'an error has a message');
      faults.expect(isName(error['status']), 'an error has a status');
      faults.expect(isCount(error['code']), 'an error has a code');
      this.#state = 'error';
      return;
    }
    this.#frame(chunk);
    const candidates = objectsAt(chunk, 'candidates');
    faults.expect(candidates.length <= 1, 'there is one candidate');
    for (const candidate of candidates) this.#candidate(candidate);
    const blocked = objectAt(chunk, 'promptFeedback')?.['blockReason'];
    if (isName(blocked)) this.#end(blocked);
    if (this.#isOurs && this.#state === 'complete') {
      faults.expect(objectAt(chunk, 'usageMetadata') !== null, 'the last chunk has the usage');
    }
  }

  result(rest: string): Checked {
    const { faults } = this;
    faults.expect(rest === '', 'the last frame ends with an empty line');
    const state = this.#state;
    return {
      faults: faults.list(),
      ending: state === 'open' ? 'cut' : state,
      said: {
        id: this.#id,
        model: this.#model,
        text: this.#text,
        refusal: '',
        thinking: this.#thinking,
        calls: this.#calls,
        stop: this.#finish,
        usage: this.#usage,
      },
    };
  }

  #frame(chunk: JsonObject): void {
    const { faults } = this;
    const { responseId, modelVersion } = chunk;
    faults.expect(isName(modelVersion), 'a chunk names its model');
    faults.expect(isName(responseId), 'a chunk has the id of the answer');
    if (this.#id !== null) faults.expect(responseId === this.#id, 'all chunks have one id');
    this.#id = String(responseId);
    this.#model = String(modelVersion);
    const usage = objectAt(chunk, 'usageMetadata');
    if (usage === null) return;
    faults.expect(isCount(usage['promptTokenCount']), 'usage counts promptTokenCount');
    faults.expect(isCount(usage['totalTokenCount']), 'usage counts totalTokenCount');
    this.#usage = { ...this.#usage, ...usage };
  }

  #candidate(candidate: JsonObject): void {
    const { faults } = this;
    const content = objectAt(candidate, 'content');
    const index = candidate['index'] ?? 0;
    faults.expect(index === 0, 'the candidate has the index 0');
    const parts = objectsAt(content, 'parts');
    if (parts.length > 0) {
      faults.expect(content?.['role'] === 'model', 'the content is the model’s');
      faults.expect(this.#finish === null, 'nothing is said behind the finishReason');
    }
    for (const part of parts) this.#part(part);
    const finish = candidate['finishReason'];
    if (finish === undefined) return;
    faults.expect(FINISH_REASONS.includes(finish as string), 'the finishReason is known');
    this.#end(finish as string);
  }

  #part(part: JsonObject): void {
    const { faults } = this;
    const sayings = SAYINGS.filter((name) => part[name] !== undefined);
    const isSignature = sayings.length === 0 && isName(part['thoughtSignature']);
    faults.expect(sayings.length === 1 || isSignature, 'a part says one thing');
    const call = objectAt(part, 'functionCall');
    if (call !== null) {
      const { id, name, args } = call;
      faults.expect(isName(name), 'a call has a name');
      faults.expect(args === undefined ? !this.#isOurs : isRecord(args), 'arguments are an object');
      if (this.#isOurs) faults.expect(isName(id), 'a call has an id');
      const ids = this.#calls.map((one) => one.id).filter((one) => one !== null);
      faults.expect(!ids.includes(id as string), 'ids of calls are unlike each other');
      this.#calls.push({ id: isName(id) ? id : null, name: String(name), input: args ?? {} });
    }
    const { text } = part;
    faults.expect(text === undefined || typeof text === 'string', 'text is text');
    if (typeof text !== 'string') return;
    if (part['thought'] === true) this.#thinking += text;
    else this.#text += text;
  }

  #end(finish: string): void {
    // Google repeats the reason in later chunks.
    if (this.#isOurs) this.faults.expect(this.#finish === null, 'there is one finishReason');
    this.#finish = finish;
    this.#state = 'complete';
  }
}

/** Streams of Gemini are event streams, or one JSON array that grows. */
export function checkGemini(text: string, options: CheckOptions): Checked {
  const checker = new GeminiChecker(options);
  const isArray = text.trimStart().startsWith('[');
  const { frames, rest } = isArray ? { frames: [], rest: '' } : framesOf(text);
  const array = isArray ? parsed(text) : [];
  checker.faults.expect(Array.isArray(array), 'the whole is a JSON array');
  for (const { name } of frames) checker.faults.expect(name === null, 'events have no names');
  const chunks = isArray ? array : frames.map(({ data }) => parsed(data));
  for (const chunk of Array.isArray(chunks) ? (chunks as unknown[]) : []) {
    checker.take(chunk);
    checker.faults.at++;
  }
  return checker.result(rest);
}
