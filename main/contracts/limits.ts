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
