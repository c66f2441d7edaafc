import type { Zone } from '../core/limits/calendar.ts';
import { PACE_WINDOW_MS, paceOf, type SpentHour } from '../core/limits/forecast.ts';
import { localHourStart } from '../core/local-hour.ts';
import { nameOf, type Payer, type Period } from './money-book.ts';

const HOUR_MS = 60 * 60_000;

/** What a payer spent in one local hour. */
export type HourlySpent = Payer & { readonly hour: number; readonly nanoUsd: number };

type Hour = { -readonly [Name in keyof SpentHour]: SpentHour[Name] };

/** How fast channels and tokens spend money: their last hours, one by one. */
export class PaceBook {
  readonly #zone: Zone;
  readonly #now: () => number;
  /** Ascending. */
  readonly #hours = new Map<string, Hour[]>();

  constructor(zone: Zone, now: () => number) {
    this.#zone = zone;
    this.#now = now;
  }

  /** The hours before this run of the program, ascending. */
  load(rows: readonly HourlySpent[]): void {
    for (const { hour, nanoUsd, ...payer } of rows) {
      this.#hoursOf(payer).push({ from: hour, to: hour + HOUR_MS, nanoUsd });
    }
  }

  add(payer: Payer, nanoUsd: number): void {
    const now = this.#now();
    const hours = this.#hoursOf(payer);
    const last = hours.at(-1);
    // Also where the clock was set back: what counts is that nothing is lost.
    if (last !== undefined && now < last.to) {
      last.nanoUsd += nanoUsd;
      return;
    }
    const begin = localHourStart(now, this.#zone.offsetMsAt(now));
    // Nobody knows of the time before the very first one whether it was idle or not watched.
    hours.push({ from: last === undefined ? now : begin, to: begin + HOUR_MS, nanoUsd });
    const since = now - PACE_WINDOW_MS;
    while (hours[0] !== undefined && hours[0].to <= since) hours.shift();
  }

  /** Nano-dollars a millisecond, as they count for a limit of this period; null when too little is known. */
  of(payer: Payer, period: Period): number | null {
    return paceOf(this.#hours.get(nameOf(payer)) ?? [], period, this.#now());
  }

  #hoursOf(payer: Payer): Hour[] {
    const name = nameOf(payer);
    let hours = this.#hours.get(name);
    if (hours === undefined) {
      hours = [];
      this.#hours.set(name, hours);
    }
    return hours;
  }
}
