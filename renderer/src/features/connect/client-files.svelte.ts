import type {
  ClientConnection,
  ConnectableClient,
  ConnectionAction,
  ConnectionPreview,
  ConnectionsView,
} from '#contracts/connection';
import type { AdminClient } from '../../api/admin-client.ts';
import { Loaded } from '../../api/loaded.svelte.ts';
import type { Problem } from '../../api/problem.ts';

const PATH = '/admin/connections';

type Shown = {
  readonly client: ConnectableClient;
  readonly action: ConnectionAction;
  readonly preview: ConnectionPreview;
};

/** Looks at the clients' own files, shows what a change would be, and makes it only after that. */
export class ClientFiles {
  readonly list: Loaded<ConnectionsView>;
  readonly #client: AdminClient;
  #shown = $state.raw<Shown | null>(null);
  #problem = $state.raw<{ readonly client: ConnectableClient; readonly problem: Problem } | null>(
    null,
  );
  #isBusy = $state(false);

  constructor(client: AdminClient) {
    this.#client = client;
    this.list = new Loaded(() => client.get<ConnectionsView>(PATH));
  }

  /** Those that are here, or of which something is to be undone. */
  get found(): readonly ClientConnection[] {
    return (this.list.data?.clients ?? []).filter(
      ({ isFound, connectedAt }) => isFound || connectedAt !== null,
    );
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  shownOf(client: ConnectableClient): Shown | null {
    return this.#shown?.client === client ? this.#shown : null;
  }

  problemOf(client: ConnectableClient): Problem | null {
    return this.#problem?.client === client ? this.#problem.problem : null;
  }

  /** Nothing is changed by it. */
  async show(client: ConnectableClient, action: ConnectionAction): Promise<void> {
    this.close();
    const preview = await this.#ask<ConnectionPreview>(client, 'preview', { action });
    if (preview !== null) this.#shown = { client, action, preview };
  }

  close(): void {
    this.#shown = null;
    this.#problem = null;
  }

  /** Looks anew at what could not be done: the files may be others by now. */
  async retry(): Promise<void> {
    this.close();
    await this.list.load();
  }

  /** Does what is shown. */
  async apply(): Promise<void> {
    const shown = this.#shown;
    if (shown === null) return;
    const { fingerprint } = shown.preview;
    const done = await this.#ask(shown.client, shown.action, { fingerprint });
    this.#shown = null;
    if (done !== null) await this.list.load();
  }

  async #ask<T>(client: ConnectableClient, step: string, body: object): Promise<T | null> {
    this.#isBusy = true;
    const answer = await this.#client.send<T>('POST', `${PATH}/${client}/${step}`, body);
    this.#isBusy = false;
    this.#problem = answer.ok ? null : { client, problem: answer.problem };
    return answer.ok ? answer.data : null;
  }
}
