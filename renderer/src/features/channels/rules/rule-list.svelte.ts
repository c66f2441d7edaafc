import type { ChannelId } from '#contracts/channel';
import type { RuleDraft, RuleTest, RuleView, TestedAnswer } from '#contracts/rule';
import type { AdminClient } from '../../../api/admin-client.ts';
import { Loaded } from '../../../api/loaded.svelte.ts';
import type { Answer, Problem } from '../../../api/problem.ts';
import { movedRule, newRule, ruleDraftOf, ruleValuesOf, type RuleValues } from './rule-values.ts';

const PATH = '/admin/rules';

/** What is being edited: a rule that is there, or a new one of a list. */
type Editing = { readonly rule: RuleView | null; readonly channelId: ChannelId | null };

/** The rules of one channel and those for all, one of which may be edited. */
export class RuleList {
  readonly #client: AdminClient;
  readonly rules: Loaded<readonly RuleView[]>;
  #editing = $state.raw<Editing | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #tests = $state.raw<readonly RuleTest[] | null>(null);
  values = $state<RuleValues>(newRule());

  constructor(client: AdminClient) {
    this.#client = client;
    this.rules = new Loaded(() => client.get<readonly RuleView[]>(PATH));
  }

  get editing(): Editing | null {
    return this.#editing;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  /** Of the last try; null before the first one. */
  get tests(): readonly RuleTest[] | null {
    return this.#tests;
  }

  /** In their order. */
  of(channelId: ChannelId | null): readonly RuleView[] {
    const own = (this.rules.data ?? []).filter((rule) => rule.channelId === channelId);
    return own.toSorted((a, b) => a.position - b.position);
  }

  begin(channelId: ChannelId | null): void {
    this.#edit({ rule: null, channelId }, newRule());
  }

  edit(rule: RuleView): void {
    this.#edit({ rule, channelId: rule.channelId }, ruleValuesOf(rule));
  }

  leave(): void {
    this.#edit(null, newRule());
  }

  async save(): Promise<void> {
    if (this.#editing === null) return;
    const { rule, channelId } = this.#editing;
    const draft = this.#draft();
    const isDone = await this.#change(
      rule === null
        ? this.#client.send('POST', PATH, { ...draft, channelId })
        : this.#client.send('PATCH', `${PATH}/${rule.id}`, draft),
    );
    if (isDone) this.leave();
  }

  async setEnabled(rule: RuleView, isEnabled: boolean): Promise<void> {
    await this.#change(this.#client.send('PATCH', `${PATH}/${rule.id}`, { isEnabled }));
  }

  async remove(rule: RuleView): Promise<void> {
    const isDone = await this.#change(this.#client.send('DELETE', `${PATH}/${rule.id}`));
    if (isDone && this.#editing?.rule?.id === rule.id) this.leave();
  }

  async move(rule: RuleView, step: -1 | 1): Promise<void> {
    const { channelId } = rule;
    const ids = movedRule(this.of(channelId), rule.id, step);
    if (ids !== null)
      await this.#change(this.#client.send('PUT', `${PATH}/order`, { channelId, ids }));
  }

  /**
   * Tries the rule that is edited, else those that are saved.
   *
   * @param answer null for the last answers that failed
   */
  async test(answer: TestedAnswer | null, channelId: ChannelId | null): Promise<void> {
    const rule = this.#editing === null ? {} : { rule: this.#draft() };
    const tried = answer === null ? { recent: true } : { answer };
    const result = await this.#client.send<readonly RuleTest[]>('POST', `${PATH}/test`, {
      ...rule,
      ...tried,
      channelId,
    });
    this.#problem = result.ok ? null : result.problem;
    this.#tests = result.ok ? result.data : null;
  }

  /** What is wrong with a field of the rule that is edited. */
  error(path: string): string | null {
    if (this.#problem?.kind !== 'refused') return null;
    const found = Object.entries(this.#problem.fields).find(([name]) => {
      const own = name.replace(/^rule\./, '');
      return own === path || own.startsWith(`${path}.`);
    });
    return found?.[1] ?? null;
  }

  #draft(): RuleDraft {
    return ruleDraftOf($state.snapshot(this.values));
  }

  #edit(editing: Editing | null, values: RuleValues): void {
    this.#editing = editing;
    this.values = values;
    this.#problem = null;
    this.#tests = null;
  }

  async #change(call: Promise<Answer<unknown>>): Promise<boolean> {
    const answer = await call;
    this.#problem = answer.ok ? null : answer.problem;
    await this.rules.load();
    return answer.ok;
  }
}
