import type { ChannelGuess, ChannelPreset, PresetChannel } from '#contracts/channel-guess';
import type { AdminClient } from '../../../api/admin-client.ts';
import { Loaded } from '../../../api/loaded.svelte.ts';
import type { Problem } from '../../../api/problem.ts';

/** How a new channel is begun: from a known vendor, or from whatever was pasted. */
export class Adding {
  readonly #client: AdminClient;
  readonly presets: Loaded<readonly ChannelPreset[]>;
  /** What is pasted. It holds keys, so it never stands in an address. */
  pasted = $state('');
  #guesses = $state.raw<readonly ChannelGuess[] | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #isReading = $state(false);
  #chosen = $state.raw<ChannelGuess | null>(null);

  constructor(client: AdminClient) {
    this.#client = client;
    this.presets = new Loaded(() => client.get<readonly ChannelPreset[]>('/admin/channel-presets'));
  }

  /** Null before something was read. */
  get guesses(): readonly ChannelGuess[] | null {
    return this.#guesses;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  preset(name: string | null): ChannelPreset | null {
    return this.presets.data?.find((preset) => preset.name === name) ?? null;
  }

  /** What a new channel begins with: what was pasted, else the preset; null for an empty one. */
  startFor(preset: string | null): PresetChannel | null {
    if (this.#chosen !== null && this.#chosen.preset === preset) return this.#chosen.channel;
    return this.preset(preset)?.channel ?? null;
  }

  choose(guess: ChannelGuess | null): void {
    this.#chosen = guess;
  }

  /** @returns the one channel that was meant; null when there is none, or a choice to make */
  async read(): Promise<ChannelGuess | null> {
    this.#isReading = true;
    const answer = await this.#client.send<readonly ChannelGuess[]>(
      'POST',
      '/admin/channels/guess',
      { text: this.pasted },
    );
    this.#isReading = false;
    this.#problem = answer.ok ? null : answer.problem;
    this.#guesses = answer.ok ? answer.data : null;
    const [first, second] = this.#guesses ?? [];
    return first !== undefined && second === undefined ? first : null;
  }

  forget(): void {
    this.pasted = '';
    this.#guesses = null;
    this.#problem = null;
    this.#chosen = null;
  }
}
