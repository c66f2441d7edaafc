import type { RequestRecord } from '../contracts/record.ts';
import { exclusionText } from '../core/candidates.ts';
import type { Moment } from '../core/limits/limit-reason.ts';
import type { Verdict } from '../core/classify.ts';
import type { Candidate } from '../core/select.ts';
import type { Admission } from './admission.ts';
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

/** What was asked and by whom; the steps in between are for whoever looks for a fault. */
export function logRequest(log: LogPort, call: Call, admission: Admission, moment: Moment): void {
  const { eligible, exclusions } = admission.candidates;
  const channels = `${String(eligible.length)} of ${String(eligible.length + exclusions.length)} channels`;
  log.debug(`[${call.id}] request ${askedText(call, admission)}, ${channels}`);
  if (exclusions.length === 0) return;
  const skipped = exclusions
    .map(({ channel, reason }) => `${quoted(channel.name)} ${exclusionText(reason, moment)}`)
    .join('; ');
  log.debug(`[${call.id}] skipped ${skipped}`);
}

export function logAttempt(
  log: LogPort,
  call: Call,
  number: number,
  candidate: Candidate,
  request: UpstreamRequest,
): void {
  log.debug(
    `[${call.id}] attempt ${String(number)} ${withText(candidate)}${cheaperText(candidate)} ${request.method} ${withoutQuery(request.url)}`,
  );
}

function cheaperText({ eligible, upstreamModel }: Candidate): string {
  return eligible.isCheaper === true
    ? ` as the cheaper ${quoted(upstreamModel ?? '')}, for its budget's sake,`
    : '';
}

export function logStripped(
  log: LogPort,
  call: Call,
  number: number,
  strippedTokens: number,
): void {
  log.info(
    `[${call.id}] attempt ${String(number)} goes without ${String(strippedTokens)} opaque tokens that it would refuse`,
  );
}

export function logRepeat(log: LogPort, call: Call, number: number, detail: string): void {
  log.warn(
    `[${call.id}] attempt ${String(number)} refused: ${detail} – repeating it without opaque tokens`,
  );
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
  candidate: Candidate,
  examined: Examined,
  verdict: Verdict,
  detail: string,
): void {
  const status = examined.head === null ? '' : `${String(examined.head.status)} `;
  const line = `[${call.id}] attempt ${String(number)} ${withText(candidate)} failed: ${status}${detail} – blames ${verdict.blame} (${verdict.reason}), ${NEXT_TEXT[verdict.next]}`;
  if (verdict.next === 'stop') log.debug(line);
  else log.warn(line);
}

/** An answer is passed on because a user's rule says so. */
export function logRuled(log: LogPort, call: Call, number: number, rule: string): void {
  log.warn(`[${call.id}] attempt ${String(number)} passed on by rule ${quoted(rule)}`);
}

/** The one line of a request that went well, and the last of one that did not. */
export function logEnding(
  log: LogPort,
  call: Call,
  admission: Admission,
  record: RequestRecord,
  ending: Ending,
): void {
  const isAnswered = ending.outcome === 'answered';
  if (isAnswered && !log.isAccessLogged()) return;
  const status = ending.status === null ? '' : ` ${String(ending.status)}`;
  const { upstreamModel, requestedModel, attemptCount } = record;
  const by =
    record.channelName === '' ? '' : ` by ${quoted(record.channelName)} key ${record.keyMask}`;
  const sentAs =
    upstreamModel === null || upstreamModel === requestedModel
      ? ''
      : ` as ${quoted(upstreamModel)}`;
  const attempts = attemptCount > 1 ? `, attempt ${String(attemptCount)}` : '';
  const why = isAnswered ? '' : `, ${ending.detail}`;
  const first = record.firstByteMs === null ? '' : `, first byte ${String(record.firstByteMs)} ms`;
  const line = `[${call.id}] ${ENDING_TEXT[ending.outcome]}${status}${by}${sentAs}${attempts}${why}: ${askedText(call, admission)}, ${size(record.responseBytes)} back${first}, ${String(record.durationMs ?? 0)} ms`;
  if (isAnswered || ending.outcome === 'clientLeft' || ending.outcome === 'cancelled')
    log.info(line);
  else log.warn(line);
}

function askedText(call: Call, { route, facts, token, body }: Admission): string {
  const model = facts.model === null ? '' : ` model ${quoted(facts.model)}`;
  const stream = facts.isStreaming ? ' stream' : '';
  const who = token === null ? 'no token' : `token ${quoted(token.name)}`;
  return `${call.method} ${route.path}${model}${stream}, ${size(body.received.length)}, ${who}`;
}

function withText({ eligible, key }: Candidate): string {
  return `channel ${quoted(eligible.channel.name)} key ${key.mask}`;
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
