import { SvelteMap } from 'svelte/reactivity';
import type { InFlightView, LiveEvent } from '#contracts/live-events';
import type { Problem } from '../../api/problem.ts';
import { InFlightRow } from './in-flight-row.svelte.ts';

export type InFlightDeps = {
  cancel(id: string): Promise<Problem | null>;
  tryNext(id: string): Promise<Problem | null>;
  after(ms: number, run: () => void): unknown;
  /** Epoch milliseconds by the server's clock. */
  now(): number;
};

type InFlightDelta = Omit<Extract<LiveEvent, { kind: 'inFlight' }>, 'kind'>;

/** How long a row shows its outcome before it leaves. */
const FAREWELL_MS = 4_000;

/** Running requests, newest on top. A row changes in place and never moves past another. */
export class InFlightList {
  readonly #deps: InFlightDeps;
  readonly #rows = new SvelteMap<string, InFlightRow>();
  #isHeld = false;
  #hasSnapshot = $state(false);

  constructor(deps: InFlightDeps) {
    this.#deps = deps;
  }

  readonly rows: readonly InFlightRow[] = $derived([...this.#rows.values()].toSorted(newestFirst));

  /** Running ones alone; a row that shows its outcome does not count. */
  readonly runningCount: number = $derived(this.rows.filter((row) => row.closed === null).length);

  get hasSnapshot(): boolean {
    return this.#hasSnapshot;
  }

  /** Takes over what is running now. A row that ended in a gap leaves without a word: nobody knows how. */
  takeSnapshot(views: readonly InFlightView[]): void {
    this.#hasSnapshot = true;
    for (const row of this.#rows.values()) {
      if (row.closed === null && !views.some((view) => view.id === row.id))
        this.#rows.delete(row.id);
    }
    for (const view of views) this.#take(view);
  }

  takeDelta({ opened, changed, closed }: InFlightDelta): void {
    for (const view of opened) this.#take(view);
    for (const change of changed) this.#rows.get(change.id)?.update(change, this.#deps.now());
    let hasFarewell = false;
    for (const one of closed) {
      const row = this.#rows.get(one.id);
      // One that began and ended between two deltas never had a row.
      if (row === undefined) continue;
      row.close(one, this.#deps.now());
      hasFarewell = true;
    }
    if (hasFarewell) this.#sweepLater();
  }

  /** The pointer or the focus is in the list: nothing leaves from under it. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#sweep();
  }

  async cancel(row: InFlightRow): Promise<void> {
    if (row.isCancelling || row.closed !== null || row.asksFirst()) return;
    row.beginCancel();
    const problem = await this.#deps.cancel(row.id);
    if (problem !== null) row.cancelFailed(problem);
  }

  /** Gives up the running attempt and goes on to the next channel. */
  async tryNext(row: InFlightRow): Promise<void> {
    if (!row.facts.canTryNext || row.closed !== null) return;
    const problem = await this.#deps.tryNext(row.id);
    if (problem !== null) row.cancelFailed(problem);
  }

  #take(view: InFlightView): void {
    const row = this.#rows.get(view.id);
    if (row === undefined) this.#rows.set(view.id, new InFlightRow(view, this.#deps.now()));
    else row.update(view, this.#deps.now());
  }

  #sweepLater(): void {
    this.#deps.after(FAREWELL_MS, () => {
      this.#sweep();
    });
  }

  #sweep(): void {
    if (this.#isHeld) return;
    const now = this.#deps.now();
    for (const row of this.#rows.values()) {
      if (row.endedAt !== null && row.endedAt + FAREWELL_MS <= now) this.#rows.delete(row.id);
    }
  }
}

function newestFirst(a: InFlightRow, b: InFlightRow): number {
  return b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1);
}
