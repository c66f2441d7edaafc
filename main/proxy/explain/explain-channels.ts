import type { Channel, ChannelId } from '../../contracts/channel.ts';
import type { CooldownView } from '../../contracts/cooldown.ts';
import type { Protocol } from '../../contracts/protocol.ts';
import type {
  ExplainedChannel,
  ExplainedRank,
  RouteSentence,
} from '../../contracts/route-explanation.ts';
import { COOLING_TEXT, exclusionText, type Eligible } from '../../core/candidates.ts';
import { sharesOf } from '../../core/explain/shares.ts';
import { routeSaid } from '../../core/explain/route-said.ts';
import {
  cooldownSubject,
  cooldownText,
  rankSaid,
  unreachedText,
  type Unreached,
} from '../../core/explain/texts.ts';
import { effectivePriority } from '../../core/health-score.ts';
import { hasLimits } from '../../core/limits/limit-reason.ts';
import { mayLeaveChannel } from '../../core/select.ts';
import { balancingOf, loadsOf, speedsOf, weightsOf } from '../balance.ts';
import type { ProxyDeps } from '../deps.ts';
import type { BarredBy, OutlookNow } from '../outlook.ts';
import type { DryRun, Step } from './dry-run.ts';
import { wouldBeSent, type Asked } from './would-be-sent.ts';

/** What would be sent is worked out for so many channels; with hundreds of them nobody reads more. */
const MAX_WORKED_OUT = 50;

export type View = {
  readonly asked: Asked;
  readonly outlook: OutlookNow;
  readonly barredBy: BarredBy | null;
  readonly run: DryRun;
  readonly deps: ProxyDeps;
};

const NOT_RANKED = { place: null, choice: null, why: [], rank: null, wouldBeSent: null } as const;

type Out = Pick<ExplainedChannel, 'state' | 'reason'>;

/** Every channel with its place and why it has it, or why it has none. */
export function explainChannels(view: View): ExplainedChannel[] {
  const { asked, run, deps } = view;
  const { eligible, exclusions } = asked.admission.candidates;
  const moment = { now: view.outlook.now, zone: deps.limits.zone };
  const stepOf = new Map(run.steps.map((step) => [step.candidate.eligible.channel.id, step]));
  const others = eligible.filter(({ channel }) => !stepOf.has(channel.id));
  const ranks = ranksOf(eligible, view.outlook);
  const inOrder = [
    ...run.steps.map(({ candidate }) => candidate.eligible),
    ...others.toSorted((a, b) => groupOf(a, ranks, view.outlook) - groupOf(b, ranks, view.outlook)),
  ];
  const cooldowns = deps.availability.list();
  const partsOf = (channel: Channel) => commonParts(channel, cooldowns, view);
  const candidates = inOrder.map((one, index): ExplainedChannel => {
    const step = stepOf.get(one.channel.id) ?? null;
    const out: Out = step === null ? whyOut(one, view) : { state: 'tried', reason: null };
    if (out.state === 'excluded') return { ...partsOf(one.channel), ...out, ...NOT_RANKED };
    const rank = rankOf(one, groupOf(one, ranks, view.outlook), view);
    const candidate = step?.candidate ?? deps.availability.parts.best(one, moment.now);
    // Of a request whose body was not recorded nobody can say how it would be converted.
    const isKnown = one.converts === undefined || asked.isBodyKnown;
    const isWorkedOut = candidate !== null && isKnown && index < MAX_WORKED_OUT;
    return {
      ...partsOf(one.channel),
      ...out,
      place: step === null ? null : index + 1,
      choice: step?.why ?? null,
      why: [
        ...conversionSaid(one, asked.admission.route.protocol),
        ...rankSaid(rank, sharingOf(one, view)),
        ...conversationSaid(one, step, out, view),
        ...budgetSaid(one, view),
      ],
      rank,
      wouldBeSent: isWorkedOut ? wouldBeSent(asked, candidate, deps) : null,
    };
  });
  const excluded = exclusions.map(({ channel, reason }): ExplainedChannel => ({
    ...partsOf(channel),
    state: 'excluded',
    reason: { kind: reason.kind, text: exclusionText(reason, moment) },
    ...NOT_RANKED,
  }));
  return [...candidates, ...excluded];
}

function commonParts(
  channel: Channel,
  cooldowns: readonly CooldownView[],
  { deps, outlook }: View,
) {
  const { id: channelId, name, limits } = channel;
  const moment = { now: outlook.now, zone: deps.limits.zone };
  const payer = { kind: 'channel', id: channelId } as const;
  return {
    channelId,
    name,
    cooldowns: cooldowns
      .filter(({ scope }) => scope.channelId === channelId)
      .map((one) => ({
        ...one,
        subject: cooldownSubject(one, channel),
        text: `${cooldownText(one, channel, moment)}.`,
      })),
    limits: hasLimits(limits) ? deps.limits.stateOf(payer, limits) : null,
  };
}

