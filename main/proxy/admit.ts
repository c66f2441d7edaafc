import type { Protocol } from '../contracts/protocol.ts';
import type { Token } from '../contracts/token.ts';
import type { Candidates } from '../core/candidates.ts';
import { clientFamily } from '../core/client-family.ts';
import { conversationOf } from '../core/conversation.ts';
import { modelEntry, modelsList } from '../core/models-list.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import { routeRequest, type Route } from '../core/route.ts';
import { callerTimeoutMs } from '../core/upstream-headers.ts';
import { authenticate } from './authenticate.ts';
import type { Call } from './call.ts';
import { preflightHeaders } from './cors.ts';
import type { ProxyDeps } from './deps.ts';
import { pinned } from './pinned.ts';
import { readBody, type BodyFailure, type RequestBody } from './read-body.ts';
import { refusal, type Refusal, type Reply } from './reply.ts';
import { readFacts, type FactsRead, type RequestFacts } from './request-model.ts';

/** A request that may be forwarded, with all that choosing and forwarding need. */
export type Admission = {
  readonly route: Extract<Route, { kind: 'proxy' }>;
  readonly token: Token | null;
  readonly body: RequestBody;
  readonly facts: RequestFacts;
  readonly candidates: Candidates;
  readonly conversation: string | null;
  readonly clientFamily: string;
  /** Epoch milliseconds by which the client wants an answer; null when it set no limit. */
  readonly deadlineAt: number | null;
};

export type Admitted =
  | { readonly ok: true; readonly admission: Admission }
  /** A refusal, or what this program answers by itself; `note` goes to the log. */
  | { readonly ok: false; readonly reply: Reply; readonly note: string };

type Refused = Extract<Admitted, { ok: false }>;

/** Route → token → body → model → candidates; the first "no" is the answer. */
export async function admit(call: Call, deps: ProxyDeps): Promise<Admitted> {
  const route = routeRequest(call.method, call.target, call.header);
  const open = answerUnasked(call, route);
  if (open !== null) return open;

  const authentication = authenticate(call, queryOf(call.target), deps);
  if (!authentication.ok) return refuse(call, protocolOf(route), unauthorized(authentication.why));
  if (route.kind === 'models') return answerModels(call, route, deps);
  if (route.kind !== 'proxy') return refuse(call, protocolOf(route), NO_SUCH_PATH);

  const settings = deps.settings.current();
  const limits = { maxBytes: settings.maxBodyBytes, stallMs: settings.headerReadMs };
  const read = await readBody(call, limits, deps.clock);
  if (!read.ok) return refuse(call, route.protocol, bodyRefusal(read.why, limits.maxBytes));

  const contentType = call.header('content-type') ?? '';
  const facts = readFacts(route, contentType, read.body.plain);
  if (!facts.ok) return refuse(call, route.protocol, FACTS_REFUSAL[facts.why]);

  const candidates = pinned(route, facts.facts, deps);
  const timeoutMs = callerTimeoutMs(call.header, queryOf(call.target));
  return {
    ok: true,
    admission: {
      route,
      token: authentication.token,
      body: read.body,
      facts: facts.facts,
      candidates,
      conversation: conversationOf(call.header, facts.facts.metadataUserId),
      clientFamily: clientFamily(call.header('user-agent'), call.header),
      deadlineAt: timeoutMs === null ? null : call.startedAt + timeoutMs,
    },
  };
}

/** What needs no token: pings, preflights, refused upgrades, and targets that are no paths at all. */
function answerUnasked(call: Call, route: Route): Refused | null {
  switch (route.kind) {
    case 'ping':
      return { ok: false, reply: { status: 200, body: '', headers: [] }, note: 'ping' };
    case 'preflight': {
      const headers = ['allow', route.allow, ...preflightHeaders(call, route.allow)];
      return { ok: false, reply: { status: 204, body: '', headers }, note: 'preflight' };
    }
    case 'websocket':
      return refuse(call, route.protocol, UPGRADE_REFUSED);
    case 'reject':
      if (route.reason === 'badTarget') return refuse(call, route.protocol, BAD_TARGET);
      if (route.reason === 'wrongMethod') {
        return refuse(call, route.protocol, wrongMethod(call.method, route.allow ?? 'POST'));
      }
      return null;
    case 'models':
    case 'proxy':
      return null;
  }
}

