import type { RequestPage } from '#contracts/admin-api';
import type { HealthReport, Statistics } from '#contracts/statistics';
import type { Workspace } from '../../app/workspace.svelte.ts';
import { Loaded } from '../../api/loaded.svelte.ts';

/** Requests end many times a second; figures of a day need not follow each of them. */
const REFRESH_MS = 4_000;

/** What the overview shows beside the live lists. */
export class Overview {
  /** Today, beside the same hours before. */
  readonly today: Loaded<Statistics>;
  readonly byChannel: Loaded<Statistics>;
  readonly health: Loaded<HealthReport>;
  readonly failures: Loaded<RequestPage>;
  readonly #workspace: Workspace;
  #isDue = false;

  constructor(workspace: Workspace) {
    const { client } = workspace;
    this.#workspace = workspace;
    this.today = new Loaded(() =>
      client.get<Statistics>('/admin/statistics', {
        range: 'today',
        bucket: 'none',
        compare: true,
      }),
    );
    this.byChannel = new Loaded(() =>
      client.get<Statistics>('/admin/statistics', {
        range: 'last_24_hours',
        bucket: 'none',
        group: 'channel',
        top: 8,
      }),
    );
    this.health = new Loaded(() => client.get<HealthReport>('/admin/statistics/health'));
    this.failures = new Loaded(() =>
      client.get<RequestPage>('/admin/requests', { limit: 5, filter: 'is:failed' }),
    );
  }

  /** Reads all, and again when requests have ended. The result ends it. */
  follow(): () => void {
    this.load();
    return this.#workspace.onEnded(() => {
      if (this.#isDue) return;
      this.#isDue = true;
      this.#workspace.after(REFRESH_MS, () => {
        this.#isDue = false;
        this.load();
      });
    });
  }

  load(): void {
    for (const one of [this.today, this.byChannel, this.health, this.failures]) void one.load();
  }
}
