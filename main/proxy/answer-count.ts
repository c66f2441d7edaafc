import type { Protocol } from '../contracts/protocol.ts';
import { countBody } from '../core/count/count-answer.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';
import { refusal, type Refusal, type Reply } from './reply.ts';

type Answered = { readonly ok: false; readonly reply: Reply; readonly note: string };

/** Says that the number is no vendor's. Clients do not read it; people with curl do. */
const ESTIMATE_HEADERS = ['x-ccload-estimate', 'input-tokens'] as const;

/** Answers how many tokens a request has, without any channel. The body is gone afterwards. */
export async function answerCount(
  call: Call,
  protocol: Protocol,
  body: Buffer,
  deps: ProxyDeps,
): Promise<Answered> {
  const dialect = protocol === 'gemini' ? 'gemini' : 'anthropic';
  try {
    const counted = await deps.countTokens({ protocol: dialect, body });
    if (!counted.ok) return refused(call, protocol, invalid(counted.message));
    const headers = ['x-request-id', call.id, ...ESTIMATE_HEADERS];
    const reply = { status: 200, body: countBody(dialect, counted.inputTokens), headers };
    return { ok: false, reply, note: `about ${String(counted.inputTokens)} input tokens` };
  } catch (error) {
    deps.log.error(`[${call.id}] counting failed: ${error instanceof Error ? error.message : ''}`);
    return refused(call, protocol, COUNTING_FAILED);
  }
}

function refused(call: Call, protocol: Protocol, why: Refusal): Answered {
  return { ok: false, reply: refusal(call, protocol, why), note: `${why.code}: ${why.message}` };
}

function invalid(message: string): Refusal {
  return { status: REPLY_STATUS.badRequest, code: 'invalid_request', message };
}

const COUNTING_FAILED: Refusal = {
  status: REPLY_STATUS.internal,
  code: 'counting_failed',
  message: 'The tokens of this request could not be counted.',
};
