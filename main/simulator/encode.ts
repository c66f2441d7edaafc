import { once } from 'node:events';
import zlib from 'node:zlib';
import type { Coding } from './behaviour.ts';

/**
 * Compresses a body so that each piece can be read as soon as it arrives: the encoder is flushed after
 * every piece, as servers do that stream. The last piece of the result ends the encoding.
 */
export async function encode(pieces: readonly Buffer[], coding: Coding): Promise<Buffer[]> {
  const encoder = encoderFor(coding);
  const encoded: Buffer[] = [];
  let chunks: Buffer[] = [];
  encoder.on('data', (chunk: Buffer) => chunks.push(chunk));
  const take = () => {
    encoded.push(Buffer.concat(chunks));
    chunks = [];
  };
  for (const piece of pieces) {
    encoder.write(piece);
    await new Promise<void>((resolve) => {
      encoder.flush(resolve);
    });
    take();
  }
  const ended = once(encoder, 'end');
  encoder.end();
  await ended;
  take();
  return encoded;
}

/** With default levels, as upstreams use them. */
function encoderFor(coding: Coding) {
  switch (coding) {
    case 'gzip':
      return zlib.createGzip();
    case 'br':
      return zlib.createBrotliCompress();
    case 'zstd':
      return zlib.createZstdCompress();
  }
}
