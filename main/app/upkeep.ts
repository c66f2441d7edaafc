import type { AffinityBook } from '../state/affinity-book.ts';
import type { MintedBook } from '../state/minted-book.ts';
import type { RuleBook } from '../state/rule-book.ts';
import type { ProvenanceBook } from '../state/provenance-book.ts';
import type { MoneyBook } from '../state/money-book.ts';
import type { TokenBook } from '../state/token-book.ts';
import { CATALOGUE_VERSION } from './version.ts';
import type { Pricer } from '../metering/prices/pricer.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from '../proxy/clock.ts';
import type { LogPort } from '../proxy/log-port.ts';

/** What may be lost when the program is killed: what was used, hit, minted, noted and spent in these seconds. */
const EVERY_MS = 2000;

type Kept = {
  readonly tokens: TokenBook;
  readonly minted: MintedBook;
  readonly rules: RuleBook;
  readonly affinities: AffinityBook;
  readonly provenances: ProvenanceBook;
  readonly money: MoneyBook;
  readonly pricer: Pick<Pricer, 'takeUnsaved'>;
};

/** Writes down, now and then, what the books have gathered. */
export class Upkeep {
  readonly #store: Store;
  readonly #books: Kept;
  readonly #clock: Clock;
  readonly #log: LogPort;
  #cancel: () => void = noop;

  constructor(store: Store, books: Kept, clock: Clock, log: LogPort) {
    this.#store = store;
    this.#books = books;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#cancel = this.#clock.after(EVERY_MS, () => {
      void this.#write().then(() => {
        this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#cancel();
    await this.#write();
  }

  async #write(): Promise<void> {
    try {
      const uses = this.#books.tokens.takeUses();
      if (uses.length > 0) await this.#store.tokens.touch(uses);
      const minted = this.#books.minted.takeUnsaved();
      if (minted.length > 0) await this.#store.mintedIds.insertMany(minted);
      const hits = this.#books.rules.takeUnsaved();
      if (hits.length > 0) await this.#store.rules.addHits(hits);
      const places = this.#books.affinities.takeUnsaved();
      if (places.length > 0) await this.#store.affinities.save(places);
      const noted = this.#books.provenances.takeUnsaved();
      if (noted.length > 0) await this.#store.provenances.save(noted);
      const spent = this.#books.money.takeUnsaved();
      if (spent.length > 0) await this.#store.spending.save(spent);
      const prices = this.#books.pricer.takeUnsaved();
      if (prices.length > 0) await this.#store.knownPrices.save(CATALOGUE_VERSION, prices);
    } catch (error) {
      // Conveniences: the program serves on without them.
      this.#log.warn(`upkeep failed: ${String(error)}`);
    }
  }
}

function noop(): void {
  // Not started.
}
