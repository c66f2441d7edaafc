import { REPLY_STATUS } from '../core/reply-status.ts';
import { routeRequest } from '../core/route.ts';
import { protocolOf } from './admit.ts';
import { answerByOurselves } from './answer-by-ourselves.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';
import { refusal, type Refusal } from './reply.ts';

const STOPPED: Refusal = {
  status: REPLY_STATUS.unavailable,
  code: 'proxy_stopped',
  message: 'The proxy is stopped. Start it in the tray menu or the window of ccLoad.',
  retryAfterSec: 10,
};

/** What a client is told while a person has stopped the proxy. Nothing is asked of any channel. */
export function refuseStopped(call: Call, deps: ProxyDeps): void {
  const protocol = protocolOf(routeRequest(call.method, call.target, call.header));
  const reply = refusal(call, protocol, STOPPED);
  answerByOurselves(call, { ok: false, reply, note: STOPPED.code }, deps);
}
