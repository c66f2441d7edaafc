import { SvelteMap } from 'svelte/reactivity';
import type { ChannelId, ChannelView } from '#contracts/channel';
import type { AdminClient } from '../../api/admin-client.ts';
import { Loaded, type LoadedView } from '../../api/loaded.svelte.ts';
import type { Problem } from '../../api/problem.ts';

/** The channels in the order in which they are chosen. */
export class ChannelList {
  readonly #client: AdminClient;
  readonly #channels: Loaded<readonly ChannelView[]>;
  /** What a person switched, while the server has not answered yet. */
  readonly #wanted = new SvelteMap<ChannelId, boolean>();

  constructor(client: AdminClient) {
    this.#client = client;
    this.#channels = new Loaded(() => client.channels());
  }

  get view(): LoadedView<readonly ChannelView[]> {
    const view = this.#channels.view;
    if (view.kind !== 'ready') return view;
    const data = view.data.map((channel) => {
      const isEnabled = this.#wanted.get(channel.id);
      return isEnabled === undefined ? channel : { ...channel, isEnabled };
    });
    return { ...view, data: data.toSorted(byChoice) };
  }

  /** True when there is none, false as long as nobody knows. */
  get isEmpty(): boolean {
    return this.#channels.data?.length === 0;
  }

  /** Those that are known, in their order. */
  get all(): readonly ChannelView[] {
    const { view } = this;
    return view.kind === 'ready' ? view.data : [];
  }

  find(id: ChannelId): ChannelView | null {
    return this.all.find((channel) => channel.id === id) ?? null;
  }

  isSwitching(id: ChannelId): boolean {
    return this.#wanted.has(id);
  }

  load(): Promise<void> {
    return this.#channels.load();
  }

  /** Shows the new position at once and takes it back when the server refuses; the result says why. */
  async setEnabled(id: ChannelId, isEnabled: boolean): Promise<Problem | null> {
    if (this.#wanted.has(id)) return null;
    this.#wanted.set(id, isEnabled);
    const answer = await this.#client.setChannelEnabled(id, isEnabled);
    // One step: between the two the switch would jump back.
    if (answer.ok) this.put(answer.data);
    this.#wanted.delete(id);
    if (answer.ok) return null;
    // It may be gone, or somebody else may have changed it.
    if (answer.problem.kind === 'refused') await this.load();
    return answer.problem;
  }

  /** A channel as a change has answered it. */
  put(changed: ChannelView): void {
    const channels = this.#channels.data ?? [];
    const isKnown = channels.some((one) => one.id === changed.id);
    this.#channels.replace(
      isKnown
        ? channels.map((one) => (one.id === changed.id ? changed : one))
        : [...channels, changed],
    );
  }
}

/** Higher priority first; `position` breaks ties, here as in the engine. */
function byChoice(a: ChannelView, b: ChannelView): number {
  return b.priority - a.priority || a.position - b.position;
}
