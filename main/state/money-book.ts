import { localDay, type LocalDay, type Zone } from '../core/limits/calendar.ts';
import type { Spending } from '../core/limits/money.ts';

/** Whose money it is: a channel's or a token's, by its id. */
export type Payer = { readonly kind: 'channel' | 'token'; readonly id: number };

export type Period = 'day' | 'month';

/** What a payer spent in a period, `YYYY-MM-DD` or `YYYY-MM`. */
export type Spent = Payer & { readonly period: string; readonly nanoUsd: number };

/** Money set aside for a request that runs. Made and settled by the book alone. */
export type Reservation = { readonly payers: readonly Payer[]; readonly nanoUsd: number };

type Account = {
  readonly payer: Payer;
  /** By period. */
  readonly spent: Map<string, number>;
  /** Sums of `spent` that are not written down yet. */
  readonly unsaved: Map<string, number>;
  reservedNanoUsd: number;
};

export type MoneyBookDeps = {
  readonly zone: Zone;
  readonly now: () => number;
  /** The sums of a payer have grown by this. */
  readonly onBooked: (payer: Payer, nanoUsd: number) => void;
};

/** What channels and tokens have spent this local day and month, and what is set aside for running requests. */
export class MoneyBook {
  readonly #deps: MoneyBookDeps;
  readonly #accounts = new Map<string, Account>();
  readonly #open = new Set<Reservation>();
  /** Those with something unsaved. */
  readonly #changed = new Set<Account>();
  #today: (LocalDay & { readonly from: number }) | null = null;

  constructor(deps: MoneyBookDeps) {
    this.#deps = deps;
  }

  /** Sums of this day and month, or earlier ones, as they are stored. They replace what is known of a period. */
  load(rows: readonly Spent[]): void {
    for (const { period, nanoUsd, ...payer } of rows) {
      this.#accountOf(payer).spent.set(period, nanoUsd);
    }
  }

  /** The local day and month it is now. */
  today(): LocalDay {
    const now = this.#deps.now();
    const known = this.#today;
    if (known !== null && now >= known.from && now < known.dayEndsAt) return known;
    this.#today = { ...localDay(this.#deps.zone, now), from: now };
    return this.#today;
  }

  spendingOf(payer: Payer, period: Period): Spending {
    const account = this.#accounts.get(nameOf(payer));
    return {
      spentNanoUsd: account?.spent.get(this.today()[period]) ?? 0,
      reservedNanoUsd: account?.reservedNanoUsd ?? 0,
    };
  }

  /** Sets money aside at all payers. Whether it may be spent was judged before, in the same step. */
  reserve(payers: readonly Payer[], nanoUsd: number): Reservation {
    const reservation = { payers, nanoUsd };
    for (const payer of payers) this.#accountOf(payer).reservedNanoUsd += nanoUsd;
    this.#open.add(reservation);
    return reservation;
  }

  /**
   * Books what the request cost in the day and month in which it ends, and frees what was set aside. Null: nobody knows
   * what it cost, so what was set aside counts as spent. Only the first call for a reservation does anything.
   */
  settle(reservation: Reservation, actualNanoUsd: number | null): void {
    if (!this.#open.delete(reservation)) return;
    for (const payer of reservation.payers) {
      this.#accountOf(payer).reservedNanoUsd -= reservation.nanoUsd;
      this.book(payer, actualNanoUsd ?? reservation.nanoUsd);
    }
  }

  /** Adds to what was spent, where nothing was set aside before. */
  book(payer: Payer, nanoUsd: number): void {
    if (nanoUsd <= 0) return;
    const account = this.#accountOf(payer);
    const { day, month } = this.today();
    addTo(account, day, nanoUsd);
    addTo(account, month, nanoUsd);
    this.#changed.add(account);
    this.#deps.onBooked(payer, nanoUsd);
  }

  /** Sums that changed since the last call; the caller writes them down. */
  takeUnsaved(): readonly Spent[] {
    const taken = [...this.#changed].flatMap(({ payer, unsaved }) => {
      const rows = [...unsaved].map(([period, nanoUsd]) => ({ ...payer, period, nanoUsd }));
      unsaved.clear();
      return rows;
    });
    this.#changed.clear();
    return taken;
  }

  #accountOf(payer: Payer): Account {
    const name = nameOf(payer);
    let account = this.#accounts.get(name);
    if (account === undefined) {
      const { kind, id } = payer;
      account = { payer: { kind, id }, spent: new Map(), unsaved: new Map(), reservedNanoUsd: 0 };
      this.#accounts.set(name, account);
    }
    return account;
  }
}

/** Of any payer another one. */
export function nameOf({ kind, id }: Payer): string {
  return `${kind} ${String(id)}`;
}

function addTo({ spent, unsaved }: Account, period: string, nanoUsd: number): void {
  const before = spent.get(period);
  if (before === undefined) forgetOld(spent);
  const after = (before ?? 0) + nanoUsd;
  spent.set(period, after);
  unsaved.set(period, after);
}

/** Of days and of months the one before stays: a clock that is set back finds what it left. */
function forgetOld(spent: Map<string, number>): void {
  const periods = [...spent.keys()].sort();
  for (const length of ['YYYY-MM'.length, 'YYYY-MM-DD'.length]) {
    const alike = periods.filter((period) => period.length === length);
    for (const old of alike.slice(0, -1)) spent.delete(old);
  }
}
