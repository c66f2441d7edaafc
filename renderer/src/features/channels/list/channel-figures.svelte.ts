import type { ChannelId } from '#contracts/channel';
import type { ChannelHealth, Figures, HealthReport, Statistics } from '#contracts/statistics';
import type { AdminClient } from '../../../api/admin-client.ts';
import { Loaded } from '../../../api/loaded.svelte.ts';
import type { After } from '../../../ui/timers.ts';

/** A list that is read all day need not be newer; the totals are written every few seconds anyway. */
const PAUSE_MS = 10_000;

/** How each channel did of late: the strip of the last hours, and the figures of the last day. */
export class ChannelFigures {
  readonly #health: Loaded<HealthReport>;
  readonly #statistics: Loaded<Statistics>;
  readonly #after: After;
  readonly #alongside: () => void;
  #isResting = false;
  #isDue = false;

  /** @param alongside read whenever these are */
  constructor(client: AdminClient, after: After, alongside: () => void) {
    this.#after = after;
    this.#alongside = alongside;
    this.#health = new Loaded(() => client.get<HealthReport>('/admin/statistics/health'));
    this.#statistics = new Loaded(() =>
      client.get<Statistics>('/admin/statistics', {
        range: 'last_24_hours',
        bucket: 'none',
        group: 'channel',
        top: 500,
      }),
    );
  }

  get starts(): readonly number[] {
    return this.#health.data?.starts ?? [];
  }

  of(id: ChannelId): Figures | null {
    const groups = this.#statistics.data?.groups ?? [];
    return groups.find(({ key }) => key?.channelId === id)?.total ?? null;
  }

  cellsOf(id: ChannelId): ChannelHealth['cells'] {
    return this.#health.data?.channels.find(({ channelId }) => channelId === id)?.cells ?? [];
  }

  load(): void {
    void this.#health.load();
    void this.#statistics.load();
  }

  /** Requests have ended: reads anew, and not more often than anybody could follow. */
  noteEnd(): void {
    this.#isDue = true;
    if (this.#isResting) return;
    this.#isDue = false;
    this.#isResting = true;
    this.load();
    this.#alongside();
    this.#after(PAUSE_MS, () => {
      this.#isResting = false;
      if (this.#isDue) this.noteEnd();
    });
  }
}
