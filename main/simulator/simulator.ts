import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeAnswer } from './answer.ts';
import { readAsked, type Asked, type ReceivedRequest } from './asked.ts';
import { HEALTHY, type Behaviour } from './behaviour.ts';
import { realClock, type Clock } from './clock.ts';
import { deliver } from './deliver.ts';
import { seededDice, type Dice } from './dice.ts';
import { behaviourIn, type Mood } from './mood.ts';
import { PromptCache, type CacheUse } from './prompt-cache.ts';
import { moodNamed, moodOfKey } from './read-mood.ts';

export type SimulatorOptions = {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly clock?: Clock;
  /** Decides what is left to chance: when a flaky mood fails. */
  readonly dice?: Dice;
  /** For keys that choose none; healthy if left out. */
  readonly behaviour?: Wanted;
  /** How many received requests are kept, the newest; none if 0, all if left out. */
  readonly keepRequests?: number;
};

/** A behaviour, or the name of one or of a mood, as in a key: `slow-300+gzip`, `moody-rough-7`. */
export type Wanted = Behaviour | string;

export type Received = ReceivedRequest & {
  readonly asked: Asked;
  /** Epoch milliseconds, by the simulator's clock. */
  readonly at: number;
  /** How much of the prompt this key had seen before. */
  readonly cache: CacheUse;
  /** Resolves when the client closes the connection before the answer's end. */
  readonly aborted: Promise<void>;
};

/** For a key that cannot be read: nobody would notice the mistake in a healthy answer. */
const UNKNOWN_MOOD: Mood = {
  kind: 'steady',
  behaviour: {
    ...HEALTHY,
    content: {
      kind: 'refusal',
      fault: { status: 401, name: 'unknownMood' },
      headers: () => ({}),
    },
  },
};

/** A real upstream on the loopback that speaks all protocols and fails on command. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const server = http.createServer({ keepAliveTimeout: 60_000, noDelay: true });
  const simulator = new Simulator(server, options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return simulator;
}

export class Simulator {
  readonly #server: http.Server;
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #keepRequests: number;
  readonly #startedAt: number;
  readonly #cache = new PromptCache();
  readonly #moods = new Map<string, Mood>();
  #default: Mood;
  #steps: Mood[] = [];
  #count = 0;
  /** Oldest first. */
  readonly requests: Received[] = [];

  constructor(server: http.Server, options: SimulatorOptions) {
    this.#server = server;
    this.#clock = options.clock ?? realClock;
    this.#dice = options.dice ?? seededDice(1);
    this.#keepRequests = options.keepRequests ?? Infinity;
    this.#startedAt = this.#clock.now();
    this.#default = moodOf(options.behaviour ?? 'healthy');
    server.on('request', (req, res) => {
      void this.#serve(req, res);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Base URL without a version segment. */
  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** The newest received request. */
  get last(): Received {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error('the simulator received nothing');
    return last;
  }

  /** What requests with this key meet from now on; null stands for every key without a mood of its own. */
  setBehaviour(key: string | null, wanted: Wanted): void {
    if (key === null) this.#default = moodOf(wanted);
    else this.#moods.set(key, moodOf(wanted));
  }

  /** What the next requests meet, one step each, whatever their key. */
  script(steps: readonly Wanted[]): void {
    this.#steps.push(...steps.map(moodOf));
  }

  /** Ends every connection, also those that hang on purpose. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
    const received = await receive(req);
    // The client hung up while it was sending.
    if (received === null) return;
    const asked = readAsked(received);
    const now = this.#clock.now();
    const cache = this.#cache.use(asked, received.body, now);
    this.#keep({ ...received, asked, at: now, cache, aborted: abortOf(res) });
    const mood = this.#steps.shift() ?? this.#moodFor(asked.key);
    const behaviour = behaviourIn(mood, now - this.#startedAt, this.#dice);
    this.#count += 1;
    const answer = composeAnswer(behaviour.content, {
      asked,
      received,
      now,
      cache,
      number: this.#count,
    });
    await deliver(res, answer, behaviour, this.#clock);
  }

  #moodFor(key: string): Mood {
    const known = this.#moods.get(key);
    if (known !== undefined) return known;
    const chosen = moodOfKey(key);
    if (chosen === undefined) return this.#default;
    const mood = chosen ?? UNKNOWN_MOOD;
    // A changing mood grows a list of its spells, which is worth keeping; so is every other, to be quick.
    if (this.#moods.size < MAX_MOODS) this.#moods.set(key, mood);
    return mood;
  }

  #keep(received: Received): void {
    this.requests.push(received);
    if (this.requests.length > this.#keepRequests) this.requests.shift();
  }
}

/** Keys come from outside: a stranger could send a new one with each request. */
const MAX_MOODS = 10_000;

function moodOf(wanted: Wanted): Mood {
  return typeof wanted === 'string' ? moodNamed(wanted) : { kind: 'steady', behaviour: wanted };
}

async function receive(req: http.IncomingMessage): Promise<ReceivedRequest | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of req) chunks.push(chunk as Buffer);
  } catch (error) {
    if (req.destroyed) return null;
    throw error;
  }
  const { method = '', url = '', headers, rawHeaders } = req;
  return { method, url, headers, rawHeaders, body: Buffer.concat(chunks) };
}

function abortOf(res: http.ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    res.once('close', () => {
      if (!res.writableFinished) resolve();
    });
  });
}
