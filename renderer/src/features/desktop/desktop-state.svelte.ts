import type {
  DesktopAnswer,
  DesktopBridge,
  DesktopCallName,
  DesktopCalls,
  DesktopChange,
  DesktopFacts,
  LinkView,
} from '#contracts/desktop';

type Refusal = Extract<DesktopAnswer<unknown>, { readonly ok: false }>['error'];

/** What the desktop shell tells, and what can be asked of it. */
export class DesktopState {
  readonly #bridge: DesktopBridge;
  readonly #say: (refusal: Refusal) => string;
  #facts = $state.raw<DesktopFacts | null>(null);
  #link = $state.raw<LinkView | null>(null);
  /** Why the last wish did not come true. */
  #problem = $state<string | null>(null);

  /** @param say says in the person's language what the shell refuses */
  constructor(bridge: DesktopBridge, say: (refusal: Refusal) => string = ({ message }) => message) {
    this.#bridge = bridge;
    this.#say = say;
  }

  get facts(): DesktopFacts | null {
    return this.#facts;
  }

  /** A channel that a link wants to add; null when there is none. */
  get link(): LinkView | null {
    return this.#link;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** Follows the shell; the result ends it. */
  start(): () => void {
    void this.#read();
    return this.#bridge.onChanged(() => void this.#read());
  }

  async change(change: DesktopChange): Promise<void> {
    const facts = await this.#ask('changeSettings', change);
    if (facts !== null) this.#facts = facts;
  }

  async useFreePort(): Promise<void> {
    await this.#ask('useFreePort', null);
    await this.#read();
  }

  async retryPort(): Promise<void> {
    await this.#ask('retryPort', null);
    await this.#read();
  }

  /** Ends the program when its requests have ended, and starts it anew; the page goes with it. */
  async restart(): Promise<void> {
    await this.#ask('restart', null);
  }

  /** Adds the channel of the link under a name, or with null does not. True when that is done. */
  async answerLink(link: LinkView, name: string | null): Promise<boolean> {
    const answer = await this.#bridge.invoke('answerLink', { id: link.id, name });
    this.#problem = answer.ok ? null : this.#say(answer.error);
    if (answer.ok && this.#link?.id === link.id) this.#link = null;
    return answer.ok;
  }

  async #read(): Promise<void> {
    const [facts, link] = await Promise.all([
      this.#bridge.invoke('readFacts', null),
      this.#bridge.invoke('pendingLink', null),
    ]);
    if (facts.ok) this.#facts = facts.data;
    if (!link.ok || link.data?.id === this.#link?.id) return;
    this.#link = link.data;
    this.#problem = null;
  }

  async #ask<K extends DesktopCallName>(
    name: K,
    argument: DesktopCalls[K]['argument'],
  ): Promise<DesktopCalls[K]['answer'] | null> {
    const answer: DesktopAnswer<DesktopCalls[K]['answer']> = await this.#bridge.invoke(
      name,
      argument,
    );
    this.#problem = answer.ok ? null : this.#say(answer.error);
    return answer.ok ? answer.data : null;
  }
}
