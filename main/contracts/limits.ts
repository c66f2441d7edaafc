/** What a channel or a token may use. Null = no limit. */
export type Limits = {
  /** US dollars a local day or calendar month; the books count in nano-dollars. */
  readonly dayUsd: number | null;
  readonly monthUsd: number | null;
  /** Requests begun in any 60 s. */
  readonly requestsPerMinute: number | null;
  /** Requests at once. */
  readonly maxConcurrency: number | null;
};

/** Local time of day, `HH:MM`: from `from` up to but without `to`; across midnight when `to` is the earlier one. */
export type HoursOfDay = { readonly from: string; readonly to: string };

export type ChannelLimits = Limits & {
  /** When the channel may be used; null = always. */
  readonly hours: HoursOfDay | null;
};

/** When a limit of money will be spent, if spending goes on as it did of late. */
export type Forecast =
  | { readonly kind: 'runsOut'; readonly at: number }
  /** Until its day or month ends. */
  | { readonly kind: 'lasts' }
  | { readonly kind: 'spent' }
  /** Too little was seen to say. */
  | { readonly kind: 'unknown' };

/** How much of its limits a channel or a token has used. */
export type LimitState = {
  /** The zone whose days and months count: `Europe/Berlin`. */
  readonly zone: string;
  /** When the local day ends, and the month; epoch milliseconds. */
  readonly dayEndsAt: number;
  readonly monthEndsAt: number;
  readonly spentDayUsd: number;
  readonly spentMonthUsd: number;
  /** When the limit of the day will be spent, and of the month; null where there is none. */
  readonly dayForecast: Forecast | null;
  readonly monthForecast: Forecast | null;
  /** Set aside for requests that run. */
  readonly reservedUsd: number;
  /** Requests of a token, attempts at a channel, that run now. */
  readonly inFlight: number;
  /** Begun in the last 60 s; null where no limit counts them. */
  readonly requestsLastMinute: number | null;
};
