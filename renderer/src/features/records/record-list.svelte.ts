import type { RequestPage } from '#contracts/admin-api';
import type { AdminClient } from '../../api/admin-client.ts';
import { Loaded, type LoadedView } from '../../api/loaded.svelte.ts';
import type { Problem } from '../../api/problem.ts';
import type { After } from '../../ui/timers.ts';

const PAGE_SIZE = 50;

/** A record is in the database some 200 ms after its request ended; the list need not ask more often. */
const REFRESH_MS = 600;

/**
 * The last requests, newest first. The list follows what happens while it shows the newest page alone.
 * From the moment a person asks for older ones it stands still, because they are reading.
 */
export class RecordList {
  readonly #client: AdminClient;
  readonly #after: After;
  readonly #pages: Loaded<RequestPage>;
  #isRefreshDue = false;
  #hasOlder = $state(false);
  #hasNewer = $state(false);
  #isLoadingOlder = $state(false);
  #olderProblem = $state.raw<Problem | null>(null);

  constructor(client: AdminClient, after: After) {
    this.#client = client;
    this.#after = after;
    this.#pages = new Loaded(() => client.records(null, PAGE_SIZE));
  }

  get view(): LoadedView<RequestPage> {
    return this.#pages.view;
  }

  get hasAny(): boolean {
    return (this.#pages.data?.records.length ?? 0) > 0;
  }

  /** Something ended while the list stood still. */
  get hasNewer(): boolean {
    return this.#hasNewer;
  }

  get isLoadingOlder(): boolean {
    return this.#isLoadingOlder;
  }

  get olderProblem(): Problem | null {
    return this.#olderProblem;
  }

  /** Shows the newest page and follows again. */
  async showNewest(): Promise<void> {
    this.#hasOlder = false;
    this.#hasNewer = false;
    this.#olderProblem = null;
    await this.#pages.load();
  }

  /** Something ended: reads again when its record can be there, once for all that ends until then. */
  noteEnd(): void {
    if (this.#hasOlder) this.#hasNewer = true;
    if (this.#hasOlder || this.#isRefreshDue) return;
    this.#isRefreshDue = true;
    this.#after(REFRESH_MS, () => {
      this.#isRefreshDue = false;
      if (this.#hasOlder) this.#hasNewer = true;
      else void this.#pages.load();
    });
  }

  async loadOlder(): Promise<void> {
    const shown = this.#pages.data;
    if (shown?.nextCursor == null || this.#isLoadingOlder) return;
    this.#hasOlder = true;
    this.#isLoadingOlder = true;
    const answer = await this.#client.records(shown.nextCursor, PAGE_SIZE);
    this.#isLoadingOlder = false;
    this.#olderProblem = answer.ok ? null : answer.problem;
    // The newest page may have been asked for meanwhile; this one would not fit below it.
    if (answer.ok && this.#pages.data === shown) {
      const { records, ...rest } = answer.data;
      this.#pages.replace({ records: [...shown.records, ...records], ...rest });
    }
  }
}
