import type { RouteQuestion } from '../../contracts/route-explanation.ts';
import type { Caller as Client } from '../admission.ts';
import type { Caller } from '../authenticate.ts';
import type { RequestBody } from '../read-body.ts';
import type { Asker } from '../upstream-request.ts';

/** A request that is not there, as far as it is asked about. */
export type AskedCall = Client & Caller & Asker;

/** It is taken for one of a program on this machine. */
export function askedCall(question: RouteQuestion, now: number): AskedCall {
  const { method, target, headers, recorded } = question;
  const values = new Map<string, string>([['host', 'localhost']]);
  for (const [name, value] of Object.entries(headers)) values.set(name.toLowerCase(), value);
  return {
    method,
    target,
    startedAt: now,
    remoteAddress: '127.0.0.1',
    header: (name) => values.get(name),
    // What stands in for the headers of a recorded request was never sent by its client.
    req: { rawHeaders: recorded === null ? Object.entries(headers).flat() : [] },
  };
}

/** A body that was compressed is given as it reads, and yet goes on as it came unless something in it changes. */
export function askedBody({ body }: RouteQuestion, { header }: AskedCall): RequestBody {
  const plain = Buffer.from(body);
  const isCoded = header('content-encoding') !== undefined;
  return { plain, received: isCoded ? Buffer.from(plain) : plain };
}
