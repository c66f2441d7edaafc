import type { ChannelId } from '../../contracts/channel.ts';
import type { RouteVerdict } from '../../contracts/route-explanation.ts';
import { CHOICE_TEXTS } from '../../core/explain/texts.ts';
import { percent, quoted } from '../../core/explain/words.ts';
import type { Route } from '../../core/route.ts';
import type { Refusal } from '../reply.ts';
import { noCandidateRefusal } from '../reply-exhausted.ts';
import type { Step } from './dry-run.ts';
import { stepShares, type View } from './explain-channels.ts';

const NOBODY = { channelId: null, why: null, shares: [], then: [] } as const;

/** Who would be tried first, and why; or what the client would be told instead. */
export function verdictOf(view: View): RouteVerdict {
  const { asked, barredBy, run, deps } = view;
  const [first, ...later] = run.steps;
  if (first === undefined) {
    if (run.waits) return { ...NOBODY, kind: 'waits', text: WAITS_TEXT };
    const refusal = noCandidateRefusal({ admission: asked.admission, barredBy }, deps);
    return { ...NOBODY, kind: 'noChannel', text: answered(refusal) };
  }
  const { shares, isDrawn } = stepShares(first, view);
  const then = later.map(({ candidate }) => candidate.eligible.channel.id);
  if (isDrawn) {
    const names = new Map(first.sharing.map(({ channel }) => [channel.id, channel.name]));
    const draw = shares
      .filter(({ share }) => share > 0)
      .map(({ channelId, share }) => `${quoted(names.get(channelId) ?? '')} ${percent(share)}`);
    const text = `Chance decides who is tried first: ${draw.join(', ')}. ${drawnAfterText(later)}`;
    return {
      kind: 'drawn',
      text,
      channelId: null,
      why: first.why,
      shares,
      then: othersOf(run.steps),
    };
  }
  const { channel } = first.candidate.eligible;
  const text = `${quoted(channel.name)} would be chosen: ${CHOICE_TEXTS[first.why]}. ${afterText(later)}`;
  return { kind: 'chosen', text, channelId: channel.id, why: first.why, shares, then };
}

const NOBODY_AFTER = 'No other channel would be tried after it.';

const WAITS_TEXT =
  'Everything left is cooling down and tried by other requests: it would wait for what they find.';

/** Whoever is drawn, all are tried in the end; the likeliest stands first. */
function othersOf(steps: readonly Step[]): ChannelId[] {
  return steps.map(({ candidate }) => candidate.eligible.channel.id);
}

function afterText(later: readonly Step[]): string {
  if (later.length === 0) return NOBODY_AFTER;
  const names = later.map(({ candidate, wasCooling }) => {
    const name = quoted(candidate.eligible.channel.name);
    return wasCooling ? `${name} (although it cools down)` : name;
  });
  return `If it failed as a whole: ${names.join(', then ')}.`;
}

function drawnAfterText(later: readonly Step[]): string {
  if (later.length === 0) return NOBODY_AFTER;
  return `If that one failed as a whole, so many others would be tried: ${String(later.length)}.`;
}

export function refusedVerdict(refusal: Refusal): RouteVerdict {
  return { ...NOBODY, kind: 'refused', text: answered(refusal) };
}

export function answeredHere({ kind }: Route): RouteVerdict {
  const what = {
    ping: 'a ping',
    preflight: "a browser's question whether it may ask",
    models: 'the models that the channels offer',
    proxy: 'a count of tokens (setting "countTokensBy", or no channel that counts)',
    websocket: 'a WebSocket, every frame of which is a request of its own',
    reject: 'a path that leads nowhere',
  }[kind];
  return { ...NOBODY, kind: 'answeredHere', text: `This program answers by itself: ${what}.` };
}

function answered({ status, message }: Refusal): string {
  return `The client would be answered ${String(status)}: ${message}`;
}
