/**
 * A provider that costs next to nothing: raw sockets, answers prepared beforehand. Started by the measuring process, which
 * sets the form of its answers by message.
 */
import { createHash } from 'node:crypto';
import net from 'node:net';
import type { Protocol } from '../../main/contracts/protocol.ts';
import { jsonAnswer } from './shapes/json-answer.ts';
import { writeStamp } from './shapes/stamps.ts';
import { streamEvents, type StreamEvent, type StreamShape } from './shapes/stream-events.ts';
import { RequestReader, type WireRequest } from './wire/request-reader.ts';

/** How answers look until the next message. */
export type AnswerShape = StreamShape & {
  /** Pause before each event; 0 writes the stream as fast as the socket takes it. */
  readonly pauseMs: number;
  /** Up to this much longer, event by event. */
  readonly jitterMs: number;
  /** The answer names the SHA-256 of the request's body. */
  readonly isHashed: boolean;
};

const CRLF = Buffer.from('\r\n');
const END_OF_CHUNKS = Buffer.from('0\r\n\r\n');
const STREAM_HEAD = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n' +
    'request-id: req_fake\r\ntransfer-encoding: chunked\r\n\r\n',
);
/** Where clients put `stream`: looked at before the whole body is. */
const TAIL_BYTES = 160;

/** The measuring process is gone when its channel is. */
process.on('disconnect', () => process.exit(0));

/** Keeps what a shape's answers look like on the wire, so that answering is a write and nothing else. */
class FakeUpstream {
  #shape: AnswerShape | null = null;
  #answers = new Map<Protocol, Buffer>();
  #streams = new Map<Protocol, readonly StreamEvent[]>();
  #streamCount = 0;

  reshape(shape: AnswerShape): void {
    this.#shape = shape;
    this.#answers = new Map();
    this.#streams = new Map();
  }

  serve(socket: net.Socket): void {
    // Clients that reset their connection are part of the measuring.
    socket.on('error', () => socket.destroy());
    const reader = new RequestReader((request) => {
      this.#answer(request, socket, () => {
        reader.next();
      });
    });
    socket.on('data', (bytes: Buffer) => {
      reader.push(bytes);
    });
  }

  #answer(request: WireRequest, socket: net.Socket, done: () => void): void {
    const shape = this.#shape;
    const protocol = protocolOf(request.path);
    if (shape === null || protocol === null) {
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    if (wantsStream(request)) {
      this.#stream(protocol, shape, socket, done);
      return;
    }
    socket.write(shape.isHashed ? hashed(protocol, request.body) : this.#prepared(protocol));
    done();
  }

  #stream(protocol: Protocol, shape: AnswerShape, socket: net.Socket, done: () => void): void {
    const events = this.#framed(protocol, shape);
    const stream = this.#streamCount++;
    let index = 0;
    const finish = (): void => {
      socket.write(END_OF_CHUNKS);
      done();
    };
    // As fast as the socket takes them, honouring back-pressure.
    const burst = (): void => {
      while (index < events.length) {
        if (!socket.write(stamped(events[index++])) && index < events.length) {
          socket.once('drain', burst);
          return;
        }
      }
      finish();
    };
    const step = (): void => {
      // The proxy gave up on this stream.
      if (socket.destroyed) return;
      socket.write(stamped(events[index++]));
      if (index >= events.length) finish();
      else setTimeout(step, shape.pauseMs + jitterMs(stream, index, shape));
    };
    socket.write(STREAM_HEAD);
    if (shape.pauseMs === 0) burst();
    else step();
  }

  #prepared(protocol: Protocol): Buffer {
    const known = this.#answers.get(protocol);
    if (known !== undefined) return known;
    const answer = withHead(jsonAnswer(protocol));
    this.#answers.set(protocol, answer);
    return answer;
  }

  #framed(protocol: Protocol, shape: StreamShape): readonly StreamEvent[] {
    const known = this.#streams.get(protocol);
    if (known !== undefined) return known;
    const events = streamEvents(protocol, shape).map(frame);
    this.#streams.set(protocol, events);
    return events;
  }
}

function protocolOf(path: string): Protocol | null {
  if (path.includes('/messages')) return 'anthropic';
  if (path.includes('/chat/completions')) return 'openai-chat';
  if (path.includes('/responses')) return 'openai-responses';
  return /:(stream)?generateContent/i.test(path) ? 'gemini' : null;
}

function wantsStream({ path, body }: WireRequest): boolean {
  if (path.includes(':streamGenerateContent')) return true;
  const tail = body.toString('latin1', Math.max(0, body.length - TAIL_BYTES), body.length);
  const named = /"stream":\s*(true|false)/.exec(tail)?.[1];
  return named === undefined ? body.includes('"stream":true') : named === 'true';
}

function hashed(protocol: Protocol, body: Buffer): Buffer {
  return withHead(jsonAnswer(protocol, createHash('sha256').update(body).digest('hex')));
}

function withHead(body: Buffer): Buffer {
  const head =
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n' +
    `content-length: ${String(body.length)}\r\nrequest-id: req_fake\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** An event as one chunk of the chunked coding. */
function frame(event: StreamEvent): StreamEvent {
  const size = Buffer.from(`${event.bytes.length.toString(16)}\r\n`);
  const stampAt = event.stampAt === -1 ? -1 : event.stampAt + size.length;
  return { bytes: Buffer.concat([size, event.bytes, CRLF]), stampAt };
}

function stamped(event: StreamEvent | undefined): Buffer {
  if (event === undefined) return END_OF_CHUNKS;
  if (event.stampAt === -1) return event.bytes;
  const copy = Buffer.from(event.bytes);
  writeStamp(copy, event.stampAt);
  return copy;
}

/** Differs from event to event and from stream to stream, so that streams that began together do not stay in step. */
function jitterMs(stream: number, index: number, shape: AnswerShape): number {
  return shape.jitterMs === 0 ? 0 : (index * 7919 + stream * 104_729) % shape.jitterMs;
}

const upstream = new FakeUpstream();
const server = net.createServer({ noDelay: true }, (socket) => {
  upstream.serve(socket);
});
process.on('message', (shape: AnswerShape) => {
  upstream.reshape(shape);
  process.send?.('reshaped');
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.send?.({ port: (server.address() as net.AddressInfo).port });
});
