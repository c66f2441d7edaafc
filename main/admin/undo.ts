import { AppError } from '../core/app-error.ts';
import type { Deleted } from '../contracts/admin-api.ts';
import type { AdminDeps } from './deps.ts';

const KEPT_MS = 120_000;
/** Each may hold a thousand keys. */
const MAX_KEPT = 100;
const TOKEN_BYTES = 18;

/** What was deleted of late, in memory alone, for whoever wants it back. */
export class Undo<T> {
  readonly #deps: Pick<AdminDeps, 'now' | 'after' | 'randomBytes'>;
  readonly #kept = new Map<string, { readonly removed: T; readonly until: number }>();

  constructor(deps: Pick<AdminDeps, 'now' | 'after' | 'randomBytes'>) {
    this.#deps = deps;
  }

  keep(removed: T): Deleted {
    const undoToken = Buffer.from(this.#deps.randomBytes(TOKEN_BYTES)).toString('base64url');
    const undoUntil = this.#deps.now() + KEPT_MS;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(undoToken, { removed, until: undoUntil });
    this.#deps.after(KEPT_MS, () => this.#kept.delete(undoToken));
    return { undoToken, undoUntil };
  }

  /** Once; it is kept when `restore` fails. @throws AppError when it is too late */
  async restore(undoToken: string, restore: (removed: T) => Promise<void>): Promise<void> {
    const kept = this.#kept.get(undoToken);
    if (kept === undefined || kept.until < this.#deps.now()) {
      throw new AppError('undo.too-late', 'This cannot be undone any more.');
    }
    this.#kept.delete(undoToken);
    try {
      await restore(kept.removed);
    } catch (error) {
      this.#kept.set(undoToken, kept);
      throw error;
    }
  }
}
