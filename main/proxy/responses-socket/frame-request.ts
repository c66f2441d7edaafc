import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import type { CallRequest } from '../call.ts';

/** They belong to the handshake, or to a body that there was none of. */
const OF_THE_HANDSHAKE =
  /^(?:connection|upgrade|sec-websocket-.*|accept|accept-encoding|content-.*|transfer-encoding|expect)$/;

/** One frame as the request that a client without sockets would have posted, with the headers of the handshake. */
export class FrameRequest extends Readable implements CallRequest {
  readonly method = 'POST';
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: string[];
  readonly socket: IncomingMessage['socket'];
  readonly complete = true;

  constructor(handshake: IncomingMessage, body: Buffer) {
    super();
    this.url = handshake.url ?? '/';
    this.socket = handshake.socket;
    const added = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'content-length': String(body.length),
    };
    this.rawHeaders = [...keptHeaders(handshake.rawHeaders), ...Object.entries(added).flat()];
    const kept = Object.entries(handshake.headers).filter(([name]) => !OF_THE_HANDSHAKE.test(name));
    this.headers = { ...Object.fromEntries(kept), ...added };
    this.push(body);
    this.push(null);
  }

  override _read(): void {
    // All of it is there.
  }
}

function keptHeaders(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const lower = name.toLowerCase();
    if (OF_THE_HANDSHAKE.test(lower)) continue;
    const value = lower === 'openai-beta' ? withoutSockets(raw[at + 1] ?? '') : (raw[at + 1] ?? '');
    if (value !== '') kept.push(name, value);
  }
  return kept;
}

/** The upstream is asked over HTTP, where the mark of the sockets' protocol means nothing. */
function withoutSockets(value: string): string {
  const marks = value.split(',').map((mark) => mark.trim());
  return marks.filter((mark) => !mark.startsWith('responses_websockets')).join(', ');
}
