import type { RuleDraft, RuleId, RuleTest, TestedAnswer } from '../contracts/rule.ts';
import type { ChannelId } from '../contracts/channel.ts';
import { cooldownLengths } from '../core/availability/rules.ts';
import { settingsFor } from '../core/channel-settings.ts';
import { classify, type Evidence, type Verdict } from '../core/classify.ts';
import { applyRules } from '../core/rules/apply.ts';
import type { Compiled } from '../core/rules/compiled.ts';
import { typedFacts, type TypedFacts } from '../core/rules/typed-answer.ts';
import type { RecentAnswer } from '../state/recent-answers.ts';
import type { AdminDeps } from './deps.ts';

const MINUTE_MS = 60_000;

/** Rules as they are tried: only saved ones have an id. */
export type TriedRule = RuleDraft & { readonly id?: RuleId };

/** What rules, and behind them the built-in table, would make of an answer that somebody typed. Nothing is stored. */
export function tryOnAnswer(
  rules: readonly Compiled<TriedRule>[],
  answer: TestedAnswer,
  channelId: ChannelId | null,
  deps: AdminDeps,
): RuleTest {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const facts = typedFacts({ ...answer, contentType: headers['content-type'] ?? '' });
  const shown = { ...answer, headers, at: null, channelName: null };
  return tried(rules, shown, { ...facts, channelId }, deps);
}

/** The same for an answer that came in, as of the moment when it did. */
export function tryOnRecent(
  rules: readonly Compiled<TriedRule>[],
  recent: RecentAnswer,
  deps: AdminDeps,
): RuleTest {
  const { status, headers, text, protocol, at, channelName, flaw, isEmpty } = recent;
  const outcome =
    flaw === null
      ? ({ kind: 'answered', status } as const)
      : ({ kind: 'unproven', status, flaw } as const);
  const answer = { status, headers, text, protocol, at, channelName };
  const { channelId } = recent;
  return tried(rules, answer, { outcome, isEmpty, channelId }, deps);
}

function tried(
  rules: readonly Compiled<TriedRule>[],
  answer: RuleTest['answer'],
  { outcome, isEmpty, channelId }: TypedFacts & { readonly channelId: ChannelId | null },
  deps: AdminDeps,
): RuleTest {
  const now = answer.at ?? deps.now();
  const evidence: Evidence = {
    outcome,
    protocol: answer.protocol,
    now,
    utcOffsetMs: -new Date(now).getTimezoneOffset() * MINUTE_MS,
    header: (name) => answer.headers[name],
    text: answer.text,
  };
  const { rules: book, settings, channels } = deps.books;
  const channel = channelId === null ? undefined : channels.find(channelId);
  const common = settings.current();
  const lengths = cooldownLengths(channel === undefined ? common : settingsFor(common, channel));
  const context = { lengths, utcOffsetOf: book.utcOffsetOf };
  const misses: RuleTest['misses'][number][] = [];
  const decision = applyRules(rules, { ...evidence, isEmpty }, context, (rule, why) => {
    misses.push({ ...nameOf(rule), why });
  });
  const verdict = decision?.verdict ?? classify(evidence, lengths);
  return {
    answer,
    matched: decision === null ? null : nameOf(decision.rule),
    blame: verdict.blame,
    next: verdict.next === 'relay' ? 'relay' : 'failOver',
    until: untilOf(verdict, now),
    misses,
  };
}

function nameOf({ id, name }: TriedRule): { readonly id: RuleId | null; readonly name: string } {
  return { id: id ?? null, name };
}

function untilOf({ blame, statedUntil, firstCooldownMs }: Verdict, now: number): number | null {
  if (blame === 'client' || blame === 'nobody') return null;
  if (statedUntil !== null) return statedUntil;
  return firstCooldownMs > 0 ? now + firstCooldownMs : null;
}
