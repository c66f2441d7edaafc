import type { ChannelId, ChannelView } from '#contracts/channel';
import type { PresetChannel } from '#contracts/channel-guess';
import type { AdminClient } from '../../../api/admin-client.ts';
import type { Problem } from '../../../api/problem.ts';
import {
  inputOf,
  keyRow,
  newValues,
  secretsIn,
  valuesOf,
  type ChannelInputValues,
  type ChannelValues,
} from './channel-values.ts';
import { errorAt, tabOfField, TABS, type TabId } from './form-tabs.ts';

/** One channel while it is edited, saved or not. */
export class ChannelForm {
  readonly #client: AdminClient;
  #id = $state<ChannelId | null>(null);
  #saved = $state('');
  #problem = $state.raw<Problem | null>(null);
  #isSaving = $state(false);
  values = $state<ChannelValues>(newValues(null));
  /** Keys that were pasted and not yet made rows of. */
  pastedKeys = $state('');

  constructor(client: AdminClient) {
    this.#client = client;
  }

  /** Null while the channel is not saved. */
  get id(): ChannelId | null {
    return this.#id;
  }

  get isSaving(): boolean {
    return this.#isSaving;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  get isDirty(): boolean {
    return this.pastedKeys.trim() !== '' || JSON.stringify(inputOf(this.values)) !== this.#saved;
  }

  begin(start: PresetChannel | null): void {
    this.#put(null, newValues(start));
    // What a preset or a pasted text brought is there to be saved.
    if (start !== null) this.#saved = '';
  }

  edit(channel: ChannelView): void {
    this.#put(channel.id, valuesOf(channel));
  }

  /** Follows a change that came from elsewhere, as long as nothing was typed. */
  follow(channel: ChannelView): void {
    if (channel.id !== this.#id) this.edit(channel);
    else if (!this.isDirty && !this.#isSaving) {
      const values = valuesOf(channel);
      // The same rows would lose the focus for nothing.
      if (JSON.stringify(inputOf(values)) !== this.#saved) this.#put(channel.id, values);
    }
  }

  takePastedKeys(): void {
    const known = this.values.keys.map(({ secret }) => secret);
    const added = secretsIn(this.pastedKeys).filter((secret) => !known.includes(secret));
    this.values.keys.push(...added.map(keyRow));
    this.pastedKeys = '';
  }

  /** What the form says now, pasted keys included. */
  input(): ChannelInputValues {
    this.takePastedKeys();
    return inputOf($state.snapshot(this.values));
  }

  /** @returns the channel as it was saved; null when it was refused */
  async save(): Promise<ChannelView | null> {
    if (this.#isSaving) return null;
    const input = this.input();
    this.#isSaving = true;
    const id = this.#id;
    const answer =
      id === null
        ? await this.#client.send<ChannelView>('POST', '/admin/channels', input)
        : await this.#client.send<ChannelView>('PATCH', `/admin/channels/${id}`, input);
    this.#isSaving = false;
    if (!answer.ok) {
      this.#problem = answer.problem;
      return null;
    }
    this.edit(answer.data);
    return answer.data;
  }

  /** What is wrong with a field, by its path in the API. */
  error(path: string): string | null {
    return errorAt(this.#fields, path);
  }

  hasErrorIn(tab: TabId): boolean {
    return Object.keys(this.#fields).some((path) => tabOfField(path) === tab);
  }

  /** The first tab on which something is wrong. */
  get wrongTab(): TabId | null {
    return TABS.find((tab) => this.hasErrorIn(tab)) ?? null;
  }

  /** Shows what a trial of unsaved values was refused for, as saving them would be. */
  take(problem: Problem): void {
    this.#problem = problem;
  }

  get #fields(): Readonly<Record<string, string>> {
    if (this.#problem?.kind !== 'refused') return {};
    const { fields } = this.#problem;
    // Calls that carry a channel name its fields within it.
    return Object.fromEntries(
      Object.entries(fields).map(([path, text]) => [path.replace(/^channel\./, ''), text]),
    );
  }

  #put(id: ChannelId | null, values: ChannelValues): void {
    this.#id = id;
    this.values = values;
    this.pastedKeys = '';
    this.#saved = JSON.stringify(inputOf(values));
    this.#problem = null;
  }
}
