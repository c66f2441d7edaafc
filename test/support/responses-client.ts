import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import { TEST_TOKEN, type TestApp } from './test-app.ts';
import { waitFor } from './wait-for.ts';

export type Frame = { readonly type: string; readonly [field: string]: unknown };

/** A client on a socket, as Codex is one. */
export class ResponsesClient {
  readonly ws: WebSocket;
  readonly frames: Frame[] = [];
  /** Code and reason of the closing; null while it is open. */
  closed: readonly [number, string] | null = null;
  #read = 0;

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as Frame);
    });
    ws.on('close', (code, reason) => {
      this.closed = [code, reason.toString()];
    });
    ws.on('error', () => undefined);
  }

  static async open(
    app: TestApp,
    headers: Record<string, string> = {},
    path = '/v1/responses',
  ): Promise<ResponsesClient> {
    const client = new ResponsesClient(connect(app, headers, path));
    await once(client.ws, 'open');
    return client;
  }

  create(request: object): void {
    this.ws.send(JSON.stringify({ type: 'response.create', model: 'gpt-5', ...request }));
  }

  /** The frames that came since the last time, up to and with the one that ends an answer. */
  async answer(): Promise<readonly Frame[]> {
    const from = this.#read;
    const isLast = ({ type }: Frame): boolean =>
      /^(?:error|response\.(?:completed|failed|incomplete))$/.test(type);
    const end = await waitFor(() => {
      const at = this.frames.findIndex((frame, index) => index >= from && isLast(frame));
      return at < 0 ? null : at + 1;
    }, 'the end of an answer');
    this.#read = end;
    return this.frames.slice(from, end);
  }

  async end(): Promise<readonly [number, string]> {
    return waitFor(() => this.closed, 'the socket to be closed');
  }
}

/** Status, headers and body with which a socket is refused. */
export async function refusedSocket(
  app: TestApp,
  headers: Record<string, string>,
  path = '/v1/responses',
): Promise<{ status: number | undefined; body: string }> {
  const ws = connect(app, headers, path);
  ws.on('error', () => undefined);
  const response = await new Promise<IncomingMessage>((resolve) => {
    ws.once('unexpected-response', (_request, answer) => {
      resolve(answer);
    });
  });
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, body };
}

function connect(app: TestApp, headers: Record<string, string>, path: string): WebSocket {
  return new WebSocket(`${app.address.replace('http', 'ws')}${path}`, {
    headers: {
      authorization: `Bearer ${TEST_TOKEN}`,
      'openai-beta': 'responses_websockets=2026-02-06',
      ...headers,
    },
  });
}
