import type { Protocol } from '../contracts/protocol.ts';
import type { Settings } from '../contracts/settings.ts';
import type { Token } from '../contracts/token.ts';
import { isChannelPermitted, isModelPermitted } from '../core/limits/permissions.ts';
import { modelEntry, modelsList } from '../core/models-list.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import { routeRequest, upstreamModels, type ProxyRoute, type Route } from '../core/route.ts';
import { Admission } from './admission.ts';
import { answerCount } from './answer-count.ts';
import { isHold } from '../state/limit-book.ts';
import { authenticate } from './authenticate.ts';
import { queryOf, type Call } from './call.ts';
import { isForeignOrigin, preflightHeaders } from './cors.ts';
import type { ProxyDeps } from './deps.ts';
import { pricesForLimits } from './price-wait.ts';
import { readBody } from './read-body.ts';
import {
  BAD_TARGET,
  bodyRefusal,
  FACTS_REFUSAL,
  FOREIGN_ORIGIN,
  NO_SUCH_PATH,
  unauthorized,
  UPGRADE_REFUSED,
  wrongMethod,
} from './refusals.ts';
import { refusal, type Refusal, type Reply } from './reply.ts';
import { readFacts } from './request-model.ts';
import { forbiddenModel, forbiddenRequest, holdToken } from './token-limits.ts';
import { modelsOfUpstreams } from './upstream-models.ts';

export type Admitted =
  | { readonly ok: true; readonly admission: Admission }
  /** A refusal, or what this program answers by itself; `note` goes to the log. */
  | { readonly ok: false; readonly reply: Reply; readonly note: string };

type Refused = Extract<Admitted, { ok: false }>;

/** Route → token → body → model → candidates; the first "no" is the answer. */
export async function admit(call: Call, deps: ProxyDeps): Promise<Admitted> {
  const asked = routeRequest(call.method, call.target, call.header);
  const open = answerUnasked(call, asked, deps);
  if (open !== null) return open;

  const authentication = authenticate(call, queryOf(call.target), deps);
  if (!authentication.ok) return refuse(call, protocolOf(asked), unauthorized(authentication.why));
  const { token } = authentication;
  if (asked.kind === 'websocket') return refuse(call, asked.protocol, refusedSocket(call, deps));
  const route = asked.kind === 'models' ? modelsRoute(call, asked, token, deps) : asked;
  if (route.kind === 'models') return answerModels(call, route, token, deps);
  if (route.kind !== 'proxy') return refuse(call, protocolOf(route), NO_SUCH_PATH);

  const settings = deps.settings.current();
  const limits = { maxBytes: settings.maxBodyBytes, stallMs: settings.headerReadMs };
  const read = await readBody(call, limits, deps.clock);
  if (!read.ok) return refuse(call, route.protocol, bodyRefusal(read.why, limits.maxBytes));

  if (route.operation === 'countTokens' && isCountedHere(route, deps)) {
    return answerCount(call, route.protocol, read.body.plain, deps);
  }

  const contentType = call.header('content-type') ?? '';
  const facts = readFacts(route, contentType, read.body.plain);
  if (!facts.ok) return refuse(call, route.protocol, FACTS_REFUSAL[facts.why]);

  const forbidden = forbiddenRequest(token, call.method, route.path, facts.facts.model);
  if (forbidden !== null) return refuse(call, route.protocol, forbidden);

  const known = { route, token, body: read.body, facts: facts.facts };
  const admission = new Admission(call, known, deps);
  const learning = pricesForLimits(admission);
  if (learning !== null) await learning;
  if (token === null) return { ok: true, admission };
  const { estimates } = admission;
  const hold = holdToken(token, () => admission.candidates, estimates, deps);
  if (!isHold(hold)) return refuse(call, route.protocol, hold);
  admission.hold = hold;
  return { ok: true, admission };
}

/** By setting, or because nobody is there who could be asked: no vendor counts what is said in another's words. */
export function isCountedHere(
  { accepts }: Pick<ProxyRoute, 'accepts'>,
  { channels, settings }: Pick<ProxyDeps, 'channels' | 'settings'>,
): boolean {
  const current = settings.current();
  if (current.countTokensBy === 'local') return true;
  return channels.candidates(accepts, null, current).eligible.length === 0;
}

