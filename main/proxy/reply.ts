import type { Protocol } from '../contracts/protocol.ts';
import { errorBody } from '../core/error-body.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import type { Call } from './call.ts';
import type { Clock } from './clock.ts';

/** An answer of our own. */
export type Reply = {
  readonly status: number;
  readonly body: string;
  /** Flat array of names and values, beside content type and length. */
  readonly headers: readonly string[];
};

export type Refusal = {
  readonly status: number;
  /** Stable, for programs. */
  readonly code: string;
  /** For people. */
  readonly message: string;
  readonly retryAfterSec?: number | null;
  readonly headers?: readonly string[];
};

/** How long the rest of a refused upload is thrown away, so that the client can read why it was refused. */
const LINGER_MS = 2000;

/** A refusal in the shape that a client of this protocol parses. */
export function refusal(call: Call, protocol: Protocol, why: Refusal): Reply {
  const { status, code, message } = why;
  const headers = [...(why.headers ?? []), 'x-request-id', call.id];
  if (why.retryAfterSec != null) headers.push('retry-after', String(why.retryAfterSec));
  // Claude Code would ask again and again with a credential that stays wrong.
  if (status === REPLY_STATUS.unauthorized) headers.push('x-should-retry', 'false');
  return {
    status,
    body: errorBody(protocol, { status, code, message, requestId: call.id }),
    headers,
  };
}

export function sendReply(call: Call, reply: Reply, cors: readonly string[], clock: Clock): void {
  const { req, res } = call;
  if (res.headersSent || res.destroyed) return;
  const body = Buffer.from(reply.body);
  const headers = [...reply.headers, ...cors];
  if (body.length > 0) headers.push('content-type', 'application/json; charset=utf-8');
  headers.push('content-length', String(body.length));
  // A client that waited for "100 Continue" may or may not send its body now: only a new connection is unambiguous.
  if (call.expectsContinue && !req.complete) headers.push('connection', 'close');
  res.writeHead(reply.status, headers);
  res.end(call.method === 'HEAD' ? undefined : body);
  if (!req.complete) linger(call, clock);
}

/** Closing while the client still sends would reset the connection and lose the reply. */
function linger(call: Call, clock: Clock): void {
  const { req } = call;
  const cancel = clock.after(LINGER_MS, () => {
    req.socket.destroy();
  });
  req.once('close', cancel);
  req.resume();
}
