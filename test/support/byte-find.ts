import type { ByteFind } from '../../main/core/opaque/carriers.ts';

/** The search that the proxy hands in. */
export function findIn(bytes: Uint8Array): ByteFind {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (text, from) => buffer.indexOf(text, from, 'latin1');
}
