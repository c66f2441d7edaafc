import type { RULE_NEXTS, RULE_TEXT_KINDS } from './constants.ts';
import type { ChannelId } from './channel.ts';
import type { Protocol } from './protocol.ts';
import type { Blame } from './record.ts';

export type RuleId = number & { readonly brand: 'RuleId' };

/** A status, or all from one to another, both included. */
type RuleStatus = number | { readonly from: number; readonly to: number };

/**
 * What an answer must have; every condition that is set has to hold, and one at least is set. An answer that looks good
 * is met only by rules that name its status or ask for empty ones: it may talk about errors as it likes.
 */
export type RuleMatch = {
  /** Empty: any. */
  readonly statuses: readonly RuleStatus[];
  /** Name in any case; the pattern is a regular expression (RE2) found in the value, and an empty one asks for any value. */
  readonly header: { readonly name: string; readonly pattern: string } | null;
  /** In the decoded beginning of the body. `contains` ignores case; `regex` is RE2's syntax, which has `(?i)`. */
  readonly text: { readonly kind: (typeof RULE_TEXT_KINDS)[number]; readonly value: string } | null;
  /** A 2xx that has no content and gives no reason for it. */
  readonly isEmptyAnswer: boolean;
  /** Of the request; null: all. By itself no condition. */
  readonly protocols: readonly Protocol[] | null;
};

/** How a captured text is read as a moment. Zones are IANA names. */
export type CaptureFormat =
  /**
   * `layout` in the tokens YYYY MM M MMM DD D HH H hh h mm m ss s A Z; `[text]` and every other character stand for
   * themselves. Without a year it is the next such day, without a time midnight; Z, an offset, wins over the zone.
   */
  | { readonly kind: 'dateTime'; readonly layout: string; readonly zone: string }
  /** `18:30`, `18:30:05`, `6pm`, `6:30 PM`: the next time a clock in the zone shows it. */
  | { readonly kind: 'timeOfDay'; readonly zone: string }
  | { readonly kind: 'unixSeconds' }
  | { readonly kind: 'unixMs' }
  /** From now. */
  | { readonly kind: 'seconds' };

export type RuleCooldown =
  /** As for an answer like this without the rule; where that means none, as for a fault of the upstream's own. */
  | { readonly kind: 'default' }
  | { readonly kind: 'none' }
  /** Exactly so long, also when it happens again. */
  | { readonly kind: 'fixed'; readonly durationMs: number }
  /** Until the moment in a named group of the text's or the header's pattern; capped like every stated reset. */
  | { readonly kind: 'captured'; readonly group: string; readonly format: CaptureFormat };

export type RuleAction = {
  readonly blame: Blame;
  readonly next: (typeof RULE_NEXTS)[number];
  readonly cooldown: RuleCooldown;
};

/** What a person decides about a rule. */
export type RuleDraft = {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly match: RuleMatch;
  readonly action: RuleAction;
};

/** A user's own judgement of answers. Those of a channel come before those for all; the first that matches decides. */
export type Rule = RuleDraft & {
  readonly id: RuleId;
  /** Null: for every channel. */
  readonly channelId: ChannelId | null;
  /** Order within its list, ascending. */
  readonly position: number;
};

/** How often a rule has decided. */
export type RuleHits = { readonly hitCount: number; readonly lastHitAt: number | null };

export type RuleView = Rule & RuleHits;

/** Why a rule does not decide about an answer. */
export type RuleMiss =
  'disabled' | 'status' | 'protocol' | 'good' | 'header' | 'text' | 'notEmpty' | 'time';

/** An answer of an upstream as the tester takes and shows it. */
export type TestedAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly protocol: Protocol;
};

/** What the rules make of one answer. */
export type RuleTest = {
  readonly answer: TestedAnswer & {
    /** Epoch ms; null for an answer that was typed in. */
    readonly at: number | null;
    readonly channelName: string | null;
  };
  /** The rule that decides; null when the built-in table does. `id` is null for one that is not saved. */
  readonly matched: { readonly id: RuleId | null; readonly name: string } | null;
  readonly blame: RuleAction['blame'];
  readonly next: RuleAction['next'];
  /** Until when the first cooldown would last, epoch ms; null: nothing cools down. */
  readonly until: number | null;
  /** The rules before the one that decides, and why they do not. */
  readonly misses: readonly {
    readonly id: RuleId | null;
    readonly name: string;
    readonly why: RuleMiss;
  }[];
};
