import net, { type AddressInfo, type Socket } from 'node:net';

const NO_LOGIN = 0;
const LOGIN = 2;
const NO_METHOD = 0xff;
const IPV4 = 1;
const NAME = 3;

/** A real SOCKS5 server on this machine. Every name leads to this machine, which only the server can know. */
export class SocksProxy {
  readonly #server = net.createServer((socket) => {
    this.connections += 1;
    this.#serve(socket).catch(() => socket.destroy());
  });
  readonly #sockets = new Set<Socket>();
  readonly #login: string | null;
  /** `host:port` of every connection that was asked for, names as names. */
  readonly asked: string[] = [];
  connections = 0;
  /** Answers every wish for a connection with this code; 0 connects. */
  refusal = 0;

  private constructor(login: string | null) {
    this.#login = login;
  }

  /** `login`: `user:password`, demanded of everyone. */
  static async start(login: string | null = null): Promise<SocksProxy> {
    const proxy = new SocksProxy(login);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  url(scheme: 'socks5' | 'socks5h', login = ''): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${scheme}://${login}127.0.0.1:${String(port)}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(socket: Socket): Promise<void> {
    this.#keep(socket);
    const bytes = new Bytes(socket);
    const [, count = 0] = await bytes.take(2);
    const methods = await bytes.take(count);
    const method = this.#login === null ? NO_LOGIN : LOGIN;
    if (!methods.includes(method)) {
      socket.end(Buffer.from([5, NO_METHOD]));
      return;
    }
    socket.write(Buffer.from([5, method]));
    if (this.#login !== null && !(await this.#isLoginRight(socket, bytes))) return;
    const [, , , kind = 0] = await bytes.take(4);
    const host = await hostOf(bytes, kind);
    const port = (await bytes.take(2)).readUInt16BE();
    this.asked.push(`${host}:${String(port)}`);
    if (this.refusal !== 0) {
      socket.end(Buffer.from([5, this.refusal, 0, 1, 0, 0, 0, 0, 0, 0]));
      return;
    }
    const onward = net.connect(port, kind === IPV4 || kind === NAME ? '127.0.0.1' : '::1', () => {
      socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      bytes.leave();
      onward.pipe(socket);
      socket.pipe(onward);
    });
    this.#keep(onward);
  }

  async #isLoginRight(socket: Socket, bytes: Bytes): Promise<boolean> {
    const [, userLength = 0] = await bytes.take(2);
    const user = (await bytes.take(userLength)).toString();
    const [passwordLength = 0] = await bytes.take(1);
    const password = (await bytes.take(passwordLength)).toString();
    const isRight = `${user}:${password}` === this.#login;
    if (isRight) socket.write(Buffer.from([1, 0]));
    else socket.end(Buffer.from([1, 1]));
    return isRight;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

async function hostOf(bytes: Bytes, kind: number): Promise<string> {
  if (kind === IPV4) return (await bytes.take(4)).join('.');
  if (kind !== NAME) return `[${(await bytes.take(16)).toString('hex')}]`;
  const [length = 0] = await bytes.take(1);
  return (await bytes.take(length)).toString();
}

/** A socket read in pieces of known length, until the rest is left to others. */
class Bytes {
  readonly #socket: Socket;
  #held = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  #isOver = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#add);
    socket.once('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count) {
      if (this.#isOver) throw new Error('closed');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  leave(): void {
    this.#socket.off('data', this.#add);
    this.#socket.pause();
    if (this.#held.length > 0) this.#socket.unshift(this.#held);
  }

  readonly #add = (chunk: Buffer): void => {
    this.#held = Buffer.concat([this.#held, chunk]);
    this.#wake();
  };
}
