import type { AdminClient } from '../../api/admin-client.ts';
import type { Problem } from '../../api/problem.ts';

/**
 * - `checking`: not known yet whether the browser holds a session
 * - `unknown`: the program did not answer that question
 */
export type SessionState = 'checking' | 'unknown' | 'loggedOut' | 'loggedIn';

/** Whether somebody is logged in. The session itself is a cookie that no script can read. */
export class Session {
  readonly #client: AdminClient;
  #state = $state<SessionState>('checking');
  #problem = $state.raw<Problem | null>(null);
  #isBusy = $state(false);
  #hasEnded = $state(false);

  constructor(client: AdminClient) {
    this.#client = client;
    client.onSessionLost = () => {
      this.#hasEnded = this.#state === 'loggedIn';
      this.#state = 'loggedOut';
      this.#problem = null;
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
    const answer = await this.#client.inFlight();
    if (answer.ok) {
      this.#state = 'loggedIn';
    } else if (answer.problem.kind !== 'loggedOut') {
      this.#state = 'unknown';
      this.#problem = answer.problem;
    }
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
