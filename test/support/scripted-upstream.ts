import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './self-signed.ts';

/** One request as the upstream received it. */
export type Received = {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  /** Resolves when the proxy closes the connection before the answer's end. */
  readonly aborted: Promise<void>;
};

type Place = {
  /** `127.0.0.1` unless said. */
  readonly host?: string;
  /** Speaks TLS with it. */
  readonly certificate?: Certificate;
};

export type Step = (req: Received, res: http.ServerResponse) => void | Promise<void>;

/** A real HTTP server that follows a script: queued steps first, then the default one. */
export class ScriptedUpstream {
  readonly #server: http.Server;
  readonly #queue: Step[] = [];
  #step: Step = json({ ok: true });
  readonly requests: Received[] = [];
  /** Connections that were made to it. */
  connections = 0;
  readonly #place: Place;

  private constructor(server: http.Server, place: Place) {
    this.#server = server;
    this.#place = place;
  }

  static async start(step?: Step, place: Place = {}): Promise<ScriptedUpstream> {
    const { host = '127.0.0.1', certificate } = place;
    const options = { keepAliveTimeout: 60_000 };
    const server =
      certificate === undefined
        ? http.createServer(options)
        : https.createServer({ ...options, ...certificate });
    const upstream = new ScriptedUpstream(server, place);
    server.on(certificate === undefined ? 'connection' : 'secureConnection', () => {
      upstream.connections += 1;
    });
    if (step !== undefined) upstream.always(step);
    server.on('request', (req, res) => {
      void upstream.#serve(req, res);
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return upstream;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    const { host = '127.0.0.1', certificate } = this.#place;
    const scheme = certificate === undefined ? 'http' : 'https';
    return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${String(this.port)}`;
  }

  /** What every request meets from now on. */
  always(step: Step): void {
    this.#step = step;
  }

  /** What the next requests meet, one step each. */
  next(...steps: Step[]): void {
    this.#queue.push(...steps);
  }

  get last(): Received {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error('the upstream received nothing');
    return last;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    const aborted = new Promise<void>((resolve) => {
      res.once('close', () => {
        if (!res.writableFinished) resolve();
      });
    });
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of req) chunks.push(chunk as Buffer);
    } catch {
      return; // The proxy hung up while sending.
    }
    const received: Received = {
      method: req.method ?? '',
      url: req.url ?? '',
      rawHeaders: req.rawHeaders,
      headers: req.headers,
      body: Buffer.concat(chunks),
      aborted,
    };
    this.requests.push(received);
    await (this.#queue.shift() ?? this.#step)(received, res);
  }
}

export function json(value: unknown, status = 200, headers: http.OutgoingHttpHeaders = {}): Step {
  return (_req, res) => {
    const body = JSON.stringify(value);
    res.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    res.end(body);
  };
}

export function bytes(body: Buffer, headers: http.OutgoingHttpHeaders = {}, status = 200): Step {
  return (_req, res) => {
    res.writeHead(status, { 'content-length': body.length, ...headers });
    res.end(body);
  };
}

export function status(code: number, message = `fails with ${String(code)}`): Step {
  return json({ type: 'error', error: { type: 'api_error', message } }, code);
}

/** An event stream written at once. */
export function sse(events: readonly string[], headers: http.OutgoingHttpHeaders = {}): Step {
  return (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
    for (const event of events) res.write(event);
    res.end();
  };
}

/** Accepts the request and never answers. */
export const hang: Step = () => undefined;

/** Loses the connection before an answer. */
export const reset: Step = (_req, res) => {
  res.socket?.resetAndDestroy();
};

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
