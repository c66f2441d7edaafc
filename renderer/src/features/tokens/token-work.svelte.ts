import type { Deleted } from '#contracts/admin-api';
import type { TokenCreated, TokenId, TokenView } from '#contracts/token';
import type { AdminClient } from '../../api/admin-client.ts';
import type { Loaded } from '../../api/loaded.svelte.ts';
import type { Answer, Problem } from '../../api/problem.ts';
import { tokenDraft, type TokenForm } from './token-form.ts';

const PATH = '/admin/tokens';

/** Creates, changes and deletes tokens; the list is read again after each. */
export class TokenWork {
  readonly #client: AdminClient;
  readonly #tokens: Loaded<readonly TokenView[]>;
  #problem = $state.raw<Problem | null>(null);
  #created = $state.raw<TokenCreated | null>(null);

  constructor(client: AdminClient, tokens: Loaded<readonly TokenView[]>) {
    this.#client = client;
    this.#tokens = tokens;
  }

  /** Why the last step failed. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /** The new one, with its value that nobody can read again. */
  get created(): TokenCreated | null {
    return this.#created;
  }

  forget(): void {
    this.#problem = null;
    this.#created = null;
  }

  async create(form: TokenForm): Promise<TokenCreated | null> {
    this.#created = await this.#done(
      this.#client.send<TokenCreated>('POST', PATH, tokenDraft(form)),
    );
    return this.#created;
  }

  async save(id: TokenId, form: TokenForm): Promise<boolean> {
    const call = this.#client.send<TokenView>('PATCH', `${PATH}/${id}`, tokenDraft(form));
    return (await this.#done(call)) !== null;
  }

  async setEnabled(id: TokenId, isEnabled: boolean): Promise<boolean> {
    const call = this.#client.send<TokenView>('PATCH', `${PATH}/${id}`, { isEnabled });
    return (await this.#done(call)) !== null;
  }

  /** The result brings it back, as long as the program remembers it; null when it was not deleted. */
  async remove(id: TokenId): Promise<(() => Promise<boolean>) | null> {
    const deleted = await this.#done(this.#client.send<Deleted>('DELETE', `${PATH}/${id}`));
    if (deleted === null) return null;
    const body = { token: deleted.undoToken };
    return async () => (await this.#done(this.#client.send('POST', `${PATH}/undo`, body))) !== null;
  }

  /** A new value for the local token; null when it has the old one still. */
  async rotateLocal(): Promise<string | null> {
    const call = this.#client.send<{ readonly token: string }>('POST', `${PATH}/local/rotate`);
    return (await this.#done(call))?.token ?? null;
  }

  async #done<T>(call: Promise<Answer<T>>): Promise<T | null> {
    const answer = await call;
    this.#problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return null;
    await this.#tokens.load();
    return answer.data;
  }
}
