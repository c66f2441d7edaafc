import { Listener, type ListenTimeouts, type RequestHandler, type Upgrades } from './listener.ts';

/** Where the program can be reached: opened early, served once it is ready, moved when the port setting changes. */
export class Doors {
  readonly #host: string;
  #listener: Listener | null = null;
  #serve: (handler: RequestHandler) => void = noop;
  readonly #handler: Promise<RequestHandler>;
  /** Set once the handler is there, to spare every request a promise. */
  #ready: RequestHandler | null = null;
  #upgrades: Upgrades | null = null;

  constructor(host: string) {
    this.#host = host;
    this.#handler = new Promise((resolve) => {
      this.#serve = resolve;
    });
  }

  get isOpen(): boolean {
    return this.#listener !== null;
  }

  /** The port in use; 0 while closed. */
  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** The address to give to clients on this machine. */
  get address(): string {
    const isAny = this.#host === '0.0.0.0' || this.#host === '::' || this.#host === 'localhost';
    const host = isAny ? '127.0.0.1' : this.#host;
    return `http://${host.includes(':') ? `[${host}]` : host}:${String(this.port)}`;
  }

  /** Connections are accepted from now on; their requests wait for `serve`. Throws a StartError. */
  async open(port: number, timeouts: ListenTimeouts): Promise<void> {
    this.#listener = await Listener.open(this.#host, port, this.#admit, timeouts, {
      accepts: (req) => this.#upgrades?.accepts(req) ?? false,
      upgrade: (req, socket, head) => this.#upgrades?.upgrade(req, socket, head),
    });
  }

  serve(handler: RequestHandler, upgrades: Upgrades | null = null): void {
    this.#ready = handler;
    this.#upgrades = upgrades;
    this.#serve(handler);
  }

  /** Opens the new port first, so that a taken one changes nothing; what runs on the old one ends there. */
  async move(port: number, timeouts: ListenTimeouts): Promise<void> {
    const old = this.#listener;
    await this.open(port, timeouts);
    old?.stopAccepting();
  }

  setTimeouts(timeouts: ListenTimeouts): void {
    this.#listener?.setTimeouts(timeouts);
  }

  stopAccepting(): void {
    this.#listener?.stopAccepting();
  }

  destroy(): void {
    this.#listener?.destroy();
  }

  readonly #admit: RequestHandler = (req, res) => {
    if (this.#ready !== null) this.#ready(req, res);
    else
      void this.#handler.then((handler) => {
        handler(req, res);
      });
  };
}

function noop(): void {
  // Replaced in the constructor before anyone can call it.
}
