import { SvelteSet } from 'svelte/reactivity';
import type { ChannelId, ChannelView } from '#contracts/channel';

/** Which rows are ticked, and on which one the keyboard stands. */
export class Selection {
  readonly #shown: () => readonly ChannelView[];
  readonly #picked = new SvelteSet<ChannelId>();
  #cursor = $state<ChannelId | null>(null);

  /** @param shown the rows as they stand there now */
  constructor(shown: () => readonly ChannelView[]) {
    this.#shown = shown;
  }

  /** Those that are ticked and can be seen. */
  get picked(): readonly ChannelView[] {
    return this.#shown().filter(({ id }) => this.#picked.has(id));
  }

  get current(): ChannelView | null {
    return this.#shown().find(({ id }) => id === this.#cursor) ?? null;
  }

  isPicked(id: ChannelId): boolean {
    return this.#picked.has(id);
  }

  pick(id: ChannelId, isPicked: boolean): void {
    if (isPicked) this.#picked.add(id);
    else this.#picked.delete(id);
  }

  pickAll(): void {
    for (const { id } of this.#shown()) this.#picked.add(id);
  }

  pickNone(): void {
    this.#picked.clear();
  }

  standOn(id: ChannelId): void {
    this.#cursor = id;
  }

  /** @returns where the keyboard stands then; null when there is no row */
  step(by: number): ChannelId | null {
    const shown = this.#shown();
    const at = shown.findIndex(({ id }) => id === this.#cursor);
    const wanted = at < 0 ? (by < 0 ? shown.length - 1 : 0) : at + by;
    const row = shown[Math.min(shown.length - 1, Math.max(0, wanted))];
    if (row === undefined) return null;
    this.#cursor = row.id;
    return row.id;
  }
}
