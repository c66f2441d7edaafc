import { createHash } from 'node:crypto';
import type { Asked } from './asked.ts';

/** So long a prefix is kept after its last use. */
const KEPT_MS = 5 * 60_000;

/** Keys and conversations come from outside. */
const MAX_PREFIXES = 100_000;

/** Members that hold the conversation, and those that every request of it begins with. */
const LISTS = ['messages', 'input', 'contents'];
const HEADS = ['tools', 'system', 'instructions', 'systemInstruction'];

/** In bytes of JSON. */
export type CacheUse = { readonly read: number; readonly created: number };

/**
 * Remembers for each key and model how far a prompt has been seen before, as the vendors' prompt caches do: by whole
 * messages from the beginning. Who is asked by the same key again reads, another key begins anew.
 */
export class PromptCache {
  /** When each prefix was used last, the least recently used first. */
  readonly #prefixes = new Map<string, number>();

  use({ key, model }: Asked, body: Buffer, now: number): CacheUse {
    let read = 0;
    let total = 0;
    let prefix = `${key}\n${model}`;
    for (const piece of piecesOf(body)) {
      total += piece.length;
      prefix = createHash('sha256').update(prefix).update(piece).digest('base64');
      const usedAt = this.#prefixes.get(prefix);
      if (usedAt !== undefined && now - usedAt <= KEPT_MS) read = total;
      this.#prefixes.delete(prefix);
      this.#prefixes.set(prefix, now);
    }
    for (const oldest of this.#prefixes.keys()) {
      if (this.#prefixes.size <= MAX_PREFIXES) break;
      this.#prefixes.delete(oldest);
    }
    return { read, created: total - read };
  }
}

/** The prompt in the order in which it is cached. Marks for the cache move from turn to turn and are no part of it. */
function piecesOf(body: Buffer): string[] {
  const members = objectIn(body);
  const head = HEADS.map((name) => members[name]).filter((value) => value !== undefined);
  const list = LISTS.map((name) => members[name]).find(Array.isArray) as unknown[] | undefined;
  const text = list === undefined ? LISTS.map((name) => members[name]) : [];
  return [...(head.length > 0 ? [head] : []), ...(list ?? text)].flatMap((value) => {
    const written = JSON.stringify(value, (name, inner: unknown) =>
      name === 'cache_control' ? undefined : inner,
    ) as string | undefined;
    return written === undefined ? [] : [written];
  });
}

function objectIn(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    // What cannot be read is not cached.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
