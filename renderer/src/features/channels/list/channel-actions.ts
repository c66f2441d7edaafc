import type { Deleted } from '#contracts/admin-api';
import type { ChannelView } from '#contracts/channel';
import type { CooldownScope, CooldownView } from '#contracts/cooldown';
import type { Workspace } from '../../../app/workspace.svelte.ts';
import type { Answer, Problem } from '../../../api/problem.ts';
import type { Language } from '../../../i18n/language.svelte.ts';
import { problemText } from '../../../i18n/problem-text.ts';
import { listTexts } from '../texts/list.ts';
import { orderForPriorities, type Order } from './channel-order.ts';
import { partOf } from './cooldown-badges.ts';

type Deps = Pick<Workspace, 'client' | 'channels' | 'cooldowns' | 'toasts'>;

/** What is done to channels from their list. What can be taken back says so in a notice. */
export class ChannelActions {
  readonly #deps: Deps;
  readonly #language: Language;

  constructor(deps: Deps, language: Language) {
    this.#deps = deps;
    this.#language = language;
  }

  get #t() {
    return this.#language.of(listTexts);
  }

  /** The switch moves at once; a refusal is told and it moves back. */
  async toggle({ id, name, isEnabled }: ChannelView): Promise<void> {
    const { channels, toasts } = this.#deps;
    const problem = await channels.setEnabled(id, !isEnabled);
    if (problem !== null) toasts.complain(this.#t.switchFailed(name, this.#words(problem)));
  }

  reorder(order: Order): Promise<boolean> {
    const { ids, priorities } = order;
    // The order alone is what older versions know.
    const body = Object.keys(priorities).length === 0 ? { ids } : { ids, priorities };
    return this.#change(this.#deps.client.send('PUT', '/admin/channels/order', body));
  }

  async setAllEnabled(channels: readonly ChannelView[], isEnabled: boolean): Promise<void> {
    const changed = channels.filter((channel) => channel.isEnabled !== isEnabled);
    if (!(await this.#bulk(changed, isEnabled ? 'enable' : 'disable'))) return;
    const text = isEnabled ? this.#t.enabled(changed.length) : this.#t.disabled(changed.length);
    this.#sayWithUndo(text, () => this.#bulk(changed, isEnabled ? 'disable' : 'enable'));
  }

  async setPriority(channels: readonly ChannelView[], priority: number): Promise<void> {
    const changed = channels.filter((channel) => channel.priority !== priority);
    if (!(await this.#bulk(changed, { priority }))) return;
    this.#sayWithUndo(this.#t.prioritySet(changed.length), () =>
      this.reorder(orderForPriorities(this.#deps.channels.all, changed)),
    );
  }

  /** @returns whether they are gone */
  async remove(channels: readonly ChannelView[]): Promise<boolean> {
    const { client } = this.#deps;
    const [first, second] = channels;
    if (first === undefined) return false;
    const ids = channels.map(({ id }) => id);
    let deleted: Partial<Deleted> = {};
    const call =
      second === undefined
        ? client.send<Partial<Deleted>>('DELETE', `/admin/channels/${first.id}`)
        : client.send<Partial<Deleted>>('POST', '/admin/channels/bulk', { ids, action: 'delete' });
    const isDone = await this.#change(call, (answer) => {
      deleted = answer;
    });
    if (!isDone) return false;
    const { undoToken: token } = deleted;
    const text = this.#t.deleted(channels.length);
    if (token === undefined) this.#deps.toasts.say(text);
    else {
      this.#sayWithUndo(text, () =>
        this.#change(client.send('POST', '/admin/channels/undo', { token })),
      );
    }
    return true;
  }

  clear(scope: CooldownScope): Promise<boolean> {
    return this.#changeCooldown(scope, 'clear');
  }

  tryNow(scope: CooldownScope): Promise<boolean> {
    return this.#changeCooldown(scope, 'try-now');
  }

  async #changeCooldown(scope: CooldownScope, what: 'clear' | 'try-now'): Promise<boolean> {
    const path = `/admin/channels/${scope.channelId}/cooldown/${what}`;
    const answer = await this.#deps.client.send<readonly CooldownView[]>(
      'POST',
      path,
      partOf(scope),
    );
    if (!answer.ok) this.#complain(answer.problem);
    await this.#deps.cooldowns.load();
    return answer.ok;
  }

  async #bulk(
    channels: readonly ChannelView[],
    action: 'enable' | 'disable' | { readonly priority: number },
  ): Promise<boolean> {
    if (channels.length === 0) return false;
    const ids = channels.map(({ id }) => id);
    return this.#change(this.#deps.client.send('POST', '/admin/channels/bulk', { ids, action }));
  }

  #sayWithUndo(text: string, undo: () => Promise<boolean>): void {
    const { toasts } = this.#deps;
    toasts.say(text, {
      label: this.#t.undo,
      run: () =>
        void undo().then((isDone) => {
          if (isDone) toasts.say(this.#t.undone);
        }),
    });
  }

  /** Whatever came of it, what is shown is read anew. */
  async #change<T>(call: Promise<Answer<T>>, take: (data: T) => void = () => undefined) {
    const answer = await call;
    if (answer.ok) take(answer.data);
    else this.#complain(answer.problem);
    await this.#deps.channels.load();
    return answer.ok;
  }

  #complain(problem: Problem): void {
    this.#deps.toasts.complain(this.#t.failed(this.#words(problem)));
  }

  #words(problem: Problem): string {
    return problemText(problem, this.#language.t);
  }
}
