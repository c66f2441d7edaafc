import { stripAll, stripForeign } from '../../../main/core/opaque/strip.ts';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { findIn } from '../../support/byte-find.ts';

export type StripResult = {
  readonly value: unknown;
  readonly text: string;
  readonly count: number;
};

/** Strips what begins with `foreign`, as the tests name the tokens of others. */
export function stripped(protocol: Protocol, body: string): StripResult {
  const bytes = Buffer.from(body);
  const result = stripForeign(protocol, bytes, findIn(bytes), (token) =>
    Buffer.from(token).toString().startsWith('foreign'),
  );
  return read(result);
}

export function strippedAll(protocol: Protocol, body: string): StripResult {
  return read(stripAll(protocol, Buffer.from(body)));
}

function read({ body, count }: { body: Uint8Array; count: number }): StripResult {
  const text = Buffer.from(body).toString();
  return { value: JSON.parse(text), text, count };
}
