import type { CaptureStatus } from '#contracts/capture';
import type { ChannelId } from '#contracts/channel';
import type { AdminClient } from '../../../api/admin-client.ts';
import { Loaded } from '../../../api/loaded.svelte.ts';
import type { Problem } from '../../../api/problem.ts';

const PATH = '/admin/captures';

/** Whose requests are captured, channel by channel. It takes effect at once, other than what is in the form. */
export class CaptureSwitch {
  readonly #client: AdminClient;
  readonly #status: Loaded<CaptureStatus>;
  readonly #onRefused: (problem: Problem) => void;

  constructor(client: AdminClient, onRefused: (problem: Problem) => void) {
    this.#client = client;
    this.#status = new Loaded(() => client.get<CaptureStatus>(PATH));
    this.#onRefused = onRefused;
  }

  get isKnown(): boolean {
    return this.#status.data !== null;
  }

  load(): void {
    void this.#status.load();
  }

  isOn(id: ChannelId): boolean {
    return this.#status.data?.channelIds.includes(id) ?? false;
  }

  async set(id: ChannelId, isOn: boolean): Promise<void> {
    const others = (this.#status.data?.channelIds ?? []).filter((one) => one !== id);
    const channelIds = isOn ? [...others, id] : others;
    const answer = await this.#client.send<CaptureStatus>('PATCH', PATH, { channelIds });
    if (answer.ok) this.#status.replace(answer.data);
    else {
      this.#onRefused(answer.problem);
      await this.#status.load();
    }
  }
}