function answerModels(
  call: Call,
  route: Extract<Route, { kind: 'models' }>,
  deps: ProxyDeps,
): Refused {
  const names = deps.channels.offeredModels(route.protocol);
  const headers = ['x-request-id', call.id];
  if (route.model === null) {
    const body = modelsList(route.protocol, names);
    return { ok: false, reply: { status: 200, body, headers }, note: 'models list' };
  }
  if (!names.includes(route.model)) {
    const message = `No channel offers the model "${route.model}".`;
    const { notFound: status } = REPLY_STATUS;
    return refuse(call, route.protocol, { status, code: 'model_not_found', message });
  }
  const body = modelEntry(route.protocol, route.model);
  return { ok: false, reply: { status: 200, body, headers }, note: 'model' };
}

function refuse(call: Call, protocol: Protocol, why: Refusal): Refused {
  return { ok: false, reply: refusal(call, protocol, why), note: `${why.code}: ${why.message}` };
}

function protocolOf(route: Route): Protocol {
  return 'protocol' in route ? route.protocol : 'openai-chat';
}

function queryOf(target: string): string {
  const at = target.indexOf('?');
  return at === -1 ? '' : target.slice(at);
}

function unauthorized(why: 'missing' | 'unknown' | 'disabled' | 'expired'): Refusal {
  const message = {
    missing:
      'No client token. Send one of this program\'s tokens as "Authorization: Bearer", "x-api-key", "x-goog-api-key" or "?key=".',
    unknown: 'This client token is not known here. Copy a valid one from the program.',
    disabled: 'This client token is disabled.',
    expired: 'This client token has expired.',
  }[why];
  return { status: REPLY_STATUS.unauthorized, code: `token_${why}`, message };
}

function wrongMethod(method: string, allow: string): Refusal {
  const message = `${method} is not possible here; allowed: ${allow}.`;
  const { wrongMethod: status } = REPLY_STATUS;
  return { status, code: 'wrong_method', message, headers: ['allow', allow] };
}

function bodyRefusal(why: BodyFailure, maxBytes: number): Refusal {
  if (why === 'tooLarge') {
    const limit = `${String(Math.floor(maxBytes / 1024 / 1024))} MiB`;
    const message = `The request body is larger than ${limit} (setting "maxBodyBytes").`;
    return { status: REPLY_STATUS.tooLarge, code: 'body_too_large', message };
  }
  return BODY_REFUSAL[why];
}

const BODY_REFUSAL: Readonly<Record<Exclude<BodyFailure, 'tooLarge'>, Refusal>> = {
  stalled: {
    status: REPLY_STATUS.timeout,
    code: 'body_stalled',
    message: 'The request body stopped coming before its end.',
  },
  unknownCoding: {
    status: REPLY_STATUS.unsupportedMedia,
    code: 'unknown_content_encoding',
    message: 'The content-encoding is not understood here; gzip, deflate, br and zstd are.',
  },
  corrupt: {
    status: REPLY_STATUS.badRequest,
    code: 'corrupt_body',
    message: 'The request body is not what its content-encoding says.',
  },
  clientLeft: {
    status: REPLY_STATUS.badRequest,
    code: 'body_cut',
    message: 'The connection closed before the whole request body had arrived.',
  },
};

const FACTS_REFUSAL: Readonly<Record<Extract<FactsRead, { ok: false }>['why'], Refusal>> = {
  malformed: {
    status: REPLY_STATUS.badRequest,
    code: 'malformed_json',
    message: 'The request body is not valid JSON.',
  },
  notObject: {
    status: REPLY_STATUS.badRequest,
    code: 'malformed_json',
    message: 'The request body must be a JSON object.',
  },
  noModel: {
    status: REPLY_STATUS.badRequest,
    code: 'missing_model',
    message: 'The request names no model.',
  },
  badModel: {
    status: REPLY_STATUS.badRequest,
    code: 'invalid_model',
    message: 'The model must be a string of 1 to 256 characters.',
  },
};

const NO_SUCH_PATH: Refusal = {
  status: REPLY_STATUS.notFound,
  code: 'unknown_path',
  message: 'There is nothing at this path. Requests go to /v1/… or /v1beta/….',
};

const BAD_TARGET: Refusal = {
  status: REPLY_STATUS.badRequest,
  code: 'invalid_target',
  message: 'The request target must be a plain path; this program is no forward proxy.',
};

const UPGRADE_REFUSED: Refusal = {
  status: REPLY_STATUS.upgradeRequired,
  code: 'websocket_unsupported',
  message: 'WebSockets are not served here; send the same request over HTTP.',
};
