import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Certificate } from './self-signed.ts';

type Reply = (ws: WebSocket, frame: Record<string, unknown>) => void;

/** An upstream that speaks the Responses WebSocket, and HTTP on the same port. */
export class SocketUpstream {
  readonly #server: http.Server;
  readonly #scheme: string;
  readonly #sockets = new WebSocketServer({ noServer: true });
  /** The handshakes, whatever came of them. */
  readonly handshakes: IncomingMessage[] = [];
  readonly frames: Record<string, unknown>[] = [];
  /** Bodies that were posted. */
  readonly posted: string[] = [];
  readonly open = new Set<WebSocket>();
  /** Refuses sockets like this. */
  refusal: { status: number; body?: string; headers?: Record<string, string> } | null = null;
  /** Takes handshakes and says nothing. */
  isSilent = false;
  reply: Reply;
  post: (req: IncomingMessage, res: ServerResponse) => void = (_req, res) => res.end();

  private constructor(reply: Reply, certificate: Certificate | null) {
    this.reply = reply;
    this.#scheme = certificate === null ? 'http' : 'https';
    this.#server = certificate === null ? http.createServer() : https.createServer(certificate);
    this.#server.on('request', (req, res) => void this.#take(req, res));
    this.#server.on('upgrade', (req, socket, head) => {
      this.handshakes.push(req);
      if (this.isSilent) {
        socket.on('error', () => undefined);
        // Whether the peer hangs up is seen by reading alone.
        socket.once('end', () => socket.end()).resume();
        return;
      }
      if (this.refusal === null) {
        this.#sockets.handleUpgrade(req, socket, head, (ws) => {
          this.#serve(ws);
        });
        return;
      }
      const { status, body = '', headers = {} } = this.refusal;
      const lines = Object.entries({ ...headers, 'content-length': String(body.length) });
      const told = lines.map((pair) => pair.join(': ')).join('\r\n');
      socket.end(`HTTP/1.1 ${String(status)} No\r\nconnection: close\r\n${told}\r\n\r\n${body}`);
    });
  }

  static async start(
    reply: Reply,
    certificate: Certificate | null = null,
  ): Promise<SocketUpstream> {
    const upstream = new SocketUpstream(reply, certificate);
    upstream.#server.listen(0, '127.0.0.1');
    await once(upstream.#server, 'listening');
    return upstream;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    for (const ws of this.open) ws.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    this.posted.push(body);
    this.post(req, res);
  }

  #serve(ws: WebSocket): void {
    this.open.add(ws);
    ws.on('close', () => this.open.delete(ws));
    ws.on('error', () => undefined);
    ws.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Record<string, unknown>;
      this.frames.push(frame);
      this.reply(ws, frame);
    });
  }
}

/** Sends these events, each as a frame. */
export function saying(events: readonly object[]): Reply {
  return (ws) => {
    for (const event of events) ws.send(JSON.stringify(event));
  };
}
