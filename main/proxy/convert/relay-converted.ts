import { neutralHeaders } from '../../core/conversion/headers.ts';
import { maskSecret, replaceSecret } from '../../core/redact.ts';
import { convertedError } from '../../core/convert/converted-error.ts';
import { readError } from '../../core/convert/read-error.ts';
import type { ProxyDeps } from '../deps.ts';
import { goneEnding } from '../ending.ts';
import type { AnswerBody } from '../examine.ts';
import type { Relayed, RelayEnd } from '../relayed.ts';
import type { AnswerHead } from '../upstream-answer.ts';
import type { ConvertedRequest } from './conversions.ts';
import { ConvertingRelay } from './converting-relay.ts';

type Answer = { readonly head: AnswerHead; readonly body: AnswerBody };

/** Passes an answer on to a client that speaks another protocol than its upstream. */
export async function relayConverted(
  relayed: Relayed,
  converted: ConvertedRequest,
  { head, body }: Answer,
  cors: readonly string[],
  deps: ProxyDeps,
): Promise<RelayEnd> {
  if (body.kind === 'gated') {
    return new ConvertingRelay(relayed, converted, head, body.gate, deps).run(cors);
  }
  return relayError(relayed, head, cors);
}

/** What the upstream says about its refusal, in the dialect of the client and with the upstream's status. */
function relayError(
  { run, choice, examined }: Relayed,
  head: AnswerHead,
  cors: readonly string[],
): Promise<RelayEnd> {
  const { call, admission, early, ledger } = run;
  const { facts } = examined;
  const secret = choice.candidate.key.secret ?? '';
  const text = replaceSecret(examined.text, secret, maskSecret(secret));
  ledger.begin(head.status);
  if (early.isSent) {
    const { status, message, code } = readError(text, head.status);
    early.fail({ status, message, code: code ?? 'upstream_error' });
    return Promise.resolve({ ending: { outcome: 'answered', status, detail: '' }, facts });
  }
  const said = { status: head.status, text };
  const { status, body: json } = convertedError(admission.route.protocol, said, call.id);
  const ending = { outcome: 'answered', status, detail: '' } as const;
  const body = Buffer.from(json);
  ledger.received(body.length);
  call.res.writeHead(status, [
    ...neutralHeaders(head.headers),
    ...['content-type', 'application/json; charset=utf-8'],
    ...['content-length', String(body.length)],
    ...cors,
  ]);
  return new Promise((resolve) => {
    call.onLeave(() => {
      call.res.destroy();
      resolve({ ending: goneEnding(call, status), facts });
    });
    call.res.end(body, () => {
      resolve({ ending, facts });
    });
  });
}
