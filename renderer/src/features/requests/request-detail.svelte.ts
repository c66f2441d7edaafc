import type { RequestDetailView, RequestPage } from '#contracts/admin-api';
import type { AttemptOutcome, AttemptRecord, RequestRecord } from '#contracts/record';
import type { AdminClient } from '../../api/admin-client.ts';
import { Loaded, type LoadedView } from '../../api/loaded.svelte.ts';
import { filterValue, joinTerms } from './filter-terms.ts';

const FIRST_ERROR_STATUS = 400;

/** A search for similar ones looks no further than this. */
export const MOST_SIMILAR = 100;

/** One request in all that is known of it. */
export class RequestDetail {
  readonly id: string;
  readonly #client: AdminClient;
  readonly #detail: Loaded<RequestDetailView>;
  #similarCount = $state<number | null>(null);

  constructor(client: AdminClient, id: string) {
    this.id = id;
    this.#client = client;
    this.#detail = new Loaded(() =>
      client.get<RequestDetailView>(`/admin/requests/${encodeURIComponent(id)}`),
    );
  }

  get view(): LoadedView<RequestDetailView> {
    return this.#detail.view;
  }

  /** It is running: what is stored of it is not all. */
  get isOpen(): boolean {
    const record = this.#detail.data?.record;
    return record === undefined || record.outcome === null;
  }

  async load(): Promise<void> {
    await this.#detail.load();
    const record = this.#detail.data?.record;
    const filter = record === undefined ? null : similarFilter(record);
    if (filter === null) return;
    const answer = await this.#client.get<RequestPage>('/admin/requests', {
      filter,
      limit: MOST_SIMILAR,
    });
    if (answer.ok) this.#similarCount = answer.data.records.length;
  }

  /** Something ended; was it this one? */
  async refresh(): Promise<void> {
    if (this.isOpen) await this.load();
  }

  /** How many `similarFilter` finds, this one among them; null while they are being counted. */
  get similarCount(): number | null {
    return this.#similarCount;
  }
}

/** Requests of the last day that ended like this one; null when it went well at once. */
export function similarFilter(record: RequestRecord): string | null {
  const { outcome, status, channelName, attemptCount } = record;
  const channel = channelName === '' ? [] : [`channel:${filterValue(channelName)}`];
  if (outcome === null) return null;
  if (isFailedRequest(record)) {
    const how = status === null ? `outcome:${outcome.toLowerCase()}` : `status:${status}`;
    return joinTerms(['is:failed', how, ...channel, 'after:24h']);
  }
  return attemptCount > 1 ? joinTerms(['is:failed-over', ...channel, 'after:24h']) : null;
}

export function isFailedRequest({ outcome, status }: RequestRecord): boolean {
  return outcome !== 'answered' || (status !== null && status >= FIRST_ERROR_STATUS);
}

/** A client that leaves and a person who intervenes are no failure of the channel. */
const BY_HAND: ReadonlySet<AttemptOutcome> = new Set(['clientLeft', 'cancelled', 'rerouted']);

export function isFailedAttempt({ outcome, blame, status }: AttemptRecord): boolean {
  if (BY_HAND.has(outcome)) return false;
  const isError = status !== null && status >= FIRST_ERROR_STATUS;
  return outcome !== 'answered' || blame !== 'nobody' || isError;
}
