import type { RestoreState } from '#contracts/backup';
import type { AdminClient } from '../../api/admin-client.ts';
import { Loaded } from '../../api/loaded.svelte.ts';
import type { Problem } from '../../api/problem.ts';

const RESTORE = '/admin/restore';

/** Making a backup, and making one ready to be restored. */
export class BackupWork {
  readonly #client: AdminClient;
  readonly state: Loaded<RestoreState>;
  #busy = $state<'making' | 'checking' | null>(null);
  #makeProblem = $state.raw<Problem | null>(null);
  #restoreProblem = $state.raw<Problem | null>(null);

  constructor(client: AdminClient) {
    this.#client = client;
    this.state = new Loaded(() => client.get<RestoreState>(RESTORE));
  }

  get busy(): 'making' | 'checking' | null {
    return this.#busy;
  }

  get makeProblem(): Problem | null {
    return this.#makeProblem;
  }

  get restoreProblem(): Problem | null {
    return this.#restoreProblem;
  }

  /** @returns the file; null when there is none */
  async make(passphrase: string): Promise<Blob | null> {
    this.#busy = 'making';
    const answer = await this.#client.file('/admin/backup', { passphrase });
    this.#busy = null;
    this.#makeProblem = answer.ok ? null : answer.problem;
    return answer.ok ? answer.data : null;
  }

  /** @returns whether it is ready for the next start */
  async prepare(file: File, passphrase: string): Promise<boolean> {
    this.#busy = 'checking';
    const answer = await this.#client.upload<RestoreState>(RESTORE, file, {
      'content-type': 'application/octet-stream',
      'ccload-passphrase': base64(passphrase),
    });
    this.#busy = null;
    this.#restoreProblem = answer.ok ? null : answer.problem;
    if (answer.ok) this.state.replace(answer.data);
    return answer.ok;
  }

  async discard(): Promise<boolean> {
    const answer = await this.#client.send<RestoreState>('DELETE', RESTORE);
    if (answer.ok) this.state.replace(answer.data);
    return answer.ok;
  }
}

/** Of UTF-8: a header takes ASCII alone, and a passphrase may be Chinese. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