/** A channel that could serve the request, to which no attempt would go. */
function whyOut(one: Eligible, { asked, outlook, barredBy, run, deps }: View): Out {
  const { now } = outlook;
  const bar = barredBy?.(one) ?? null;
  if (bar !== null) {
    const text = exclusionText(bar, { now, zone: deps.limits.zone });
    // What cannot be said in its protocol cannot be said later either.
    if (bar.kind === 'conversion') return { state: 'excluded', reason: { kind: bar.kind, text } };
    return { state: 'barred', reason: { kind: bar.kind, text } };
  }
  if (!deps.availability.parts.hasFree(one, now)) {
    return { state: 'cooling', reason: { kind: 'cooling', text: COOLING_TEXT } };
  }
  const settings = deps.settings.current();
  const tried = run.steps.map(({ candidate }) => ({ candidate }));
  const { deadlineAt } = asked.admission;
  const why: Unreached =
    deadlineAt !== null && now >= deadlineAt
      ? 'timeIsOver'
      : mayLeaveChannel(tried, settings)
        ? 'failoverOff'
        : 'maxChannels';
  const text = unreachedText(why, settings.maxChannelsPerRequest);
  return { state: 'notReached', reason: { kind: why, text } };
}

function ranksOf(eligible: readonly Eligible[], outlook: OutlookNow): number[] {
  const ranks = new Set(eligible.map((one) => outlook.rankOf(one)));
  return [...ranks].sort((a, b) => b - a);
}

/** Counted from 1. */
function groupOf(one: Eligible, ranks: readonly number[], outlook: OutlookNow): number {
  return ranks.indexOf(outlook.rankOf(one)) + 1;
}

function rankOf(one: Eligible, group: number, { outlook, deps }: View): ExplainedRank {
  const { id, priority } = one.channel;
  const settings = deps.settings.current();
  const { successes, failures } = deps.health.countsOf(id, outlook.now);
  const counts = { successes, failures };
  const [speed = null] = speedsOf([one], outlook, deps);
  return {
    group,
    priority,
    health: settings.isHealthScoreEnabled
      ? { ...counts, effectivePriority: effectivePriority(priority, counts, settings) }
      : null,
    balancing: balancingOf(one, settings),
    weight: outlook.weightOf(one),
    credit: deps.rotation.creditOf(id),
    inFlight: deps.availability.inFlightOf(id),
    latencyMs: speed === Infinity ? null : speed,
  };
}

/** How those among whom the balancing decides share what is asked now. */
export function stepShares(
  { sharing }: Pick<Step, 'sharing'>,
  { outlook, deps }: Pick<View, 'outlook' | 'deps'>,
): {
  readonly shares: readonly { channelId: ChannelId; share: number }[];
  readonly isDrawn: boolean;
} {
  const [first] = sharing;
  if (first === undefined) return { shares: [], isDrawn: false };
  const { shares, isDrawn } = sharesOf(balancingOf(first, deps.settings.current()), {
    weights: weightsOf(sharing, outlook),
    inFlight: loadsOf(sharing, deps),
    speeds: speedsOf(sharing, outlook, deps),
  });
  const named = sharing.map(({ channel }, index) => ({
    channelId: channel.id,
    share: shares[index] ?? 0,
  }));
  return { shares: named, isDrawn };
}

/** Its share in the first step at which its turn could come; null when it never could. */
function sharingOf(one: Eligible, view: View): { count: number; share: number } | null {
  const isOne = ({ channel }: Eligible): boolean => channel.id === one.channel.id;
  const step = view.run.steps.find(({ sharing }) => sharing.some(isOne));
  if (step === undefined) return null;
  const { shares } = stepShares(step, view);
  const own = shares.find(({ channelId }) => channelId === one.channel.id);
  return { count: shares.length, share: own?.share ?? 0 };
}

function conversionSaid({ converts }: Eligible, client: Protocol): RouteSentence[] {
  return converts === undefined ? [] : [routeSaid('converted', { client, to: converts.to })];
}

/** Why it is asked for another model than is its own for what was asked. */
function budgetSaid(
  { channel, isCheaper, upstreamModels }: Eligible,
  { deps }: View,
): RouteSentence[] {
  const budget = isCheaper === true ? deps.budgets.cheaperFor(channel.id) : null;
  if (budget === null) return [];
  const { period, limitUsd, limitNanoUsd, spentNanoUsd } = budget;
  const spentPercent = Math.floor((spentNanoUsd / limitNanoUsd) * 100);
  const model = upstreamModels[0] ?? '';
  return [routeSaid('cheaper', { period, limitUsd, spentPercent, model })];
}

function conversationSaid(
  { channel }: Eligible,
  step: Step | null,
  { state }: Out,
  { asked }: View,
): RouteSentence[] {
  const preferred = asked.place.preferred.find(({ channelId }) => channelId === channel.id);
  if (preferred === undefined) return [];
  const { sign } = asked.place;
  const key = channel.keys.find(({ id }) => id === preferred.keyId)?.mask ?? '';
  const isTaken = state === 'tried' || state === 'notReached';
  const now = step?.why === 'affinity' ? 'stays' : isTaken ? 'elsewhere' : 'cannotBe';
  return [routeSaid('conversation', { sign, key, now })];
}
