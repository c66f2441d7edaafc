import type {
  AttemptStatistics,
  BucketUnit,
  ErrorReport,
  Range,
  Statistics,
} from '#contracts/statistics';
import type { AdminClient, Query } from '../../api/admin-client.ts';
import { Loaded } from '../../api/loaded.svelte.ts';
import type { Answer } from '../../api/problem.ts';
import type { After } from '../../ui/timers.ts';
import { bucketUnit, rangeQuery, statisticsQuery, type UsagePlace } from './usage-place.ts';

/** Sums change slowly, and to read them anew is more than to read a row. */
const REFRESH_MS = 5_000;

/** Statistics, and the place they were asked for. */
export type UsageData = {
  readonly place: UsagePlace;
  readonly unit: BucketUnit;
  /** When they were read. */
  readonly at: number;
  readonly statistics: Statistics;
};

type Deps = {
  readonly client: AdminClient;
  readonly after: After;
  /** The server's present. */
  readonly now: () => number;
  /** Told when all is read anew because requests ended. */
  readonly onRefresh: () => void;
};

/** What the screen of usage reads. While something else is asked for, what is there stays. */
export class UsageReport {
  readonly usage: Loaded<UsageData>;
  readonly attempts: Loaded<readonly AttemptStatistics[]>;
  readonly errors: Loaded<ErrorReport>;
  readonly #deps: Deps;
  #place: UsagePlace;
  #isRefreshDue = false;

  constructor(place: UsagePlace, deps: Deps) {
    this.#place = $state.raw(place);
    this.#deps = deps;
    const { client } = deps;
    this.usage = new Loaded(() => this.#readUsage());
    this.attempts = new Loaded(() => client.get('/admin/statistics/attempts', this.#rangeQuery()));
    this.errors = new Loaded(() => client.get('/admin/statistics/errors', this.#rangeQuery()));
  }

  get place(): UsagePlace {
    return this.#place;
  }

  /** Does what is there belong to something that was asked for before? */
  get isStale(): boolean {
    const { data } = this.usage;
    return data !== null && nameOf(data.place) !== nameOf(this.#place);
  }

  show(place: UsagePlace): void {
    const isOther = nameOf(place) !== nameOf(this.#place);
    this.#place = place;
    if (isOther) void this.load();
  }

  async load(): Promise<void> {
    await Promise.all([this.usage.load(), this.attempts.load(), this.errors.load()]);
  }

  /** Requests ended: reads again, if they can be among those shown. */
  noteEnd(): void {
    if (this.#isRefreshDue || !this.#reachesNow()) return;
    this.#isRefreshDue = true;
    this.#deps.after(REFRESH_MS, () => {
      this.#isRefreshDue = false;
      void this.load();
      this.#deps.onRefresh();
    });
  }

  #reachesNow(): boolean {
    const range: Range | undefined = this.usage.data?.statistics.range;
    return range === undefined || range.to > this.#deps.now();
  }

  async #readUsage(): Promise<Answer<UsageData>> {
    const place = this.#place;
    const at = this.#deps.now();
    const query = { ...statisticsQuery(place, at), compare: true, top: 100 };
    const answer = await this.#deps.client.get<Statistics>('/admin/statistics', query);
    if (!answer.ok) return answer;
    const unit = bucketUnit(place.range, at);
    return { ok: true, data: { place, unit, at, statistics: answer.data } };
  }

  /** Attempts and errors are known by their channel alone. */
  #rangeQuery(): Query {
    return { ...rangeQuery(this.#place), channelId: this.#place.filters.channel };
  }
}

function nameOf({ range, dimension, filters }: UsagePlace): string {
  return JSON.stringify([range, dimension, filters]);
}
