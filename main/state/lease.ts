import type { Standing } from '../core/availability/circuit.ts';
import type { CandidateTarget } from '../core/availability/scopes.ts';

type Role = Standing['role'];

/**
 * The permission to send one attempt to a candidate. It ends with the attempt. Made by the book alone;
 * everyone else only hands it back.
 */
export class Lease {
  readonly target: CandidateTarget;
  /** Epoch ms. */
  readonly startedAt: number;
  #isForced: boolean;
  #isEnded = false;
  /** Names of the scopes that this attempt alone is trying. */
  #held: readonly string[];
  #trials: readonly string[];

  constructor(
    target: CandidateTarget,
    startedAt: number,
    holds: {
      readonly held: readonly string[];
      readonly trials: readonly string[];
      readonly isForced: boolean;
    },
  ) {
    this.target = target;
    this.startedAt = startedAt;
    this.#held = holds.held;
    this.#trials = holds.trials;
    this.#isForced = holds.isForced;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  standingAt(name: string): Standing {
    let role: Role = 'ordinary';
    if (this.#isForced) role = 'forced';
    else if (this.#trials.includes(name)) role = 'trial';
    return { startedAt: this.startedAt, role };
  }

  /** Gives back what it holds. What happens to the attempt from here on is what happens to any other. */
  letGo(): readonly string[] {
    const held = this.#held;
    this.#held = [];
    this.#trials = [];
    this.#isForced = false;
    return held;
  }

  end(): void {
    this.#isEnded = true;
  }
}
