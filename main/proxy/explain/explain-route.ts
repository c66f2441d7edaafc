import type { Token } from '../../contracts/token.ts';
import type {
  ExplainedRefusal,
  RouteExplanation,
  RouteQuestion,
  RouteSentence,
  RouteVerdict,
} from '../../contracts/route-explanation.ts';
import { clientFamily } from '../../core/client-family.ts';
import { conversationOf } from '../../core/conversation.ts';
import { readCredentials } from '../../core/credentials.ts';
import { routeSaid } from '../../core/explain/route-said.ts';
import { routeRequest, type ProxyRoute, type Route } from '../../core/route.ts';
import { Admission } from '../admission.ts';
import { modelsRoute, protocolOf, unaskedRefusal, isCountedHere } from '../admit.ts';
import { identify, troubleOf, type Authentication } from '../authenticate.ts';
import { queryOf } from '../call.ts';
import { channelBars } from '../channel-limits.ts';
import { ConversationPlace } from '../conversation-place.ts';
import type { ProxyDeps } from '../deps.ts';
import { withoutQuery } from '../log-lines.ts';
import { OutlookNow } from '../outlook.ts';
import { queueRefusal } from '../queue.ts';
import { bodyRefusal, FACTS_REFUSAL, NO_SUCH_PATH, unauthorized } from '../refusals.ts';
import type { Refusal } from '../reply.ts';
import { readFacts, type RequestFacts } from '../request-model.ts';
import { forbiddenModel, forbiddenRequest, tokenBar } from '../token-limits.ts';
import { askedBody, askedCall, type AskedCall } from './asked-call.ts';
import { dryRun } from './dry-run.ts';
import { explainChannels } from './explain-channels.ts';
import { answeredHere, refusedVerdict, verdictOf } from './verdict.ts';

/** What is known of a request that has not got as far as to the channels. */
type Understood = {
  readonly question: RouteQuestion;
  readonly call: AskedCall;
  readonly route: Route;
  readonly token: Token | null;
  readonly now: number;
};

/**
 * How a request would be understood and where it would go now, with a reason for every channel. The way is that of
 * `admit` and `choose`, step by step; nothing is sent, taken, counted or noted.
 */
export function explainRoute(question: RouteQuestion, deps: ProxyDeps): RouteExplanation {
  const now = deps.clock.now();
  const call = askedCall(question, now);
  const asked = routeRequest(call.method, call.target, call.header);
  const who = authenticationOf(question, call, deps);
  const token = who.ok ? who.token : question.token;
  const route = asked.kind === 'models' ? modelsRoute(call, asked, token, deps) : asked;
  const understood = { question, call, route, token, now };
  const stranger = who.ok ? null : unauthorized(who.why);

  const unasked = unaskedRefusal(call.method, asked, deps.settings.current());
  if (unasked !== null) return endsEarly(understood, unasked);
  if (route.kind === 'ping' || route.kind === 'preflight') return endsEarly(understood, null);
  if (route.kind === 'models') {
    const forbidden = route.model === null ? null : forbiddenModel(token, route.model);
    return endsEarly(understood, stranger ?? forbidden);
  }
  if (route.kind === 'websocket') return endsEarly(understood, stranger);
  if (route.kind !== 'proxy') return endsEarly(understood, stranger ?? NO_SUCH_PATH);

  const { maxBodyBytes } = deps.settings.current();
  const body = askedBody(question, call);
  if (body.plain.length > maxBodyBytes) {
    return endsEarly(understood, stranger ?? bodyRefusal('tooLarge', maxBodyBytes));
  }
  if (route.operation === 'countTokens' && isCountedHere(route, deps)) {
    return endsEarly(understood, stranger);
  }
  const facts = readFacts(route, call.header('content-type') ?? '', body.plain);
  if (!facts.ok) return endsEarly(understood, stranger ?? FACTS_REFUSAL[facts.why]);
  return explainAdmitted({ ...understood, route }, { body, facts: facts.facts, stranger }, deps);
}

