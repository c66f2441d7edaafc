import { outcomeText } from '../core/outcome.ts';
import { maskSecret, replaceSecret } from '../core/redact.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import type { Candidate } from '../core/select.ts';
import { answerHeaders } from '../core/upstream-headers.ts';
import type { Admission } from './admit.ts';
import { tapFor, type AnswerTap } from './answer-tap.ts';
import type { Call } from './call.ts';
import { collectBody } from './collect.ts';
import { codingsOf, decodeBody } from './content-coding.ts';
import { corsHeaders } from './cors.ts';
import type { ProxyDeps } from './deps.ts';
import type { Answered } from './forward.ts';
import { headerOf } from './raw-headers.ts';
import { refusal, sendReply } from './reply.ts';
import { goneEnding, type Ending } from './ending.ts';
import type { AnswerFailure } from './upstream-answer.ts';

/** What the relay tells about its progress. */
export type RelayWatcher = {
  begin(status: number): void;
  received(bytes: number): void;
  ending(): void;
};

/** An error answer is held whole, because it may echo the key; one larger than this is not an error message. */
const MAX_ERROR_BYTES = 8 * 1024 * 1024;

/** What is relayed, and to whom. */
export type Relayed = {
  readonly call: Call;
  readonly admission: Admission;
  readonly candidate: Candidate;
  readonly answered: Answered;
};

/** Passes an upstream's answer on to the client, byte for byte, as it comes. Nothing fails over from here. */
export function relay(relayed: Relayed, watcher: RelayWatcher, deps: ProxyDeps): Promise<Ending> {
  const cors = corsHeaders(relayed.call, deps.settings.current().corsOrigins);
  if (relayed.answered.status >= 300) return relayMasked(relayed, cors, watcher, deps);
  const { call, admission, candidate, answered } = relayed;
  const tap = tapFor(call.method, admission.route.operation, answered, candidate, deps);
  return relayBytes(call, answered, tap, cors, watcher);
}

function relayBytes(
  call: Call,
  answered: Answered,
  tap: AnswerTap | null,
  cors: readonly string[],
  watcher: RelayWatcher,
): Promise<Ending> {
  const { res } = call;
  const { answer, head, status } = answered;
  return new Promise((resolve) => {
    call.onLeave(() => {
      answer.abort();
      res.destroy();
      resolve(goneEnding(call, status));
    });
    watcher.begin(status);
    const headers = answerHeaders(head.headers, { isBodyRewritten: false });
    res.writeHead(status, head.statusText, [...headers, ...cors]);
    const done = (): void => {
      resolve({ outcome: 'answered', status, detail: '' });
    };
    const end = (last?: Buffer): void => {
      watcher.ending();
      if (tap === null) res.end(last, done);
      else void tap.remember().finally(() => res.end(last, done));
    };
    const whole = answer.takeWhole();
    if (whole !== null) {
      watcher.received(whole.length);
      tap?.take(whole);
      end(whole);
      return;
    }
    if (answer.heldBytes === 0) res.flushHeaders();
    res.on('drain', () => {
      answer.resume();
    });
    answer.pipe({
      write(chunk) {
        watcher.received(chunk.length);
        tap?.take(chunk);
        return res.write(chunk);
      },
      end,
      fail(failure) {
        // Only a broken connection tells the client that this was not the whole answer.
        res.destroy();
        resolve(
          call.isOver
            ? goneEnding(call, status)
            : { outcome: 'broken', status, detail: failureText(failure) },
        );
      },
    });
  });
}

/** An answer other than 2xx that echoes the channel's key is passed on with the key masked, and decoded if need be. */
async function relayMasked(
  { call, admission, candidate, answered }: Relayed,
  cors: readonly string[],
  watcher: RelayWatcher,
  deps: ProxyDeps,
): Promise<Ending> {
  const { answer, head, status } = answered;
  const secret = candidate.key.secret ?? '';
  call.onLeave(() => {
    answer.abort();
  });
  const limits = { maxBytes: MAX_ERROR_BYTES, maxMs: deps.settings.current().totalTimeoutMs };
  const collected = await collectBody(answer, limits, deps.clock);
  if (call.isOver) {
    call.res.destroy();
    return goneEnding(call, null);
  }
  if (!collected.isWhole) {
    const message = `The upstream's error answer (${String(status)}) broke off.`;
    const why = { status: REPLY_STATUS.badGateway, code: 'upstream_broken', message };
    sendReply(call, refusal(call, admission.route.protocol, why), cors, deps.clock);
    return { outcome: 'broken', status: why.status, detail: message };
  }
  const masked = await maskBody(
    collected.bytes,
    headerOf(head.headers, 'content-encoding'),
    secret,
  );
  const isRewritten = masked !== null;
  const body = masked ?? collected.bytes;
  const headers = answerHeaders(head.headers, { isBodyRewritten: isRewritten });
  const mask = latin1Mask(secret);
  const safe = headers.map((part) => replaceSecret(part, secret, mask));
  if (isRewritten) safe.push('content-length', String(body.length));
  watcher.begin(status);
  watcher.received(body.length);
  call.res.writeHead(status, head.statusText, [...safe, ...cors]);
  return new Promise((resolve) => {
    call.onLeave(() => {
      call.res.destroy();
      resolve(goneEnding(call, status));
    });
    call.res.end(body, () => {
      resolve({ outcome: 'answered', status, detail: '' });
    });
  });
}

/** The decoded body with the key masked, or null when it does not contain the key. */
async function maskBody(
  body: Buffer,
  contentEncoding: string | undefined,
  secret: string,
): Promise<Buffer | null> {
  const decoded = await decodeBody(body, codingsOf(contentEncoding), MAX_ERROR_BYTES);
  if (!decoded.ok) return null;
  // As Latin-1 every byte is one character, so all that is not the key stays as it is, whatever its encoding.
  const text = decoded.bytes.toString('latin1');
  const masked = replaceSecret(text, secret, latin1Mask(secret));
  return masked === text ? null : Buffer.from(masked, 'latin1');
}

/** The mask's UTF-8 bytes, as Latin-1 characters. */
function latin1Mask(secret: string): string {
  return Buffer.from(maskSecret(secret)).toString('latin1');
}

function failureText(failure: AnswerFailure): string {
  return failure.kind === 'timedOut'
    ? outcomeText(failure)
    : `the upstream broke off its answer: ${failure.error.message}`;
}
