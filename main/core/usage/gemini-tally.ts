import { objectsAt, type JsonObject } from '../gate/event-json.ts';
import { countAt, mergeCount, nameOf, NO_COUNTS, type Counts } from './counts.ts';

/** Relays and some SDKs write the same fields in the protobuf spelling. */
const SNAKE_CASE = {
  promptTokenCount: 'prompt_token_count',
  cachedContentTokenCount: 'cached_content_token_count',
  candidatesTokenCount: 'candidates_token_count',
  responseTokenCount: 'response_token_count',
  thoughtsTokenCount: 'thoughts_token_count',
  toolUsePromptTokenCount: 'tool_use_prompt_token_count',
  totalTokenCount: 'total_token_count',
} as const;

type Field = keyof typeof SNAKE_CASE;
const FIELDS = Object.keys(SNAKE_CASE) as readonly Field[];

/** Every event may repeat the counts so far, and leave out some of them: the last of each is meant. */
export class GeminiTally {
  readonly #counts = new Map<string, number>();
  #serviceTier: string | null = null;

  add(usage: JsonObject): void {
    for (const name of FIELDS) {
      mergeCount(this.#counts, name, usage[name] ?? usage[SNAKE_CASE[name]]);
    }
    const input = audioIn(usage, 'promptTokensDetails', 'prompt_tokens_details');
    mergeCount(this.#counts, 'inputAudio', input);
    const output = audioIn(usage, 'candidatesTokensDetails', 'candidates_tokens_details');
    mergeCount(this.#counts, 'outputAudio', output);
    const tier = nameOf(usage['serviceTier'] ?? usage['service_tier']);
    this.#serviceTier = tier ?? this.#serviceTier;
  }

  counts(): Counts | null {
    if (!FIELDS.some((name) => this.#counts.has(name))) return null;
    const prompt = this.#count('promptTokenCount');
    // What tools put before the model is input that the prompt count leaves out.
    const input = prompt + this.#count('toolUsePromptTokenCount');
    const cached = Math.min(this.#count('cachedContentTokenCount'), input);
    const visible = this.#count('candidatesTokenCount') || this.#count('responseTokenCount');
    const stated = visible + this.#count('thoughtsTokenCount');
    // A total that does not add up counts only where no output is stated at all.
    const output = stated > 0 ? stated : Math.max(0, this.#count('totalTokenCount') - input);
    return {
      ...NO_COUNTS,
      inputTokens: input - cached,
      cacheReadTokens: cached,
      outputTokens: output,
      reasoningTokens: this.#counts.get('thoughtsTokenCount') ?? null,
      inputAudioTokens: Math.min(this.#counts.get('inputAudio') ?? 0, input),
      outputAudioTokens: Math.min(this.#counts.get('outputAudio') ?? 0, output),
      serviceTier: this.#serviceTier,
    };
  }

  #count(name: Field): number {
    return this.#counts.get(name) ?? 0;
  }
}

/** Tokens of sound in a list of counts by modality; null when there is no such list. */
function audioIn(usage: JsonObject, ...names: readonly string[]): number | null {
  const details = names.flatMap((name) => objectsAt(usage, name));
  const audio = details.find(({ modality }) => modality === 'AUDIO') ?? null;
  return countAt(audio, 'tokenCount', 'token_count');
}
