import type { RequestPage } from '#contracts/admin-api';
import type { RequestRecord } from '#contracts/record';
import type { AdminClient } from '../../api/admin-client.ts';
import type { LoadedView } from '../../api/loaded.svelte.ts';
import type { Answer, Problem } from '../../api/problem.ts';
import { mergeNewest } from './merge-newest.ts';

const PAGE_SIZE = 100;

/** A search that finds little goes on by itself so often; then the person decides. */
const PAGES_AT_ONCE = 5;

type Position = Pick<RequestPage, 'nextCursor' | 'searchedTo'>;
const AT_END: Position = { nextCursor: null, searchedTo: null };

/**
 * The requests that a filter lets through, newest first. New ones come in by themselves while the person is at the
 * top; otherwise they are counted and wait. What runs is shown by the live list and left out here.
 */
export class RecordHistory {
  readonly #client: AdminClient;
  #filter = $state('');
  #records = $state.raw<readonly RequestRecord[] | null>(null);
  #position = $state.raw<Position>(AT_END);
  #problem = $state.raw<Problem | null>(null);
  #olderProblem = $state.raw<Problem | null>(null);
  #isSearching = $state(false);
  #newer = $state.raw<RequestPage | null>(null);
  #newCount = $state(0);
  /** Counts searches, so that an answer to an older one is dropped. */
  #turn = 0;
  #isFollowing = true;

  constructor(client: AdminClient) {
    this.#client = client;
  }

  get filter(): string {
    return this.#filter;
  }

  get view(): LoadedView<readonly RequestRecord[]> {
    if (this.#records !== null)
      return { kind: 'ready', data: this.#records, problem: this.#problem };
    return this.#problem === null
      ? { kind: 'loading' }
      : { kind: 'failed', problem: this.#problem };
  }

  get records(): readonly RequestRecord[] {
    return this.#records ?? [];
  }

  get hasOlder(): boolean {
    return this.#position.nextCursor !== null;
  }

  /** How far back was looked, where that says something: in the middle of a search. */
  get searchedTo(): number | null {
    return this.#position.searchedTo;
  }

  get isSearching(): boolean {
    return this.#isSearching;
  }

  get olderProblem(): Problem | null {
    return this.#olderProblem;
  }

  /** Those that wait above. */
  get newCount(): number {
    return this.#newCount;
  }

  /** More wait than one page holds. */
  get isNewCountLeast(): boolean {
    return this.#newCount >= PAGE_SIZE;
  }

  async search(filter: string): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    if (filter !== this.#filter) this.#records = null;
    this.#filter = filter;
    this.#isSearching = false;
    this.#olderProblem = null;
    this.#forgetNewer();
    const answer = await this.#read(null);
    if (turn !== this.#turn) return;
    this.#problem = answer.ok ? null : answer.problem;
    // A filter that cannot be read has no rows, and those of the one before would be taken for its own.
    if (!answer.ok) return;
    this.#records = answer.data.records;
    this.#position = answer.data;
    if (this.#records.length === 0) await this.loadOlder();
  }

  /** Goes on until something is found, but not for ever. */
  async loadOlder(): Promise<void> {
    if (this.#isSearching || this.#records === null) return;
    const turn = this.#turn;
    this.#isSearching = true;
    for (let page = 0; page < PAGES_AT_ONCE; page += 1) {
      const { nextCursor } = this.#position;
      if (nextCursor === null) break;
      const answer = await this.#read(nextCursor);
      if (turn !== this.#turn) break;
      this.#olderProblem = answer.ok ? null : answer.problem;
      if (!answer.ok) break;
      this.#position = answer.data;
      if (answer.data.records.length === 0) continue;
      this.#records = [...this.#records, ...answer.data.records];
      break;
    }
    if (turn === this.#turn) this.#isSearching = false;
  }

  /** At the top new ones come in by themselves. */
  follow(isFollowing: boolean): void {
    const begins = isFollowing && !this.#isFollowing;
    this.#isFollowing = isFollowing;
    if (begins) this.showNewer();
  }

  /** Something ended: looks for what is new. */
  async refresh(): Promise<void> {
    if (this.#records === null) {
      await this.search(this.#filter);
      return;
    }
    const turn = this.#turn;
    const answer = await this.#read(null);
    if (turn !== this.#turn) return;
    this.#problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.#newer = answer.data;
    this.#newCount = mergeNewest(this.#records, answer.data.records).newCount;
    if (this.#isFollowing) this.showNewer();
  }

  showNewer(): void {
    if (this.#newer === null || this.#records === null) return;
    const merged = mergeNewest(this.#records, this.#newer.records);
    this.#records = merged.records;
    if (!merged.isJoined) {
      this.#turn += 1;
      this.#isSearching = false;
      this.#position = this.#newer;
    }
    this.#forgetNewer();
  }

  #forgetNewer(): void {
    this.#newer = null;
    this.#newCount = 0;
  }

  async #read(before: string | null): Promise<Answer<RequestPage>> {
    const answer = await this.#client.get<RequestPage>('/admin/requests', {
      limit: PAGE_SIZE,
      before,
      filter: this.#filter === '' ? null : this.#filter,
    });
    if (!answer.ok) return answer;
    const records = answer.data.records.filter(({ outcome }) => outcome !== null);
    return { ok: true, data: { ...answer.data, records } };
  }
}
