import { errorEvent } from '../core/gate/error-event.ts';
import type { Admission } from './admission.ts';
import type { Call } from './call.ts';
import { corsHeaders } from './cors.ts';
import type { ProxyDeps } from './deps.ts';
import type { Refusal } from './reply.ts';

/** How often a waiting client hears that we are still there. Many clients and proxies give up after a minute. */
const COMMENT_EVERY_MS = 15_000;

/**
 * Keeps a client from giving up while no upstream has proven itself yet: sends the head of an event stream early, and a
 * comment now and then. Failing over stays possible; a final failure becomes an error event.
 */
export class EarlyHead {
  readonly #call: Call;
  readonly #admission: Admission;
  readonly #deps: ProxyDeps;
  #isSent = false;
  #cancelTimer: () => void = noop;

  constructor(call: Call, admission: Admission, deps: ProxyDeps) {
    this.#call = call;
    this.#admission = admission;
    this.#deps = deps;
    const { keepAliveAfterMs } = deps.settings.current();
    // A socket is kept open by its own pings.
    if (keepAliveAfterMs > 0 && !call.isFramed && readsEvents(admission)) {
      this.#speakAfter(keepAliveAfterMs);
    }
  }

  /** The client has a status 200 and waits for events; no other head can follow. */
  get isSent(): boolean {
    return this.#isSent;
  }

  /** An answer takes over. */
  stop(): void {
    this.#cancelTimer();
  }

  /** Ends the stream with the reason why no answer came. */
  fail(why: Refusal): void {
    this.stop();
    const { status, code, message } = why;
    const requestId = this.#call.id;
    const { protocol } = this.#admission.route;
    this.#call.res.end(errorEvent(protocol, { status, code, message, requestId }));
  }

  #speakAfter(ms: number): void {
    this.#cancelTimer = this.#deps.clock.after(ms, () => {
      if (this.#call.isOver) return;
      if (!this.#isSent) this.#sendHead();
      this.#call.res.write(': keep-alive\n\n');
      this.#speakAfter(COMMENT_EVERY_MS);
    });
  }

  #sendHead(): void {
    this.#isSent = true;
    const { corsOrigins } = this.#deps.settings.current();
    this.#call.res.writeHead(200, [
      ...['content-type', 'text/event-stream; charset=utf-8', 'cache-control', 'no-cache'],
      ...['x-request-id', this.#call.id],
      ...corsHeaders(this.#call, corsOrigins),
    ]);
  }
}

/** Gemini streams are event streams only where the client asks for them. */
function readsEvents({ route, facts }: Admission): boolean {
  if (!facts.isStreaming || route.operation === 'other') return false;
  return route.protocol !== 'gemini' || /[?&]alt=sse\b/.test(route.query);
}

function noop(): void {
  // No timer is set.
}
