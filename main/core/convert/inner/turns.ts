import type { Part } from './parts.ts';
import type { Turn } from './request.ts';

/** Collects parts into turns: a turn goes on until the other side speaks. */
export class TurnList {
  readonly #turns: { readonly role: Turn['role']; readonly parts: Part[] }[] = [];

  get turns(): readonly Turn[] {
    return this.#turns;
  }

  add(role: Turn['role'], ...parts: readonly Part[]): void {
    if (parts.length === 0) return;
    const last = this.#turns.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else this.#turns.push({ role, parts: [...parts] });
  }
}
