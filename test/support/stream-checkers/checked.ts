import type { JsonObject } from '../../../main/core/gate/event-json.ts';

/** What a stream or a whole answer says, read by the tests themselves and by no codec. */
export type Said = {
  readonly id: string | null;
  readonly model: string | null;
  readonly text: string;
  readonly refusal: string;
  readonly thinking: string;
  readonly calls: readonly SaidCall[];
  /** In the words of its protocol. */
  readonly stop: string | null;
  /** As the protocol states it, merged over the stream. */
  readonly usage: JsonObject | null;
};

/** `input` is parsed JSON, or the text of a freeform tool, or undefined where the arguments are no JSON. */
export type SaidCall = {
  readonly id: string | null;
  readonly name: string;
  readonly input: unknown;
};

export type Checked = {
  /** Every rule that was broken, with the number of the event; empty for a good stream. */
  readonly faults: readonly string[];
  /** `cut`: there is neither an end nor an error. */
  readonly ending: 'complete' | 'error' | 'cut';
  readonly said: Said;
};

/**
 * `ours` adds what we promise beyond what services do: no empty blocks, every list complete, one way of ending.
 * `hasUsage`: the client asked for usage where that is a choice (chat).
 */
export type CheckOptions = { readonly isOurs: boolean; readonly hasUsage?: boolean };

/** Gathers faults; the same one is told only for the first event that has it. */
export class Faults {
  readonly #faults = new Map<string, string>();
  /** The number of the event that is being looked at. */
  at = 0;

  expect(isRight: boolean, fault: string): void {
    if (!isRight && !this.#faults.has(fault)) {
      this.#faults.set(fault, `${fault} (event ${String(this.at)})`);
    }
  }

  list(): readonly string[] {
    return [...this.#faults.values()];
  }
}

export function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The caller tells text that is no JSON by this.
    return undefined;
  }
}

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
