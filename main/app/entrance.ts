import type { ListenTimeouts } from './listener.ts';
import type { Doors } from './doors.ts';
import { EXIT_CODES, StartError } from './exit-codes.ts';
import { Subscribers } from '../state/subscribers.ts';

/** The port that was wanted is another program's. */
export type TakenPort = {
  readonly port: number;
  /** Who has it, where the system tells. */
  readonly holder: string | null;
};

type EntranceDeps = {
  readonly doors: Doors;
  /** Goes to a free port rather than fail, where somebody sits before the screen who can decide. */
  readonly mayEvade: boolean;
  readonly findHolder: (port: number) => Promise<string | null>;
};

/** Ports after the wanted one that are tried before any other: easy to remember, and likely to be free next time. */
const NEIGHBOURS = 20;
const MAX_PORT = 65_535;

/** Which port we are at, and which one we should be at. */
export class Entrance {
  readonly doors: Doors;
  readonly #deps: EntranceDeps;
  readonly #subscribers = new Subscribers<void>();
  #taken: TakenPort | null = null;

  constructor(deps: EntranceDeps) {
    this.doors = deps.doors;
    this.#deps = deps;
  }

  /** Not null while we are on a free port instead of the wanted one: clients do not find us, so nothing is proxied. */
  get taken(): TakenPort | null {
    return this.#taken;
  }

  /** Throws a StartError when the port is taken and somebody has to be told so. */
  async open(port: number, timeouts: ListenTimeouts): Promise<void> {
    try {
      await this.doors.open(port, timeouts);
    } catch (error) {
      if (!isPortInUse(error)) throw error;
      const holder = await this.#deps.findHolder(port);
      if (!this.#deps.mayEvade) throw holder === null ? error : withHolder(error, holder);
      await this.#evade(port, timeouts);
      this.#taken = { port, holder };
    }
  }

  /** Goes where the setting says. A taken port is not tried again with every setting that changes. */
  async follow(port: number, timeouts: ListenTimeouts): Promise<void> {
    if (port === this.#taken?.port) return;
    if (port !== this.doors.port) await this.doors.move(port, timeouts);
    this.#settle();
  }

  /** Tries the wanted port once more. False when it is still taken. */
  async retry(timeouts: ListenTimeouts): Promise<boolean> {
    if (this.#taken === null) return true;
    const { port } = this.#taken;
    try {
      await this.doors.move(port, timeouts);
    } catch (error) {
      if (!isPortInUse(error)) throw error;
      this.#taken = { port, holder: await this.#deps.findHolder(port) };
      this.#subscribers.tell();
      return false;
    }
    this.#settle();
    return true;
  }

  /** The port we are at is the wanted one from now on. */
  stay(): void {
    this.#settle();
  }

  /** Told when the address changed, or what is known of the taken port. */
  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }

  #settle(): void {
    this.#taken = null;
    this.#subscribers.tell();
  }

  async #evade(wanted: number, timeouts: ListenTimeouts): Promise<void> {
    const last = Math.min(wanted + NEIGHBOURS, MAX_PORT);
    for (let port = wanted + 1; port <= last; port += 1) {
      try {
        await this.doors.open(port, timeouts);
        return;
      } catch (error) {
        if (!isPortInUse(error)) throw error;
      }
    }
    await this.doors.open(0, timeouts);
  }
}

function isPortInUse(error: unknown): error is StartError {
  return error instanceof StartError && error.exitCode === EXIT_CODES.portInUse;
}

function withHolder(error: StartError, holder: string): StartError {
  const message = error.message.replace('is in use.', `is in use by ${holder}.`);
  return new StartError(error.exitCode, message, { cause: error });
}
