import type { ChannelId } from './channel.ts';
import type { SettingName, Settings } from './settings.ts';

/** What a file or a pasted text was taken for. */
export type ImportKind =
  | 'csv'
  | 'cc-proxy'
  | 'load-balancer'
  | 'ccload-database'
  | 'cc-switch'
  | 'claude-code-router'
  | 'cli-proxy-api'
  | 'environment'
  | 'text'; // keys, addresses, JSON of any program, a curl command, a link

/** Where something stands: in which line, or where in the tree of an object. */
export type ImportPlace = {
  /** Counted from 1. */
  readonly line: number | null;
  /** `backends.0.token` */
  readonly path: string | null;
};

export type ImportProblemCode =
  | 'unreadable' // the text does not hold together; `detail` says how
  | 'unknownContent' // nothing in it looks like a channel
  | 'missingColumn'
  | 'unknownColumn'
  | 'badQuotes'
  | 'badValue' // `detail` says what is wanted
  | 'noUrl'
  | 'noKey'
  | 'placeholder' // what stands in place of the key is no key
  | 'accountLogin' // a login with an account, of which no key can be taken
  | 'notSupported' // this program has nothing like it
  | 'notNeeded' // it had no effect there, or has none here
  | 'setElsewhere' // a setting that is not changed by an import
  | 'tooMany';

/** Something that was not understood, or not taken. Never holds a secret. */
export type ImportProblem = ImportPlace & {
  readonly code: ImportProblemCode;
  /** A whole entry is left out; otherwise only a part of it, or nothing that matters. */
  readonly isEntryLost: boolean;
  /** A name, or what is wanted. */
  readonly detail: string | null;
  /** A sentence. */
  readonly text: string;
};

/** One field of a channel as it is and as it would be; secrets are masked. */
export type ImportChange = {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
};

export type ImportedChannel = ImportPlace & {
  /** Names it in `take`. */
  readonly key: string;
  readonly name: string;
  readonly verdict: 'new' | 'changed' | 'unchanged' | 'refused';
  /** The channel of that name, when there is one. */
  readonly channelId: ChannelId | null;
  /** Taken where nothing is chosen. */
  readonly isProposed: boolean;
  readonly changes: readonly ImportChange[];
  /** Of one that is refused: field → what is wrong with it. */
  readonly errors: Readonly<Record<string, string>>;
};

export type ImportedSetting = ImportPlace & {
  readonly key: string;
  readonly name: SettingName;
  readonly before: Settings[SettingName];
  readonly after: Settings[SettingName];
  readonly verdict: 'changed' | 'unchanged' | 'refused';
  readonly isProposed: boolean;
};

/** A token that clients already have: it goes on working here. */
export type ImportedToken = ImportPlace & {
  readonly key: string;
  readonly name: string;
  readonly mask: string;
  readonly verdict: 'new' | 'unchanged' | 'refused';
  readonly isProposed: boolean;
};

/** What an import would do. */
export type ImportPlan = {
  readonly kind: ImportKind;
  /** What the text was written in, where that is not UTF-8: `GB18030`. */
  readonly encoding: string | null;
  readonly channels: readonly ImportedChannel[];
  readonly settings: readonly ImportedSetting[];
  readonly tokens: readonly ImportedToken[];
  readonly problems: readonly ImportProblem[];
};

/** The seeds' counts of channels, and what they were counted of. */
export type ImportResult = {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows or entries that could not be read, or were refused. */
  readonly skipped: number;
  readonly processed: number;
  /** A line for each fault, with its place. */
  readonly errors: readonly string[];
  readonly isDryRun: boolean;
  readonly plan: ImportPlan;
  /** For two minutes; null when nothing was changed. */
  readonly undoToken: string | null;
};
