import type { RequestRecord } from '../contracts/record.ts';
import { exclusionText } from '../core/candidates.ts';
import type { Verdict } from '../core/classify.ts';
import type { Candidate } from '../core/select.ts';
import type { Admission } from './admit.ts';
import type { Call } from './call.ts';
import type { Examined } from './examine.ts';
import type { UpstreamRequest } from './upstream-request.ts';
import type { LogPort } from './log-port.ts';
import type { Ending } from './ending.ts';
import type { Reply } from './reply.ts';

/** A path or URL without its query: a query may carry a credential. */
export function withoutQuery(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? url : url.slice(0, at);
}

export function logRequest(log: LogPort, call: Call, admission: Admission): void {
  const { route, facts, token, body, candidates } = admission;
  const model = facts.model === null ? '' : ` model ${quoted(facts.model)}`;
  const stream = facts.isStreaming ? ' stream' : '';
  const who = token === null ? 'no token' : `token ${quoted(token.name)}`;
  const channels = `${String(candidates.eligible.length)} of ${String(candidates.eligible.length + candidates.exclusions.length)} channels`;
  log.info(
    `[${call.id}] request ${call.method} ${route.path}${model}${stream}, ${size(body.received.length)}, ${who}, ${channels}`,
  );
  if (candidates.exclusions.length === 0) return;
  const skipped = candidates.exclusions
    .map(({ channel, reason }) => `${quoted(channel.name)} ${exclusionText(reason)}`)
    .join('; ');
  log.info(`[${call.id}] skipped ${skipped}`);
}

export function logAttempt(
  log: LogPort,
  call: Call,
  number: number,
  candidate: Candidate,
  request: UpstreamRequest,
  model: string | null,
): void {
  const { channel, upstreamModel } = candidate.eligible;
  log.info(
    `[${call.id}] attempt ${String(number)} channel ${quoted(channel.name)} ${request.method} ${withoutQuery(request.url)} key ${candidate.key.mask}`,
  );
  if (upstreamModel !== null && upstreamModel !== model) {
    log.info(
      `[${call.id}] attempt ${String(number)} model ${quoted(model ?? '')} is sent as ${quoted(upstreamModel)}`,
    );
  }
}

const NEXT_TEXT: Readonly<Record<Verdict['next'], string>> = {
  relay: 'passed on',
  nextKey: 'trying the next key or channel',
  nextUrl: 'trying the next URL or channel',
  nextChannel: 'trying the next channel',
  stop: 'stopped',
};

export function logFailure(
  log: LogPort,
  call: Call,
  number: number,
  examined: Examined,
  verdict: Verdict,
  detail: string,
): void {
  const status = examined.head === null ? '' : `${String(examined.head.status)} `;
  const line = `[${call.id}] attempt ${String(number)} failed: ${status}${detail} – blames ${verdict.blame} (${verdict.reason}), ${NEXT_TEXT[verdict.next]}`;
  if (verdict.next === 'stop') log.debug(line);
  else log.warn(line);
}

export function logEnding(log: LogPort, call: Call, record: RequestRecord, ending: Ending): void {
  const status = ending.status === null ? '' : ` ${String(ending.status)}`;
  const time = `${String(record.durationMs ?? 0)} ms`;
  if (ending.outcome === 'answered') {
    if (!log.isAccessLogged()) return;
    log.info(
      `[${call.id}] answered${status} by ${quoted(record.channelName)}, ${size(record.responseBytes)}, first byte ${String(record.firstByteMs ?? 0)} ms, ${time}`,
    );
    return;
  }
  const line = `[${call.id}] ${ENDING_TEXT[ending.outcome]}${status}: ${ending.detail}, ${time}`;
  if (ending.outcome === 'clientLeft' || ending.outcome === 'cancelled') log.info(line);
  else log.warn(line);
}

const ENDING_TEXT: Readonly<Record<Ending['outcome'], string>> = {
  answered: 'answered',
  upstreamFailed: 'failed',
  noCandidate: 'no channel',
  rejected: 'rejected',
  broken: 'broken off',
  clientLeft: 'client left',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
};

/** Refusals and what this program answers by itself. */
export function logAnsweredByUs(
  log: LogPort,
  call: Call,
  answered: { readonly reply: Reply; readonly note: string },
): void {
  const { reply, note } = answered;
  const line = `[${call.id}] ${call.method} ${quoted(withoutQuery(call.target).slice(0, 200))} from ${call.remoteAddress}: ${String(reply.status)} ${note}`;
  if (reply.status >= 400) log.warn(line);
  else if (log.isAccessLogged()) log.info(line);
}

/** Names and models come from outside; quoted as JSON they cannot forge a log line. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function size(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
