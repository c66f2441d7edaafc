import { SvelteMap } from 'svelte/reactivity';
import type { SettingName, SettingView } from '#contracts/settings';
import type { AdminClient } from '../../api/admin-client.ts';
import type { Loaded } from '../../api/loaded.svelte.ts';
import type { Answer, Problem } from '../../api/problem.ts';
import type { After } from '../../ui/timers.ts';

type Value = SettingView['value'];

export type SettingEditsDeps = {
  readonly client: AdminClient;
  readonly settings: Loaded<readonly SettingView[]>;
  readonly after: After;
  /** Told of a change that stands, with the way back. */
  onChanged(name: SettingName, undo: () => void): void;
};

/** Why a value was not taken: the field's own sentence, or what went wrong with the call. */
export type Refusal =
  | { readonly kind: 'field'; readonly text: string }
  | { readonly kind: 'call'; readonly problem: Problem };

/** The word beside a setting goes by itself. */
const SAVED_MS = 3_000;

/** Changes settings one by one, as soon as the person has decided. */
export class SettingEdits {
  readonly #deps: SettingEditsDeps;
  readonly #refusals = new SvelteMap<SettingName, Refusal>();
  readonly #saved = new SvelteMap<SettingName, () => void>();

  constructor(deps: SettingEditsDeps) {
    this.#deps = deps;
  }

  refusalOf(name: SettingName): Refusal | null {
    return this.#refusals.get(name) ?? null;
  }

  isJustSaved(name: SettingName): boolean {
    return this.#saved.has(name);
  }

  async change(view: SettingView, value: Value): Promise<void> {
    if (JSON.stringify(value) === JSON.stringify(view.value)) {
      this.#refusals.delete(view.name);
      return;
    }
    const { client } = this.#deps;
    const call = () =>
      client.send<readonly SettingView[]>('PATCH', '/admin/settings', { [view.name]: value });
    await this.#put(view, call);
  }

  /** Back to the default. */
  async putBack(view: SettingView): Promise<void> {
    const { client } = this.#deps;
    await this.#put(view, () => client.send('DELETE', `/admin/settings/${view.name}`));
  }

  async #put(view: SettingView, call: () => Promise<Answer<readonly SettingView[]>>) {
    const { name } = view;
    const answer = await call();
    if (!answer.ok) {
      this.#refusals.set(name, refusalOf(answer.problem, name));
      return;
    }
    this.#refusals.delete(name);
    this.#deps.settings.replace(answer.data);
    this.#noteSaved(name);
    const now = answer.data.find((one) => one.name === name) ?? view;
    this.#deps.onChanged(name, () => void this.change(now, view.value));
  }

  #noteSaved(name: SettingName): void {
    this.#saved.get(name)?.();
    const cancel = this.#deps.after(SAVED_MS, () => this.#saved.delete(name));
    this.#saved.set(name, cancel);
  }
}

function refusalOf(problem: Problem, name: SettingName): Refusal {
  const fields = problem.kind === 'refused' ? Object.entries(problem.fields) : [];
  // What is wrong with one line of a list is told under its place in it.
  const field = fields.find(([path]) => path === name || path.startsWith(`${name}.`));
  return field === undefined ? { kind: 'call', problem } : { kind: 'field', text: field[1] };
}
