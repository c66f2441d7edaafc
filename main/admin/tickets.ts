import { createHash } from 'node:crypto';

/** From the moment the window is told its address until its page asks. */
export const TICKET_LIFE_MS = 30_000;

/** A window, and one that opens before the first has asked; whoever wants more has an error. */
const MAX_TICKETS = 16;

const TICKET_BYTES = 32;

type TicketDeps = {
  now(): number;
  randomBytes(count: number): Uint8Array;
};

/** How the window of the desktop logs in without a password: each ticket opens one session, once, within seconds. */
export class Tickets {
  readonly #deps: TicketDeps;
  /** By hash: what lies in memory opens nothing. */
  readonly #expiresAt = new Map<string, number>();

  constructor(deps: TicketDeps) {
    this.#deps = deps;
  }

  issue(): string {
    const now = this.#deps.now();
    for (const [hash, expiresAt] of this.#expiresAt) {
      if (expiresAt <= now || this.#expiresAt.size >= MAX_TICKETS) this.#expiresAt.delete(hash);
    }
    const ticket = Buffer.from(this.#deps.randomBytes(TICKET_BYTES)).toString('hex');
    this.#expiresAt.set(hashOf(ticket), now + TICKET_LIFE_MS);
    return ticket;
  }

  /** True once. */
  redeem(ticket: string): boolean {
    const hash = hashOf(ticket);
    const expiresAt = this.#expiresAt.get(hash);
    this.#expiresAt.delete(hash);
    return expiresAt !== undefined && this.#deps.now() < expiresAt;
  }
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex');
}
