import { encodeUtf8 } from '../utf8.ts';
import { joined, type KeptResponse } from './read-frame.ts';

type AnswerEvent = {
  readonly type?: unknown;
  readonly item?: unknown;
  readonly response?: { readonly id?: unknown; readonly output?: unknown };
};

/** Events that matter here. A text inside an event has its quotes escaped and does not look like one of these. */
const WANTED = /"response\.(?:output_item\.done|completed|incomplete)"/;

/** Collects from the events of one answer what the next request may go on from. */
export class AnswerItems {
  readonly #maxBytes: number;
  readonly #items: Uint8Array[] = [];
  #bytes: number;
  #id: string | null = null;

  /** `items`: what was asked. */
  constructor(items: Uint8Array, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#items.push(items);
    this.#bytes = items.length;
  }

  see(data: string): void {
    if (!WANTED.test(data)) return;
    const event = parsed(data);
    if (event.type === 'response.output_item.done') this.#add(event.item);
    else if (event.type === 'response.completed' || event.type === 'response.incomplete') {
      const { id, output } = event.response ?? {};
      // Some upstreams send items with their end alone.
      if (this.#items.length === 1 && Array.isArray(output))
        for (const one of output) this.#add(one);
      if (typeof id === 'string' && id !== '') this.#id = id;
    }
  }

  /** Null when the answer did not end well, or is too much to be kept. */
  get kept(): KeptResponse | null {
    if (this.#id === null || this.#bytes > this.#maxBytes) return null;
    return { id: this.#id, items: joined(this.#items) };
  }

  #add(item: unknown): void {
    if (this.#bytes > this.#maxBytes || item === undefined) return;
    const bytes = encodeUtf8(JSON.stringify(item));
    this.#bytes += bytes.length;
    if (this.#bytes > this.#maxBytes) this.#items.length = 0;
    else this.#items.push(bytes);
  }
}

function parsed(data: string): AnswerEvent {
  try {
    return JSON.parse(data) as AnswerEvent;
  } catch {
    return {};
  }
}
