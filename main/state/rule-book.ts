import type { ChannelId } from '../contracts/channel.ts';
import type { Rule, RuleDraft, RuleHits, RuleId } from '../contracts/rule.ts';
import { NO_RULES, type RuleSet } from '../core/rules/apply.ts';
import type { UtcOffsetOf } from '../core/rules/captured-time.ts';
import {
  compileRule,
  hasPattern,
  type Compilation,
  type Compiled,
} from '../core/rules/compiled.ts';
import type { CompilePattern } from '../core/rules/pattern.ts';
import { Subscribers } from './subscribers.ts';

type RulePorts = {
  /** Loads the engine for regular expressions: only where a rule has one. */
  loadCompiler(): Promise<CompilePattern>;
  readonly utcOffsetOf: UtcOffsetOf;
  /** A stored rule whose pattern the engine does not take; it is left out. */
  onUnusable(rule: Rule, message: string): void;
};

/** Hits since they were last written down. */
type UnsavedHits = { readonly id: RuleId; readonly count: number; readonly lastHitAt: number };

const NO_HITS: RuleHits = { hitCount: 0, lastHitAt: null };

/** The users' rules as they are now, ready to be used, and how often each has decided. */
export class RuleBook {
  readonly #ports: RulePorts;
  #rules: readonly Rule[] = [];
  #compiled: readonly Compiled<Rule>[] = [];
  /** What holds for a channel without rules of its own. */
  #common: RuleSet = NO_RULES;
  #byChannel: ReadonlyMap<ChannelId, RuleSet> = new Map();
  readonly #subscribers = new Subscribers<void>();
  readonly #hits = new Map<RuleId, RuleHits>();
  readonly #unsaved = new Map<RuleId, number>();

  constructor(ports: RulePorts) {
    this.#ports = ports;
  }

  get utcOffsetOf(): UtcOffsetOf {
    return this.#ports.utcOffsetOf;
  }

  /** Lists one after the other, each in its order; those for every channel first. */
  all(): readonly Rule[] {
    return this.#rules;
  }

  /** The enabled rules that hold for a channel; null: those that hold for every one. */
  rulesFor(channelId: ChannelId | null): RuleSet {
    const own = channelId === null ? undefined : this.#byChannel.get(channelId);
    return own ?? this.#common;
  }

  hitsOf(id: RuleId): RuleHits {
    return this.#hits.get(id) ?? NO_HITS;
  }

  hit(id: RuleId, now: number): void {
    this.#hits.set(id, { hitCount: this.hitsOf(id).hitCount + 1, lastHitAt: now });
    this.#unsaved.set(id, (this.#unsaved.get(id) ?? 0) + 1);
  }

  /** Hits read back at start. */
  loadHits(stored: readonly (RuleHits & { readonly id: RuleId })[]): void {
    for (const { id, hitCount, lastHitAt } of stored) this.#hits.set(id, { hitCount, lastHitAt });
  }

  /** Hits since the last call; the caller writes them down. */
  takeUnsaved(): readonly UnsavedHits[] {
    const unsaved = [...this.#unsaved].map(([id, count]) => ({
      id,
      count,
      lastHitAt: this.hitsOf(id).lastHitAt ?? 0,
    }));
    this.#unsaved.clear();
    return unsaved;
  }

  /** Makes rules ready that need not be stored. */
  async compile<R extends RuleDraft>(rules: readonly R[]): Promise<Compilation<R>[]> {
    const compile = rules.some(hasPattern) ? await this.#ports.loadCompiler() : noPattern;
    return rules.map((rule) => compileRule(rule, compile));
  }

  async replaceAll(rules: readonly Rule[]): Promise<void> {
    const enabled = rules.filter((rule) => rule.isEnabled);
    const compilations = await this.compile(enabled);
    this.#compiled = compilations.flatMap((one, index) => {
      if (one.ok) return [one.compiled];
      const rule = enabled[index];
      if (rule !== undefined) this.#ports.onUnusable(rule, one.fault.message);
      return [];
    });
    this.#rules = rules;
    this.#index();
    this.#subscribers.tell();
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }

  /** The rules of channels that are gone went with them. */
  retain(channelIds: ReadonlySet<ChannelId>): void {
    const isKept = ({ channelId }: Rule): boolean =>
      channelId === null || channelIds.has(channelId);
    if (this.#rules.every(isKept)) return;
    this.#rules = this.#rules.filter(isKept);
    this.#compiled = this.#compiled.filter(({ rule }) => isKept(rule));
    this.#index();
  }

  #index(): void {
    const known = new Set(this.#rules.map((rule) => rule.id));
    for (const id of this.#hits.keys()) if (!known.has(id)) this.#hits.delete(id);
    for (const id of this.#unsaved.keys()) if (!known.has(id)) this.#unsaved.delete(id);
    const of = (id: ChannelId | null): Compiled<Rule>[] =>
      this.#compiled.filter(({ rule }) => rule.channelId === id);
    const common = of(null);
    const channelIds = new Set(this.#compiled.flatMap(({ rule }) => rule.channelId ?? []));
    this.#common = setOf(common);
    this.#byChannel = new Map([...channelIds].map((id) => [id, setOf([...of(id), ...common])]));
  }
}

function setOf(rules: readonly Compiled<Rule>[]): RuleSet {
  if (rules.length === 0) return NO_RULES;
  return {
    rules,
    isEmptyWanted: rules.some(({ rule }) => rule.match.isEmptyAnswer),
    isGoodTextWanted: rules.some(
      ({ rule: { match } }) => match.text !== null && mayMeetGood(match),
    ),
  };
}

function mayMeetGood({ statuses, isEmptyAnswer }: Rule['match']): boolean {
  if (isEmptyAnswer) return true;
  return statuses.some((one) => (typeof one === 'number' ? one < 300 : one.from < 300));
}

function noPattern(): never {
  throw new Error('The engine for regular expressions was not loaded.');
}
