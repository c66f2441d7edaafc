import type { Account, Provenance } from '../core/opaque/foreign.ts';

export type StoredProvenance = Provenance & { readonly hash: string; readonly notedAt: number };

/** Oldest are forgotten beyond this: a long conversation holds a few hundred. */
export const MAX_PROVENANCES = 50_000;

const DAY_MS = 24 * 3_600_000;

/** A conversation that rests longer than this is hardly taken up again. */
export const PROVENANCE_TTL_MS = 14 * DAY_MS;

/** Accounts get numbers below this, so that one number holds an account and a day. */
const MAX_ACCOUNTS = 1 << 16;

/**
 * Who minted which opaque token. A token is known by a part of its hash, and what is known of it is one number: fifty
 * thousand of them are to cost a few megabytes.
 */
export class ProvenanceBook {
  readonly #entries = new Map<string, number>();
  readonly #accounts: Provenance[] = [];
  readonly #numbers = new Map<string, number>();
  #unsaved: StoredProvenance[] = [];

  get size(): number {
    return this.#entries.size;
  }

  /** Whether anything is known that another than this account minted, or that it has refused. */
  knowsOthersThan({ channelId, keyId }: Account): boolean {
    return this.#accounts.some(
      (one) => one.isRefused || one.channelId !== channelId || one.keyId !== keyId,
    );
  }

  find(hash: string, now: number): Provenance | null {
    const entry = this.#entries.get(hash);
    if (entry === undefined) return null;
    const notedAt = Math.floor(entry / MAX_ACCOUNTS) * DAY_MS;
    return now - notedAt > PROVENANCE_TTL_MS
      ? null
      : (this.#accounts[entry % MAX_ACCOUNTS] ?? null);
  }

  /** The same token is seen again and again: only what is new of it is kept and written down. */
  note(hash: string, provenance: Provenance, now: number): void {
    if (!this.#remember(hash, provenance, now)) return;
    this.#unsaved.push({ ...provenance, hash, notedAt: now });
  }

  /** Read back at start, oldest first. */
  load(stored: readonly StoredProvenance[]): void {
    for (const { hash, notedAt, channelId, keyId, isRefused } of stored) {
      this.#remember(hash, { channelId, keyId, isRefused }, notedAt);
    }
  }

  /** What was added since the last call; the caller writes it down. */
  takeUnsaved(): readonly StoredProvenance[] {
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    return unsaved;
  }

  #remember(hash: string, provenance: Provenance, at: number): boolean {
    const entry = Math.floor(at / DAY_MS) * MAX_ACCOUNTS + this.#numberOf(provenance);
    if (this.#entries.get(hash) === entry) return false;
    this.#entries.delete(hash);
    this.#entries.set(hash, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MAX_PROVENANCES) break;
      this.#entries.delete(oldest);
    }
    return true;
  }

  #numberOf(provenance: Provenance): number {
    const { channelId, keyId, isRefused } = provenance;
    const name = `${String(channelId)}/${String(keyId)}/${String(isRefused)}`;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.#accounts.length === MAX_ACCOUNTS) this.#forgetAll();
    const number = this.#accounts.push({ channelId, keyId, isRefused }) - 1;
    this.#numbers.set(name, number);
    return number;
  }

  /** So many keys nobody has; forgetting costs a repeated request at worst. */
  #forgetAll(): void {
    this.#entries.clear();
    this.#numbers.clear();
    this.#accounts.length = 0;
  }
}
