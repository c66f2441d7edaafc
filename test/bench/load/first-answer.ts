import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { ResponseReader } from '../wire/response-reader.ts';

const ATTEMPT_MS = 10_000;

/** Asks again every few milliseconds until a request is answered with 200; false when that does not happen in time. */
export async function firstAnswer(port: number, request: Buffer, maxMs: number): Promise<boolean> {
  const deadline = performance.now() + maxMs;
  while (performance.now() < deadline) {
    if (await isAnswered(port, request)) return true;
    await wait(3);
  }
  return false;
}

function isAnswered(port: number, request: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port, noDelay: true });
    let status = 0;
    const settle = (isGood: boolean): void => {
      clearTimeout(guard);
      socket.destroy();
      resolve(isGood);
    };
    const guard = setTimeout(() => settle(false), ATTEMPT_MS);
    const reader = new ResponseReader({
      head: (value) => {
        status = value;
      },
      data: () => undefined,
      end: () => {
        settle(status === 200);
      },
    });
    socket.on('connect', () => socket.write(request));
    socket.on('data', (bytes: Buffer) => {
      reader.push(bytes);
    });
    // Nobody listens yet.
    socket.on('error', () => {
      settle(false);
    });
    socket.on('close', () => {
      settle(false);
    });
  });
}
