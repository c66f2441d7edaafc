import type { Notice, NoticeDraft, NoticeId } from '../contracts/notice.ts';
import { Subscribers } from './subscribers.ts';

/** Nobody reads more, and the list is sent as a whole. */
export const MAX_NOTICES = 200;

/** Where notices are kept. What it takes is told already, so it answers for its own troubles. */
type NoticePort = {
  /** @param keptUntil before it the notice might be told again, if it were forgotten */
  save(notice: Notice, keptUntil: number): void;
  dismiss(ids: readonly NoticeId[], at: number): Promise<void>;
};

export type NoticeBookDeps = { readonly port: NoticePort; readonly now: () => number };

/** A new one, or null when some were dismissed. */
type NoticeChange = Notice | null;

/** What people are told, and have not dismissed. */
export class NoticeBook {
  readonly #deps: NoticeBookDeps;
  /** Oldest first. */
  #notices: Notice[] = [];
  #lastId = 0;
  readonly #subscribers = new Subscribers<NoticeChange>();

  constructor(deps: NoticeBookDeps) {
    this.#deps = deps;
  }

  /** As they are stored, oldest first. */
  load(stored: readonly { readonly notice: Notice; readonly isDismissed: boolean }[]): void {
    this.#lastId = stored.at(-1)?.notice.id ?? 0;
    this.#notices = stored.filter((one) => !one.isDismissed).map(({ notice }) => notice);
    this.#trim();
  }

  /** Newest first. */
  list(): readonly Notice[] {
    return this.#notices.toReversed();
  }

  announce(draft: NoticeDraft, keptUntil: number): void {
    this.#lastId += 1;
    const notice = { ...draft, id: this.#lastId as NoticeId, at: this.#deps.now() };
    this.#notices.push(notice);
    this.#trim();
    this.#deps.port.save(notice, keptUntil);
    this.#subscribers.tell(notice);
  }

  /** One of them, or all; how many there were. */
  async dismiss(id: NoticeId | null): Promise<number> {
    const ids = this.#notices.flatMap((one) => (id === null || one.id === id ? [one.id] : []));
    if (ids.length === 0) return 0;
    await this.#deps.port.dismiss(ids, this.#deps.now());
    this.#notices = this.#notices.filter((one) => !ids.includes(one.id));
    this.#subscribers.tell(null);
    return ids.length;
  }

  subscribe(listener: (change: NoticeChange) => void): () => void {
    return this.#subscribers.add(listener);
  }

  #trim(): void {
    if (this.#notices.length > MAX_NOTICES) this.#notices = this.#notices.slice(-MAX_NOTICES);
  }
}
