import { EventEmitter } from 'node:events';
import type { MessagePort, TransferListItem, WorkerOptions } from 'node:worker_threads';

/**
 * Stands in for `node:worker_threads` (see vitest.config.ts): a thread that has ended is kept warm for the next one,
 * because nearly all of a thread's start is Node's own. What runs in it is the same code on a port of its own. How a
 * thread starts, ends and dies is for the tests that run with real ones; here, one that dies fails the run.
 */
// By this way, because the name itself leads here.
const threads = process.getBuiltinModule('node:worker_threads');

/** What the entry of a thread hands its port to. */
const SERVERS: ReadonlyMap<string | undefined, string> = new Map([
  ['sqlite-worker.ts', serverUrl('store/serve-database.ts')],
  ['statistics-worker.ts', serverUrl('store/serve-statistics.ts')],
  ['metering-worker.ts', serverUrl('metering/serve-metering.ts')],
]);

const HOST = new URL('warm-thread-host.ts', import.meta.url);

type Host = InstanceType<typeof threads.Worker>;

/** Those at rest, by what they have loaded. */
const idle = new Map<string, Host[]>();

/** As much of a worker as our code uses. */
export class Worker extends EventEmitter {
  readonly #port: MessagePort;

  constructor(url: URL, { workerData }: WorkerOptions) {
    super();
    const server = SERVERS.get(url.pathname.split('/').at(-1));
    if (server === undefined) throw new Error(`no warm thread serves ${url.href}`);
    const resting = idle.get(server) ?? [];
    idle.set(server, resting);
    const host = resting.pop() ?? new threads.Worker(HOST);
    const { port1, port2 } = new threads.MessageChannel();
    this.#port = port1;
    port1.on('message', (message) => this.emit('message', message));
    port1.once('close', () => {
      // It must not keep the process alive.
      host.unref();
      resting.push(host);
      this.emit('exit', 0);
    });
    host.ref();
    host.postMessage({ server, port: port2, workerData: workerData as unknown }, [port2]);
  }

  postMessage(message: unknown, transfer: readonly TransferListItem[] = []): void {
    this.#port.postMessage(message, transfer);
  }
}

function serverUrl(path: string): string {
  return new URL(`../../main/${path}`, import.meta.url).href;
}
