import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { Call } from '../../../main/proxy/call.ts';

export type Asking = {
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: string;
};

/** A client's request as Node's server hands it over, with a connection that leads nowhere. */
export class VirtualCall {
  readonly call: Call;
  readonly #wire = new Wire();

  constructor(id: string, { path, headers, body }: Asking, now: number) {
    const socket = this.#wire as unknown as Socket;
    const req = new IncomingMessage(socket);
    req.method = 'POST';
    req.url = path;
    req.httpVersionMajor = 1;
    // Spares the answer its chunk framing, so that what arrives can be compared as it is.
    req.httpVersionMinor = 0;
    req.httpVersion = '1.0';
    req.rawHeaders = [...headers, 'content-length', String(Buffer.byteLength(body))];
    for (let index = 0; index < req.rawHeaders.length; index += 2) {
      req.headers[req.rawHeaders[index] ?? ''] = req.rawHeaders[index + 1];
    }
    req.complete = true;
    req.push(body);
    req.push(null);
    const res = new ServerResponse(req);
    res.assignSocket(socket);
    this.call = new Call(id, req, res, now);
  }

  /** Closes the connection; nothing happens when the answer is complete. */
  leave(): void {
    this.#wire.destroy();
  }

  /** What has arrived so far. */
  answer(): { readonly status: number; readonly body: string } {
    const text = Buffer.concat(this.#wire.written).toString();
    const headEnd = text.indexOf('\r\n\r\n');
    return { status: Number(text.slice(9, 12)), body: text.slice(headEnd + 4) };
  }
}

class Wire extends Duplex {
  readonly written: Buffer[] = [];
  readonly remoteAddress = '127.0.0.1';

  override _read(): void {
    // The request is there already.
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.written.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    done();
  }
}
