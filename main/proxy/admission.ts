import type { Token } from '../contracts/token.ts';
import type { Candidates } from '../core/candidates.ts';
import { clientFamily } from '../core/client-family.ts';
import { conversationOf } from '../core/conversation.ts';
import type { ProxyRoute } from '../core/route.ts';
import { callerTimeoutMs } from '../core/upstream-headers.ts';
import type { Hold } from '../state/limit-book.ts';
import { queryOf, type Call } from './call.ts';
import { Conversions } from './convert/conversions.ts';
import type { ProxyDeps } from './deps.ts';
import { Estimates } from './estimates.ts';
import { pinned } from './pinned.ts';
import type { RequestBody } from './read-body.ts';
import type { RequestFacts } from './request-model.ts';

/** What of a call its admission is made of. */
export type Caller = Pick<Call, 'header' | 'target' | 'startedAt'>;

type Known = {
  readonly route: ProxyRoute;
  readonly token: Token | null;
  readonly body: RequestBody;
  readonly facts: RequestFacts;
  /** False where somebody only asks what would become of such a request. */
  readonly isBodyKnown?: boolean;
};

type AdmissionDeps = Pick<ProxyDeps, 'channels' | 'minted' | 'settings' | 'prices' | 'budgets'>;

/**
 * A request that may be forwarded, with all that choosing and forwarding need. A class because V8 makes a dictionary of
 * every object literal that has a getter.
 */
export class Admission {
  readonly route: ProxyRoute;
  readonly token: Token | null;
  readonly body: RequestBody;
  readonly facts: RequestFacts;
  /** What it may cost, as far as a limit asks. */
  readonly estimates: Estimates;
  /** What it takes of its token's limits; whoever has it ends it once. Null without a token. */
  hold: Hold | null = null;
  /** The request in the words of other protocols, for candidates that do not speak the client's. */
  readonly conversions: Conversions;
  readonly conversation: string | null;
  readonly clientFamily: string;
  /** Epoch milliseconds by which the client wants an answer; null when it set no limit. */
  readonly deadlineAt: number | null;
  readonly #deps: AdmissionDeps;

  /** It holds nothing of its token's limits yet. */
  constructor(call: Caller, known: Known, deps: AdmissionDeps) {
    const { route, token, body, facts, isBodyKnown = true } = known;
    const timeoutMs = callerTimeoutMs(call.header, queryOf(call.target));
    this.route = route;
    this.token = token;
    this.body = body;
    this.facts = facts;
    this.estimates = new Estimates({ route, body }, deps.prices);
    this.conversions = new Conversions({ route, facts, body, isBodyKnown });
    this.conversation = conversationOf(call.header, facts.metadataUserId);
    this.clientFamily = clientFamily(call.header('user-agent'), call.header);
    this.deadlineAt = timeoutMs === null ? null : call.startedAt + timeoutMs;
    this.#deps = deps;
  }

  /** Looked up anew for every attempt: a channel that is switched off meanwhile must not be used any more. */
  get candidates(): Candidates {
    return pinned(this.route, this.facts, this.#deps);
  }
}
