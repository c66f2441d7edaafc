import type * as Http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { EXIT_CODES, StartError } from './exit-codes.ts';
import { refuseConnect, refuseUnreadable } from './unreadable-request.ts';

/**
 * Not by `import`: that asks a module for each of its exports, and one of them makes Node load its own copy of undici,
 * which takes a tenth of the CPU of a start.
 */
const http = process.getBuiltinModule('node:http');

export type RequestHandler = (req: Http.IncomingMessage, res: Http.ServerResponse) => void;

/** What takes over a connection that changes its protocol. */
export type Upgrades = {
  /** Asked of requests that want to; one that may not is handled as every other. */
  accepts(req: Http.IncomingMessage): boolean;
  upgrade(req: Http.IncomingMessage, socket: Duplex, head: Buffer): void;
};

export type ListenTimeouts = { readonly clientKeepAliveMs: number; readonly headerReadMs: number };

/** Claude Code and Codex send long headers; Node's default of 16 KiB has been met in the field. */
const MAX_HEADER_BYTES = 64 * 1024;
/** How many new connections may wait to be accepted: a thousand agents may start at once. */
const BACKLOG = 4096;

/**
 * One listener, on one port, on the loopback of both address families when the host is the default: `localhost` resolves
 * to `::1` first on many systems, and someone else there would get our clients' requests.
 */
export class Listener {
  readonly #servers: readonly Http.Server[];
  readonly port: number;
  readonly host: string;

  private constructor(servers: readonly Http.Server[], host: string, port: number) {
    this.#servers = servers;
    this.host = host;
    this.port = port;
  }

  /** Port 0 takes any free one. Throws a StartError when the port is taken. */
  static async open(
    host: string,
    port: number,
    handler: RequestHandler,
    timeouts: ListenTimeouts,
    upgrades: Upgrades = NO_UPGRADES,
  ): Promise<Listener> {
    const servers: Http.Server[] = [];
    try {
      let bound = port;
      for (const address of addressesOf(host)) {
        const server = makeServer(handler, upgrades, timeouts);
        const isSpare = servers.length > 0;
        if (!(await bind(server, address, bound, isSpare))) continue;
        servers.push(server);
        bound = (server.address() as AddressInfo).port;
      }
      return new Listener(servers, host, bound);
    } catch (cause) {
      for (const server of servers) server.close();
      throw startError(cause, host, port);
    }
  }

  setTimeouts(timeouts: ListenTimeouts): void {
    for (const server of this.#servers) applyTimeouts(server, timeouts);
  }

  /** Takes no further connections and closes those that wait for their next request. */
  stopAccepting(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeIdleConnections();
    }
  }

  /** Ends what is left. */
  destroy(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }
}

function addressesOf(host: string): readonly string[] {
  return host === '127.0.0.1' || host === 'localhost' ? ['127.0.0.1', '::1'] : [host];
}

const NO_UPGRADES: Upgrades = {
  accepts: () => false,
  upgrade: (_req, socket) => {
    socket.destroy();
  },
};

function makeServer(
  handler: RequestHandler,
  upgrades: Upgrades,
  timeouts: ListenTimeouts,
): Http.Server {
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    // Bodies have limits of their own, with a clear answer; Node's would cut a slow upload without one.
    requestTimeout: 0,
    shouldUpgradeCallback: (req: Http.IncomingMessage) => upgrades.accepts(req),
  };
  const server = http.createServer(options, handler);
  server.on('upgrade', (req: Http.IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrades.upgrade(req, socket, head);
  });
  server.on('checkContinue', handler);
  server.on('connect', (_req: Http.IncomingMessage, socket: Duplex) => {
    refuseConnect(socket);
  });
  server.on('clientError', refuseUnreadable);
  applyTimeouts(server, timeouts);
  return server;
}

function applyTimeouts(server: Http.Server, timeouts: ListenTimeouts): void {
  server.keepAliveTimeout = timeouts.clientKeepAliveMs;
  server.headersTimeout = timeouts.headerReadMs;
}

/** False when a spare address does not exist on this machine; the first one has to. */
function bind(
  server: Http.Server,
  address: string,
  port: number,
  isSpare: boolean,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isAbsent = error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT';
      if (isSpare && isAbsent) resolve(false);
      else reject(error);
    });
    server.listen({ host: address, port, backlog: BACKLOG, ipv6Only: address === '::1' }, () => {
      resolve(true);
    });
  });
}

function startError(cause: unknown, host: string, port: number): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  const where = `${host}:${String(port)}`;
  if (code === 'EADDRINUSE') {
    const message = `Port ${String(port)} is in use. Stop the program that holds it, or choose another port with --port or PORT.`;
    return new StartError(EXIT_CODES.portInUse, message, { cause });
  }
  const reason = typeof code === 'string' ? code : String(cause);
  return new StartError(EXIT_CODES.configuration, `Cannot listen on ${where} (${reason}).`, {
    cause,
  });
}
