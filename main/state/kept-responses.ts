import type { KeptResponse } from '../core/responses-socket/read-frame.ts';

/** What open connections may go on from, within one bound for all of them: who has waited longest loses it first. */
export class KeptResponses<Owner> {
  readonly #kept = new Map<Owner, KeptResponse>();
  #bytes = 0;

  get(owner: Owner): KeptResponse | null {
    return this.#kept.get(owner) ?? null;
  }

  /** Takes the place of what the owner had. */
  put(owner: Owner, kept: KeptResponse, maxBytes: number): void {
    this.drop(owner);
    this.#kept.set(owner, kept);
    this.#bytes += kept.items.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= maxBytes) return;
      this.drop(oldest);
    }
  }

  drop(owner: Owner): void {
    this.#bytes -= this.#kept.get(owner)?.items.length ?? 0;
    this.#kept.delete(owner);
  }
}
