import type { Admitted } from './admit.ts';
import type { Call } from './call.ts';
import { corsHeaders } from './cors.ts';
import type { ProxyDeps } from './deps.ts';
import { logAnsweredByUs } from './log-lines.ts';
import { sendReply } from './reply.ts';

/** Sends a refusal, or what this program answers without any channel. Neither becomes a record. */
export function answerByOurselves(
  call: Call,
  answered: Extract<Admitted, { ok: false }>,
  deps: ProxyDeps,
): void {
  logAnsweredByUs(deps.log, call, answered);
  const { corsOrigins } = deps.settings.current();
  sendReply(call, answered.reply, corsHeaders(call, corsOrigins), deps.clock);
}
