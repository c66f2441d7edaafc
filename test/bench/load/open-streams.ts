import { createHash } from 'node:crypto';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { eraseStamps, nowUs } from '../shapes/stamps.ts';
import { Samples } from '../stats.ts';
import { ResponseReader } from '../wire/response-reader.ts';
import { ErrorCounts, errorName } from './errors.ts';

export type StreamsPlan = {
  readonly port: number;
  readonly request: Buffer;
  readonly streams: number;
  /** Time over which the streams are opened. */
  readonly rampMs: number;
  readonly maxSeconds: number;
  /** SHA-256 of each stream, stamps zeroed. */
  readonly answerHash: string;
};

export type StreamsResult = {
  readonly exact: number;
  readonly firstByteMs: Samples;
  /** From the upstream's write of an event to our read of it. */
  readonly lateMs: Samples;
  readonly errors: ErrorCounts;
};

const LINE_FEED = 10;

/** Opens many streams, each on a connection of its own, and checks every byte of them. */
export async function openStreams(plan: StreamsPlan): Promise<StreamsResult> {
  const result = {
    exact: 0,
    firstByteMs: new Samples(),
    lateMs: new Samples(),
    errors: new ErrorCounts(),
  };
  const spacingMs = plan.rampMs / plan.streams;
  const runs = Array.from({ length: plan.streams }, async (_, index) => {
    await wait(spacingMs * index);
    const fault = await openStream(plan, result);
    if (fault === null) result.exact += 1;
    else result.errors.add(fault);
  });
  await Promise.all(runs);
  return result;
}

/** Resolves with null when the stream came as it was sent, else with what was wrong. */
function openStream(
  plan: StreamsPlan,
  seen: { readonly firstByteMs: Samples; readonly lateMs: Samples },
): Promise<string | null> {
  const startedUs = nowUs();
  const lines = new StampedLines(seen.lateMs);
  let status = 0;
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port: plan.port, noDelay: true });
    const settle = (fault: string | null): void => {
      clearTimeout(guard);
      socket.destroy();
      resolve(fault);
    };
    // A stream that hangs must not hang the run.
    const guard = setTimeout(() => settle('timeout'), plan.maxSeconds * 1000);
    const reader = new ResponseReader({
      head: (value) => {
        status = value;
        seen.firstByteMs.add((nowUs() - startedUs) / 1000);
      },
      data: (part) => {
        lines.take(part);
      },
      end: () => {
        if (status !== 200) settle(`status ${String(status)}`);
        else settle(lines.hash() === plan.answerHash ? null : 'not byte-exact');
      },
    });
    socket.on('connect', () => socket.write(plan.request));
    socket.on('data', (bytes: Buffer) => {
      reader.push(bytes);
    });
    socket.on('error', (error) => {
      settle(errorName(error));
    });
    socket.on('close', () => {
      if (!reader.closed()) settle('closed early');
    });
  });
}

/** Hashes a stream line by line: a stamp never spans two, so what follows the last line break waits for the next read. */
class StampedLines {
  readonly #hash = createHash('sha256');
  readonly #lateMs: Samples;
  #rest: Buffer | null = null;

  constructor(lateMs: Samples) {
    this.#lateMs = lateMs;
  }

  take(part: Buffer): void {
    const all = this.#rest === null ? part : Buffer.concat([this.#rest, part]);
    const end = all.lastIndexOf(LINE_FEED) + 1;
    this.#rest = end === all.length ? null : Buffer.from(all.subarray(end));
    const lines = all.subarray(0, end);
    const now = nowUs();
    eraseStamps(lines, (us) => {
      this.#lateMs.add((now - us) / 1000);
    });
    this.#hash.update(lines);
  }

  hash(): string {
    if (this.#rest !== null) this.#hash.update(this.#rest);
    return this.#hash.digest('hex');
  }
}