/** It comes as far as to the channels, or would if its token were let in. */
function explainAdmitted(
  understood: Understood & { readonly route: ProxyRoute },
  known: {
    readonly body: ReturnType<typeof askedBody>;
    readonly facts: RequestFacts;
    readonly stranger: Refusal | null;
  },
  deps: ProxyDeps,
): RouteExplanation {
  const { question, call, route, token, now } = understood;
  const { body, facts, stranger } = known;
  const isBodyKnown = question.recorded === null;
  const admission = new Admission(call, { route, token, body, facts, isBodyKnown }, deps);
  const place = new ConversationPlace(call, admission, deps);
  const barredBy = channelBars(admission, deps);
  const { estimates } = admission;
  const refusal =
    stranger ??
    forbiddenRequest(token, call.method, route.path, facts.model) ??
    (token === null ? null : tokenBar(token, () => admission.candidates, estimates, deps)) ??
    queueBar(deps);

  const run = dryRun({ admission, preferred: place.preferred, barredBy }, deps);
  const outlook = new OutlookNow(deps, barredBy);
  const asked = { call, admission, place, isBodyKnown };
  const view = { asked, outlook, barredBy, run, deps };
  const verdict = refusal === null ? verdictOf(view) : refusedVerdict(refusal);
  const isQueued = refusal === null && mustWait(deps);
  return {
    at: now,
    request: {
      ...requestOf(understood),
      operation: route.operation,
      model: facts.model,
      isStreaming: facts.isStreaming,
      conversation: admission.conversation,
      affinity: question.recorded === null ? place.sign : question.recorded.affinity,
    },
    token: token === null ? null : { id: token.id, name: token.name },
    refusal: refusal === null ? null : shown(refusal),
    notes: [...notesOf(understood), ...(isQueued ? [queueNote(deps)] : [])],
    channels: explainChannels(view),
    verdict,
  };
}

/** No channel is considered: it is refused, or answered by this program itself. */
function endsEarly(understood: Understood, refusal: Refusal | null): RouteExplanation {
  const { token, now, route } = understood;
  const verdict: RouteVerdict = refusal === null ? answeredHere(route) : refusedVerdict(refusal);
  return {
    at: now,
    request: requestOf(understood),
    token: token === null ? null : { id: token.id, name: token.name },
    refusal: refusal === null ? null : shown(refusal),
    notes: notesOf(understood),
    channels: [],
    verdict,
  };
}

function requestOf({ question, call, route }: Understood): RouteExplanation['request'] {
  const { recorded } = question;
  return {
    method: call.method,
    path: withoutQuery(call.target),
    protocol: protocolOf(route),
    operation: null,
    model: null,
    isStreaming: false,
    conversation: conversationOf(call.header, null),
    affinity: null,
    clientFamily: recorded?.clientFamily ?? clientFamily(call.header('user-agent'), call.header),
    bodyBytes: recorded?.requestBytes ?? Buffer.byteLength(question.body),
  };
}

function notesOf({ question, call, token }: Understood): RouteSentence[] {
  const isCoded = call.header('content-encoding') !== undefined;
  return [
    ...(question.recorded?.missing ?? []),
    ...(isCoded ? [routeSaid('sizesUncompressed', {})] : []),
    ...(token === null ? [routeSaid('tokenUnknown', {})] : []),
  ];
}

/** A token that a person names needs no credential. Where there is neither, nobody asks what a token permits. */
function authenticationOf(
  { token }: RouteQuestion,
  call: AskedCall,
  deps: ProxyDeps,
): Authentication {
  if (token === null) {
    const query = queryOf(call.target);
    const hasCredential = readCredentials(call.header, query).length > 0;
    return hasCredential ? identify(call, query, deps) : { ok: true, token: null };
  }
  const trouble = troubleOf(token, deps.clock.now());
  return trouble === null ? { ok: true, token } : { ok: false, why: trouble };
}

function queueBar({ slots, settings }: ProxyDeps): Refusal | null {
  const { maxQueued } = settings.current();
  const isFull = mustWait({ slots, settings }) && slots.queued >= maxQueued;
  return isFull ? queueRefusal('queueFull', settings.current()) : null;
}

function mustWait({ slots, settings }: Pick<ProxyDeps, 'slots' | 'settings'>): boolean {
  return slots.queued > 0 || slots.taken >= settings.current().maxConcurrency;
}

function queueNote({ slots }: ProxyDeps): RouteSentence {
  return routeSaid('queued', { running: slots.taken, waiting: slots.queued });
}

function shown({ status, code, message }: Refusal): ExplainedRefusal {
  return { status, code, message };
}
