import type { AdminClient } from '../../api/admin-client.ts';
import type { Problem } from '../../api/problem.ts';

/**
 * - `checking`: not known yet whether the browser holds a session
 * - `unknown`: the program did not answer that question
 */
export type SessionState = 'checking' | 'unknown' | 'loggedOut' | 'loggedIn';

/** The desktop's window is given tickets; null where there is none, and a password is asked for. */
export type FindTicket = () => Promise<string | null>;

/** Whether somebody is logged in. The session itself is a cookie that no script can read. */
export class Session {
  readonly #client: AdminClient;
  readonly #findTicket: FindTicket;
  #state = $state<SessionState>('checking');
  #problem = $state.raw<Problem | null>(null);
  #isBusy = $state(false);
  #hasEnded = $state(false);

  constructor(client: AdminClient, findTicket: FindTicket = async () => null) {
    this.#client = client;
    this.#findTicket = findTicket;
    client.onSessionLost = () => {
      void this.#lost();
    };
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Why the last step failed. */
  get problem(): Problem | null {
    return this.#problem;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** The session ended by itself, without a log-out. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Finds out whether the browser still holds a session. */
  async check(): Promise<void> {
    this.#state = 'checking';
    // The desktop's window has just opened, or a session of before may still stand.
    if (await this.#renew()) return;
    const answer = await this.#client.inFlight();
    if (answer.ok) {
      this.#state = 'loggedIn';
    } else if (answer.problem.kind !== 'loggedOut') {
      this.#state = 'unknown';
      this.#problem = answer.problem;
    }
  }

  /** A session ends after a day; the desktop's window then has another ticket. */
  async #lost(): Promise<void> {
    const wasLoggedIn = this.#state === 'loggedIn';
    if (wasLoggedIn && (await this.#renew())) return;
    this.#hasEnded = wasLoggedIn;
    this.#state = 'loggedOut';
    this.#problem = null;
  }

  async #renew(): Promise<boolean> {
    const ticket = await this.#findTicket();
    if (ticket === null) return false;
    const answer = await this.#client.redeemTicket(ticket);
    if (answer.ok) this.#state = 'loggedIn';
    return answer.ok;
  }

  async logIn(password: string): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const answer = await this.#client.logIn(password);
    this.#isBusy = false;
    this.#problem = answer.ok ? null : answer.problem;
    if (answer.ok) this.#state = 'loggedIn';
  }

  /** Stays logged in when the server could not be told: the cookie would still be valid. */
  async logOut(): Promise<void> {
    const answer = await this.#client.logOut();
    this.#problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.#hasEnded = false;
    this.#state = 'loggedOut';
  }
}
