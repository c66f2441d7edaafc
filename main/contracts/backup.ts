/** What a backup holds that waits to be restored. */
export type RestoreSummary = {
  readonly channels: number;
  readonly tokens: number;
  readonly requests: number;
  readonly stagedAt: number;
};

/** Null: nothing waits for the next start. */
export type RestoreState = { readonly waiting: RestoreSummary | null };
