import type { UsagePass } from '../../contracts/usage.ts';
import { objectAt, objectsAt, type JsonObject } from '../gate/event-json.ts';
import { countAt, firstPositive, mergeCount, nameOf, NO_COUNTS, type Counts } from './counts.ts';

/** What makes up the input; one object states them together. */
const INPUT_FIELDS = [
  'input_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
] as const;
const WRITE_FIELDS = ['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens'] as const;

/**
 * Passes that the counts of the answer leave out although they are billed; those of type `message` are inside.
 * So say the documentation of compaction and recorded answers with the advisor tool.
 */
const EXTRA_PASSES: ReadonlySet<unknown> = new Set(['compaction', 'advisor_message']);
const MAX_EXTRA_PASSES = 32;
/** There are four; an upstream that invents names must not fill the memory with them. */
const MAX_SERVER_TOOLS = 16;

/**
 * Reads `message_start` and every `message_delta` over it, whose counts are those of the whole answer so far. What is
 * not stated stays as it was.
 */
export class AnthropicTally {
  readonly #tokens = new Map<string, number>();
  readonly #serverTools = new Map<string, number>();
  #extraPasses: readonly UsagePass[] = [];
  #serviceTier: string | null = null;
  #speed: string | null = null;

  add(usage: JsonObject): void {
    this.#addInput(usage);
    mergeCount(this.#tokens, 'output_tokens', usage['output_tokens']);
    const output = objectAt(usage, 'output_tokens_details');
    mergeCount(this.#tokens, 'thinking_tokens', output?.['thinking_tokens']);
    const tools = Object.entries(objectAt(usage, 'server_tool_use') ?? {});
    for (const [name, uses] of tools.slice(0, MAX_SERVER_TOOLS)) {
      const isKept = this.#serverTools.has(name) || this.#serverTools.size < MAX_SERVER_TOOLS;
      if (isKept && name.endsWith('_requests')) mergeCount(this.#serverTools, name, uses);
    }

    const extra = objectsAt(usage, 'iterations').filter(({ type }) => EXTRA_PASSES.has(type));
    if (extra.length > 0) this.#extraPasses = extra.slice(0, MAX_EXTRA_PASSES).map(passOf);
    this.#serviceTier = nameOf(usage['service_tier']) ?? this.#serviceTier;
    this.#speed = nameOf(usage['speed']) ?? this.#speed;
  }

  counts(): Counts | null {
    const tokens = this.#tokens;
    if (!tokens.has('input_tokens') && !tokens.has('output_tokens')) return null;
    const tools = this.#serverTools;
    return {
      ...NO_COUNTS,
      inputTokens: tokens.get('input_tokens') ?? 0,
      cacheReadTokens: tokens.get('cache_read_input_tokens') ?? 0,
      ...writesOf(
        tokens.get('cache_creation_input_tokens') ?? 0,
        tokens.get('ephemeral_5m_input_tokens') ?? 0,
        tokens.get('ephemeral_1h_input_tokens') ?? 0,
      ),
      outputTokens: tokens.get('output_tokens') ?? 0,
      reasoningTokens: tokens.get('thinking_tokens') ?? null,
      webSearchRequests: tools.get('web_search_requests') ?? 0,
      serverToolUses: [...tools.values()].reduce((sum, uses) => sum + uses, 0),
      serviceTier: this.#serviceTier,
      speed: this.#speed,
      extraPasses: this.#extraPasses,
    };
  }

  /**
   * Input is taken together: after a compaction the final counts are smaller than the first ones, some of them zero. An
   * object without any input is that of a relay that fills in zeros.
   */
  #addInput(usage: JsonObject): void {
    if (firstPositive(...INPUT_FIELDS.map((name) => countAt(usage, name))) === 0) {
      for (const name of INPUT_FIELDS) mergeCount(this.#tokens, name, usage[name]);
      return;
    }
    const split = objectAt(usage, 'cache_creation');
    const written = countAt(usage, 'cache_creation_input_tokens');
    const stale = WRITE_FIELDS.reduce((sum, name) => sum + (this.#tokens.get(name) ?? 0), 0);
    if (split !== null || (written !== null && written < stale)) {
      for (const name of WRITE_FIELDS) this.#tokens.set(name, countAt(split, name) ?? 0);
    }
    for (const name of INPUT_FIELDS) {
      const count = countAt(usage, name);
      if (count !== null) this.#tokens.set(name, count);
    }
  }
}

/**
 * Cache writes by lifetime. The split may be missing, or fall short of the aggregate when server tools ran: the rest
 * is written for five minutes, which is what happens when nobody asks for an hour.
 */
function writesOf(
  aggregate: number,
  split5m: number,
  split1h: number,
): Pick<Counts, 'cacheWrite5mTokens' | 'cacheWrite1hTokens'> {
  const whole = Math.max(aggregate, split5m + split1h);
  return { cacheWrite5mTokens: whole - split1h, cacheWrite1hTokens: split1h };
}

function passOf(pass: JsonObject): UsagePass {
  const split = objectAt(pass, 'cache_creation');
  return {
    kind: nameOf(pass['type']) ?? '',
    model: nameOf(pass['model']),
    inputTokens: countAt(pass, 'input_tokens') ?? 0,
    cacheReadTokens: countAt(pass, 'cache_read_input_tokens') ?? 0,
    ...writesOf(
      countAt(pass, 'cache_creation_input_tokens') ?? 0,
      countAt(split, 'ephemeral_5m_input_tokens') ?? 0,
      countAt(split, 'ephemeral_1h_input_tokens') ?? 0,
    ),
    outputTokens: countAt(pass, 'output_tokens') ?? 0,
  };
}
