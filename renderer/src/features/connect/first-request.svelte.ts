import type { InFlightView } from '#contracts/live-events';

type Arrival = { readonly id: string; readonly client: string; readonly model: string | null };

/** Watches for the first request of a token after somebody began to wait for it. */
export class FirstRequest {
  readonly #since: number;
  #arrival = $state.raw<Arrival | null>(null);

  /** @param since the server's time from which requests count */
  constructor(since: number) {
    this.#since = since;
  }

  /** Stays when the request has ended. */
  get arrival(): Arrival | null {
    return this.#arrival;
  }

  look(views: readonly InFlightView[], tokenName: string): void {
    if (this.#arrival !== null) return;
    const view = views.find((one) => one.tokenName === tokenName && one.startedAt >= this.#since);
    if (view === undefined) return;
    this.#arrival = { id: view.id, client: view.clientFamily, model: view.requestedModel };
  }
}
