import { maskSecret, replaceSecret } from '../core/redact.ts';
import { answerHeaders } from '../core/upstream-headers.ts';
import { codingsOf, decodeBody } from './content-coding.ts';
import { goneEnding, type Ending } from './ending.ts';
import { headerOf } from './raw-headers.ts';
import type { Relayed } from './relayed.ts';
import type { AnswerHead } from './upstream-answer.ts';

const MAX_DECODED_BYTES = 8 * 1024 * 1024;
const MAX_MESSAGE = 4096;

/** An answer other than 2xx that echoes the channel's key is passed on with the key masked, and decoded if need be. */
export async function relayMasked(
  { run, choice, examined }: Relayed,
  head: AnswerHead,
  bytes: Buffer,
  cors: readonly string[],
): Promise<Ending> {
  const { call, early, ledger } = run;
  const secret = choice.candidate.key.secret ?? '';
  const { status } = head;
  const masked = await maskBody(bytes, headerOf(head.headers, 'content-encoding'), secret);
  if (call.isOver) return goneEnding(call, null);
  ledger.begin(status);
  if (early.isSent) return relayAsEvent({ run, choice, examined }, status);
  const isRewritten = masked !== null;
  const body = masked ?? bytes;
  const mask = latin1Mask(secret);
  const headers = answerHeaders(head.headers, { isBodyRewritten: isRewritten });
  const safe = headers.map((part) => replaceSecret(part, secret, mask));
  if (isRewritten) safe.push('content-length', String(body.length));
  ledger.received(body.length);
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

/** The head of an event stream is out already: what the upstream said becomes its error event. */
export function relayAsEvent(
  { run, choice, examined }: Pick<Relayed, 'run' | 'choice' | 'examined'>,
  status: number,
): Ending {
  const secret = choice.candidate.key.secret ?? '';
  const message = replaceSecret(examined.text, secret, maskSecret(secret)).slice(0, MAX_MESSAGE);
  run.early.fail({ status, code: 'upstream_error', message });
  return { outcome: 'answered', status, detail: '' };
}

/** The decoded body with the key masked, or null when it does not contain the key. */
async function maskBody(
  body: Buffer,
  contentEncoding: string | undefined,
  secret: string,
): Promise<Buffer | null> {
  const decoded = await decodeBody(body, codingsOf(contentEncoding), MAX_DECODED_BYTES);
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
