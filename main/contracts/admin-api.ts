import type { AttemptRecord, RequestRecord, SkippedChannel } from './record.ts';
import type { InFlightView } from './live-events.ts';
import type { SentenceValues } from './sentence.ts';

/** Every admin error. `code` is stable and dotted; `fields` maps a field's path to what is wrong with it. */
export type AdminError = {
  readonly success: false;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly fields?: Readonly<Record<string, string>>;
    /** What the message names: with these and the code it can be said in another language. */
    readonly values?: SentenceValues;
  };
};

/** Every other admin answer. `count` is the number of all rows where `data` is one page of them. */
export type AdminAnswer<T> = { readonly success: true; readonly data: T; readonly count?: number };

export type LoginAnswer = {
  readonly status: 'success';
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
};

export type RequestPage = {
  readonly records: readonly RequestRecord[];
  /** Pass as `before` for the next older page; null on the last one. A page may be short, even empty, and not the last. */
  readonly nextCursor: string | null;
  /** What began before this moment was not looked through yet; null: everything was. */
  readonly searchedTo: number | null;
};

export type RequestDetail = {
  readonly record: RequestRecord;
  readonly attempts: readonly AttemptRecord[];
  /** Empty where the first candidate answered. At most 50. */
  readonly skipped: readonly SkippedChannel[];
};

/** As the admin API shows it. */
export type RequestDetailView = {
  readonly record: RequestRecord;
  readonly attempts: readonly (AttemptRecord & {
    /** Why it went to its candidate, in words. */
    readonly choiceText: string;
  })[];
  /** As the books stood at its last choice. Empty where the first candidate answered; at most 50. */
  readonly skipped: readonly SkippedChannel[];
};

export type InFlightList = { readonly inFlight: readonly InFlightView[] };

/** What a trial request to a channel came to. The upstream's own words, keys masked. */
export type ChannelTestResult = {
  readonly isOk: boolean;
  readonly url: string;
  readonly keyMask: string;
  readonly model: string;
  readonly status: number | null;
  readonly durationMs: number;
  readonly firstByteMs: number | null;
  readonly contentType: string | null;
  /** Decoded beginning of the answer, or why there was none. */
  readonly body: string;
};

/** Models an upstream offers. */
export type ModelFetchResult =
  | { readonly isOk: true; readonly models: readonly string[]; readonly url: string }
  | {
      readonly isOk: false;
      readonly status: number | null;
      readonly message: string;
      readonly url: string;
    };

export type HealthView = {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  /** ISO 8601. */
  readonly time: string;
  readonly totalChannels: number;
  readonly enabledChannels: number;
  readonly inFlight: number;
};

/** Something was deleted; `POST …/undo` with the token brings it back, until then. */
export type Deleted = { readonly undoToken: string; readonly undoUntil: number };
