/** The local time zone, as the composition root knows it. */
export type Zone = {
  /** `Europe/Berlin` */
  readonly name: string;
  /** What local clocks are ahead of UTC at a moment: in whole minutes, changing at quarters of an hour only. */
  offsetMsAt(at: number): number;
};

/** The local day and month of a moment, and when they are over. */
export type LocalDay = {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** `YYYY-MM` */
  readonly month: string;
  /** Epoch milliseconds at which the next day begins. */
  readonly dayEndsAt: number;
  readonly monthEndsAt: number;
};

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** No local day is longer, whatever the clocks do. */
const LONGEST_DAY_MS = 2 * DAY_MS;
const LONGEST_MONTH_MS = 33 * DAY_MS;

export function localDay(zone: Zone, at: number): LocalDay {
  const day = dayOf(zone, at);
  const month = monthOf(zone, at);
  return {
    day,
    month,
    dayEndsAt: firstAfter(at, LONGEST_DAY_MS, (moment) => dayOf(zone, moment) > day),
    monthEndsAt: firstAfter(at, LONGEST_MONTH_MS, (moment) => monthOf(zone, moment) > month),
  };
}

/** Minutes that local clocks show since midnight. */
export function minuteOfDay(zone: Zone, at: number): number {
  const local = at + zone.offsetMsAt(at);
  return Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / MINUTE_MS);
}

/** `2026-11-25 08:30`, as local clocks and calendars show it. */
export function localTimeText(zone: Zone, at: number): string {
  return localIso(zone, at).slice(0, 16).replace('T', ' ');
}

function dayOf(zone: Zone, at: number): string {
  return localIso(zone, at).slice(0, 10);
}

function monthOf(zone: Zone, at: number): string {
  return localIso(zone, at).slice(0, 7);
}

function localIso(zone: Zone, at: number): string {
  return new Date(at + zone.offsetMsAt(at)).toISOString();
}

/**
 * The first whole minute after `at` from which on something is so. Halving needs no rule for nights in which clocks are
 * put forward over midnight, where no day begins at 00:00.
 */
function firstAfter(at: number, withinMs: number, isSo: (moment: number) => boolean): number {
  let before = Math.floor(at / MINUTE_MS);
  let after = before + withinMs / MINUTE_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isSo(middle * MINUTE_MS)) after = middle;
    else before = middle;
  }
  return after * MINUTE_MS;
}
