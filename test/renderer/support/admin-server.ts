import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { AdminClient } from '../../../renderer/src/api/admin-client.ts';

export type Seen = {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  readonly body: unknown;
};

export type Scripted = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

type Script = (seen: Seen) => Scripted | Promise<Scripted>;

/** A real HTTP server that answers as the test wants, and the client that calls it. */
export class AdminServer {
  readonly seen: Seen[] = [];
  readonly client: AdminClient;
  script: Script = () => refused(404, 'path.not-found');
  readonly #server: http.Server;

  private constructor(server: http.Server, origin: string) {
    this.#server = server;
    this.client = new AdminClient((path, init) => fetch(origin + path, init));
  }

  static async start(): Promise<AdminServer> {
    const server = http.createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const admin = new AdminServer(server, `http://127.0.0.1:${port}`);
    server.on('request', (request, response) => void admin.#answer(request, response));
    return admin;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const seen: Seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      contentType: request.headers['content-type'],
      body: text === '' ? null : JSON.parse(text),
    };
    this.seen.push(seen);
    const { status, body, headers } = await this.script(seen);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

export function data(value: unknown): Scripted {
  return { status: 200, body: { success: true, data: value } };
}

export function refused(status: number, code: string, message = 'No.'): Scripted {
  return { status, body: { success: false, error: { code, message } } };
}

/** An answer that waits until the test lets it go. */
export class Held {
  #release: (answer: Scripted) => void = () => undefined;
  readonly answer = new Promise<Scripted>((resolve) => {
    this.#release = resolve;
  });

  release(answer: Scripted): void {
    this.#release(answer);
  }
}
