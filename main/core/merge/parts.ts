import type { MergedOutput, MergedToolCall } from '../../contracts/capture.ts';
import { hasSubstance, type JsonObject } from '../gate/event-json.ts';

/** Puts the answer of one protocol together, from its events or from the whole body. */
export type Merge = {
  event(data: JsonObject): void;
  whole(body: JsonObject): void;
  outputs(): readonly MergedOutput[];
};

/** A call of a tool that grows. */
export class GrowingCall {
  #id: string | null = null;
  #name = '';
  #arguments = '';

  name(id: unknown, name: unknown): void {
    if (typeof id === 'string' && id !== '') this.#id = id;
    if (typeof name === 'string' && name !== '') this.#name = name;
  }

  add(piece: unknown): void {
    if (typeof piece === 'string') this.#arguments += piece;
  }

  /** What is stated whole replaces what has grown. */
  set(value: unknown): void {
    if (typeof value === 'string') this.#arguments = value;
    else if (value !== undefined) this.#arguments = JSON.stringify(value);
  }

  get isEmpty(): boolean {
    return this.#arguments === '';
  }

  read(): MergedToolCall {
    return { id: this.#id, name: this.#name, arguments: this.#arguments };
  }
}

/** One output that grows. */
export class GrowingOutput {
  text = '';
  reasoning = '';
  refusal = '';
  stopReason: string | null = null;
  readonly #calls = new Map<string | number, GrowingCall>();

  call(key: string | number): GrowingCall {
    return valueAt(this.#calls, key, () => new GrowingCall());
  }

  /** A call that comes whole. */
  addCall(id: unknown, name: unknown, value: unknown): void {
    const call = this.call(`whole ${String(this.#calls.size)}`);
    call.name(id, name);
    call.set(value);
  }

  stop(reason: unknown): void {
    if (typeof reason === 'string' && reason !== '') this.stopReason = reason;
  }

  read(): MergedOutput {
    const { text, reasoning, refusal, stopReason } = this;
    const toolCalls = [...this.#calls.values()].map((call) => call.read());
    return { text, reasoning, refusal, toolCalls, stopReason };
  }
}

/** The value of a key, made where there is none yet. */
export function valueAt<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Outputs in the order of their index. */
export function inOrder(outputs: ReadonlyMap<number, GrowingOutput>): readonly MergedOutput[] {
  return [...outputs].sort(([one], [other]) => one - other).map(([, output]) => output.read());
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function indexOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** What an event or a body says about its failure; null when it names none. */
export function errorIn(data: JsonObject): string | null {
  const { error, message, type } = data;
  if (typeof error === 'string' && error !== '') return error;
  if (hasSubstance(error)) return textOf((error as JsonObject)['message']) || JSON.stringify(error);
  return type === 'error' ? textOf(message) || JSON.stringify(data) : null;
}
