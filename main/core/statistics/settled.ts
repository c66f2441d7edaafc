import type { Sums } from './figures.ts';

/** What a batch of settled requests came to. The id of no channel is 0. */
export type Settled = {
  readonly usage: readonly {
    readonly channelId: number;
    /** Empty when it is not known. */
    readonly protocol: string;
    readonly sums: Sums;
  }[];
  readonly attempts: readonly {
    readonly channelId: number;
    /** The name of an outcome, and `http429` for an answer that is an error. */
    readonly outcome: string;
    readonly count: number;
  }[];
};
