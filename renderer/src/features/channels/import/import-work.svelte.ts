import type { ImportPlan, ImportResult } from '#contracts/import';
import { queryText, type AdminClient } from '../../../api/admin-client.ts';
import type { Answer, Problem } from '../../../api/problem.ts';

const PATH = '/admin/channels/import';

/** An import from what was dropped or pasted to what was done: first shown, then chosen, then made. */
export class ImportWork {
  readonly #client: AdminClient;
  /** It holds keys, so it never stands in an address. */
  text = $state('');
  #file = $state.raw<File | null>(null);
  #plan = $state.raw<ImportPlan | null>(null);
  #taken = $state.raw<readonly string[]>([]);
  #problem = $state.raw<Problem | null>(null);
  #isBusy = $state(false);

  constructor(client: AdminClient) {
    this.#client = client;
  }

  get file(): File | null {
    return this.#file;
  }

  /** What it would do; null before something was read. */
  get plan(): ImportPlan | null {
    return this.#plan;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get hasSource(): boolean {
    return this.#file !== null || this.text.trim() !== '';
  }

  get takenCount(): number {
    return this.#taken.length;
  }

  isTaken(key: string): boolean {
    return this.#taken.includes(key);
  }

  toggle(key: string): void {
    this.#taken = this.isTaken(key)
      ? this.#taken.filter((one) => one !== key)
      : [...this.#taken, key];
  }

  /** A file takes the place of the text, and is read at once. */
  async choose(file: File): Promise<void> {
    this.#file = file;
    this.text = '';
    await this.read();
  }

  async read(): Promise<void> {
    const answer = await this.#send({ dryRun: true });
    this.#problem = answer.ok ? null : answer.problem;
    this.#plan = answer.ok ? answer.data.plan : null;
    const { channels = [], settings = [], tokens = [] } = this.#plan ?? {};
    const proposed = [...channels, ...settings, ...tokens].filter((one) => one.isProposed);
    this.#taken = proposed.map(({ key }) => key);
  }

  /** @returns what was done; null when nothing was */
  async apply(): Promise<ImportResult | null> {
    const answer = await this.#send({ take: this.#taken.join(',') });
    this.#problem = answer.ok ? null : answer.problem;
    return answer.ok ? answer.data : null;
  }

  forget(): void {
    this.text = '';
    this.#file = null;
    this.#plan = null;
    this.#problem = null;
    this.#taken = [];
  }

  async #send(query: { dryRun?: boolean; take?: string }): Promise<Answer<ImportResult>> {
    const path = PATH + queryText(query);
    this.#isBusy = true;
    const answer = await (this.#file === null
      ? this.#client.send<ImportResult>('POST', path, { text: this.text })
      : this.#client.upload<ImportResult>(path, formOf(this.#file)));
    this.#isBusy = false;
    return answer;
  }
}

function formOf(file: File): FormData {
  const form = new FormData();
  form.append('file', file);
  return form;
}
