import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from './self-signed.ts';

/** A real HTTP proxy on this machine. Every name leads to this machine, which only a proxy can know. */
export class HttpProxy {
  readonly #server: http.Server;
  readonly #sockets = new Set<Duplex>();
  readonly #scheme: string;
  /** `CONNECT host:port` and `POST http://host:port/path`, as they came. */
  readonly asked: string[] = [];
  /** The credentials of each of them; empty where none came. */
  readonly logins: string[] = [];
  /** Connections that clients made to it. */
  connections = 0;
  /** Answers everything with this status instead of connecting. */
  refusal: number | null = null;

  private constructor(certificate: Certificate | null) {
    this.#scheme = certificate === null ? 'http' : 'https';
    this.#server = certificate === null ? http.createServer() : https.createServer(certificate);
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#keep(socket);
    });
    this.#server.on('connect', (req: http.IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#tunnel(req, socket, head);
    });
    this.#server.on('request', (req, res) => {
      this.#forward(req, res);
    });
  }

  static async start(certificate: Certificate | null = null): Promise<HttpProxy> {
    const proxy = new HttpProxy(certificate);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(login = ''): string {
    return `${this.#scheme}://${login}127.0.0.1:${String(this.port)}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #note(req: http.IncomingMessage): void {
    this.asked.push(`${req.method ?? ''} ${req.url ?? ''}`);
    const basic = /^Basic (.*)$/.exec(req.headers['proxy-authorization'] ?? '')?.[1] ?? '';
    this.logins.push(Buffer.from(basic, 'base64').toString());
  }

  #tunnel(req: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#note(req);
    socket.on('error', () => undefined);
    if (this.refusal !== null) {
      const reason = http.STATUS_CODES[this.refusal] ?? '';
      socket.end(`HTTP/1.1 ${String(this.refusal)} ${reason}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const port = Number(/:(\d+)$/.exec(req.url ?? '')?.[1]);
    const host = req.url?.startsWith('[') === true ? '::1' : '127.0.0.1';
    const onward = net.connect(port, host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket);
      socket.pipe(onward);
    });
    this.#keep(onward);
    onward.on('error', () => {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
  }

  #forward(req: http.IncomingMessage, res: http.ServerResponse): void {
    this.#note(req);
    if (this.refusal !== null) {
      res.writeHead(this.refusal).end();
      return;
    }
    const { port, pathname, search } = new URL(req.url ?? '');
    const { 'proxy-authorization': _login, ...headers } = req.headers;
    const options = {
      host: '127.0.0.1',
      port,
      path: pathname + search,
      method: req.method,
      headers,
    };
    const onward = http.request(options, (answer) => {
      res.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
