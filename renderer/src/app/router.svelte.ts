import { href, placeOf, withChanges, type Params, type Place } from './place.ts';
import type { ScreenId } from './screens.ts';

/** The part of `window` that is needed. */
export type Address = Pick<
  Window,
  'location' | 'history' | 'addEventListener' | 'removeEventListener'
>;

/** Asked before a place is left that has something to lose. True lets go. */
export type LeaveQuestion = () => Promise<boolean>;

/**
 * Where the person is: a screen, and what it shows of itself, in the hash of the address. So every place can be
 * linked to, reloaded, and left with the browser's own buttons.
 */
export class Router {
  readonly #window: Address;
  #hash: string;
  #place = $state.raw<Place>(placeOf(''));
  #question: LeaveQuestion | null = null;

  constructor(window: Address) {
    this.#window = window;
    this.#hash = window.location.hash;
    this.#place = placeOf(this.#hash);
  }

  get screen(): ScreenId {
    return this.#place.screen;
  }

  get params(): URLSearchParams {
    return this.#place.params;
  }

  /** Follows the address; the result ends it. */
  start(): () => void {
    const follow = () => void this.#follow();
    this.#window.addEventListener('hashchange', follow);
    return () => {
      this.#window.removeEventListener('hashchange', follow);
    };
  }

  /** To another place, which the browser's back button leaves again. */
  go(screen: ScreenId, params: Params = {}): void {
    this.#window.location.hash = href(screen, params);
  }

  /** Changes what the screen shows of itself; null takes a parameter away. Not a step for the back button. */
  set(changes: Params): void {
    const params = withChanges(this.params, changes);
    this.#hash = href(this.screen, Object.fromEntries(params));
    this.#window.history.replaceState(null, '', this.#hash);
    this.#place = { screen: this.screen, params };
  }

  /** Asks before the place is left; the result takes the question back. */
  guard(question: LeaveQuestion): () => void {
    this.#question = question;
    return () => {
      if (this.#question === question) this.#question = null;
    };
  }

  async #follow(): Promise<void> {
    const wanted = this.#window.location.hash;
    if (wanted === this.#hash) return;
    if (this.#question !== null) {
      // The address is there already; it comes back until the person has decided.
      this.#window.history.replaceState(null, '', this.#hash === '' ? '#/' : this.#hash);
      if (!(await this.#question())) return;
      this.#question = null;
      this.#window.location.hash = wanted;
      return;
    }
    this.#hash = wanted;
    this.#place = placeOf(wanted);
  }
}
