import { setTimeout as sleep } from 'node:timers/promises';
import { between, seededDice, type Dice } from '../dice.ts';
import { CLIENTS, conversation, type DemoClient, type Turn } from './clients.ts';

/** How the clients fared. */
export type Tally = { answered: number; failed: number; left: number };

/** One in so many answers is not read to its end: people press Escape. */
const LEAVES_ONE_IN = 15;

export type TrafficOptions = {
  readonly address: string;
  /** Secrets in the order of the clients. */
  readonly tokens: readonly string[];
  readonly seed: number;
  /** How long a client thinks between two questions. */
  readonly thinkingMs: { readonly min: number; readonly max: number };
  readonly signal: AbortSignal;
};

/** Every client asks, reads and thinks until the signal comes. */
export async function runTraffic(options: TrafficOptions): Promise<Tally> {
  const tally: Tally = { answered: 0, failed: 0, left: 0 };
  await Promise.all(
    CLIENTS.map(async (client, index) => {
      const dice = seededDice(options.seed + index);
      try {
        await live(client, options.tokens[index] ?? '', dice, options, tally);
      } catch (error) {
        // The signal ends a client wherever it is; anything else is a fault of the demo.
        if (!options.signal.aborted) throw error;
      }
    }),
  );
  return tally;
}

/** One client's life: a conversation after the other. */
async function live(
  client: DemoClient,
  token: string,
  dice: Dice,
  options: TrafficOptions,
  tally: Tally,
): Promise<never> {
  for (;;) {
    for (const turn of conversation(client, token, dice)) {
      const ms = between(dice, options.thinkingMs.min, options.thinkingMs.max);
      await sleep(ms, undefined, { signal: options.signal });
      const leavesEarly = between(dice, 1, LEAVES_ONE_IN) === 1;
      tally[await ask(client, turn, leavesEarly, options)] += 1;
    }
  }
}

/** One request, read as a client reads it. A failure is part of the show. */
async function ask(
  client: DemoClient,
  turn: Turn,
  leavesEarly: boolean,
  { address, signal }: TrafficOptions,
): Promise<keyof Tally> {
  const { path, headers, body } = client.request(turn);
  try {
    const answer = await fetch(address + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal,
    });
    if (leavesEarly) {
      // Closes the connection, as a client does whose user has pressed Escape.
      await answer.body?.cancel();
      return 'left';
    }
    await answer.text();
    return answer.ok ? 'answered' : 'failed';
  } catch (error) {
    signal.throwIfAborted();
    // What fetch throws for a connection that broke.
    if (error instanceof TypeError) return 'failed';
    throw error;
  }
}