/** What needs no token: pings, preflights, refused upgrades, and targets that are no paths at all. */
function answerUnasked(call: Call, route: Route, deps: ProxyDeps): Refused | null {
  const why = unaskedRefusal(call.method, route, deps.settings.current());
  if (why !== null) return refuse(call, protocolOf(route), why);
  switch (route.kind) {
    case 'ping':
      return { ok: false, reply: { status: 200, body: '', headers: [] }, note: 'ping' };
    case 'preflight': {
      const headers = ['allow', route.allow, ...preflightHeaders(call, route.allow)];
      return { ok: false, reply: { status: 204, body: '', headers }, note: 'preflight' };
    }
    case 'websocket':
    case 'reject':
    case 'models':
    case 'proxy':
      return null;
  }
}

/** What is refused whoever asks. */
export function unaskedRefusal(
  method: string,
  route: Route,
  settings: Pick<Settings, 'isResponsesWebSocketEnabled'>,
): Refusal | null {
  if (route.kind === 'websocket') {
    return route.isBridged && settings.isResponsesWebSocketEnabled ? null : UPGRADE_REFUSED;
  }
  if (route.kind !== 'reject' || route.reason === 'unknownPath') return null;
  return route.reason === 'badTarget' ? BAD_TARGET : wrongMethod(method, route.allow ?? 'POST');
}

/** Why a socket was not opened whose client is known. */
function refusedSocket(call: Call, deps: ProxyDeps): Refusal {
  const { corsOrigins } = deps.settings.current();
  return isForeignOrigin(call.header, corsOrigins) ? FOREIGN_ORIGIN : UPGRADE_REFUSED;
}

type ModelsRoute = Extract<Route, { kind: 'models' }>;

/** Channels that take any model name none: then the upstreams are asked, instead of answering "none". */
export function modelsRoute(
  call: Pick<Call, 'target'>,
  route: ModelsRoute,
  token: Token | null,
  deps: ProxyDeps,
): ModelsRoute | ProxyRoute {
  if (offeredModels(route, token, deps).length > 0) return route;
  // What an upstream lists is passed on as it is, and would show more than the token may use.
  if (token !== null && token.models.length > 0) return route;
  const upstream = upstreamModels(route.protocol, call.target);
  const { eligible } = deps.channels.candidates(upstream.accepts, null, deps.settings.current());
  return eligible.length > 0 ? upstream : route;
}

async function answerModels(
  call: Call,
  route: ModelsRoute,
  token: Token | null,
  deps: ProxyDeps,
): Promise<Refused> {
  const offered = offeredModels(route, token, deps);
  const names =
    offered.length > 0 ? offered : await modelsOfUpstreams(call, route.protocol, token, deps);
  const headers = ['x-request-id', call.id];
  if (route.model === null) {
    const body = modelsList(route.protocol, names);
    return { ok: false, reply: { status: 200, body, headers }, note: 'models list' };
  }
  const forbidden = forbiddenModel(token, route.model);
  if (forbidden !== null) return refuse(call, route.protocol, forbidden);
  if (!names.includes(route.model)) {
    const message = `No channel offers the model "${route.model}".`;
    const { notFound: status } = REPLY_STATUS;
    return refuse(call, route.protocol, { status, code: 'model_not_found', message });
  }
  const body = modelEntry(route.protocol, route.model);
  return { ok: false, reply: { status: 200, body, headers }, note: 'model' };
}

/** The models that the client's token may ask for at the channels it may use. */
function offeredModels(
  { protocol }: ModelsRoute,
  token: Token | null,
  { channels, settings }: ProxyDeps,
): readonly string[] {
  const rules = settings.current();
  if (token === null) return channels.offeredModels(protocol, rules);
  return channels
    .offeredModels(protocol, rules, ({ id }) => isChannelPermitted(token, id))
    .filter((name) => isModelPermitted(token, name));
}

function refuse(call: Call, protocol: Protocol, why: Refusal): Refused {
  return { ok: false, reply: refusal(call, protocol, why), note: `${why.code}: ${why.message}` };
}

export function protocolOf(route: Route): Protocol {
  return 'protocol' in route ? route.protocol : 'openai-chat';
}
