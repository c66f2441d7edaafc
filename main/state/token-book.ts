import type { Token, TokenId } from '../contracts/token.ts';
import { Subscribers } from './subscribers.ts';

/** A token that was not used for so long is news when it is used again. */
const SILENCE_MS = 60_000;

/** The client tokens as they are now, found by the hash of what a client shows. */
export class TokenBook {
  #tokens: readonly Token[] = [];
  #byHash = new Map<string, Token>();
  /** By what was shown, once it was found by its hash: hashing it costs more than all else that is done to find it. */
  #byCredential = new Map<string, Token>();
  /** Last uses not handed to the store yet. */
  #used = new Map<TokenId, number>();
  readonly #subscribers = new Subscribers<void>();

  all(): readonly Token[] {
    return this.#tokens;
  }

  findByHash(hash: string): Token | undefined {
    return this.#byHash.get(hash);
  }

  /** `hashOf` answers the SHA-256 of a text as hex. */
  findByCredential(credential: string, hashOf: (text: string) => string): Token | undefined {
    const known = this.#byCredential.get(credential);
    if (known !== undefined) return known;
    const token = this.findByHash(hashOf(credential));
    // Only what is a token: strangers could fill the memory with anything else.
    if (token !== undefined) this.#byCredential.set(credential, token);
    return token;
  }

  markUsed(id: TokenId, now: number): void {
    this.#used.set(id, now);
  }

  /** The uses since the last call; the caller writes them down. Tells of the first use, and of one after a silence. */
  takeUses(): { readonly id: TokenId; readonly lastUsedAt: number }[] {
    const uses = [...this.#used].map(([id, lastUsedAt]) => ({ id, lastUsedAt }));
    this.#used = new Map();
    if (uses.length > 0) {
      const at = new Map(uses.map((use) => [use.id, use.lastUsedAt]));
      const isNews = this.#tokens.some(({ id, lastUsedAt: before }) => {
        const now = at.get(id);
        return now !== undefined && (before === null || now - before >= SILENCE_MS);
      });
      this.#set(
        this.#tokens.map((one) => ({ ...one, lastUsedAt: at.get(one.id) ?? one.lastUsedAt })),
      );
      if (isNews) this.#subscribers.tell();
    }
    return uses;
  }

  replaceAll(tokens: readonly Token[]): void {
    this.#set(tokens);
    this.#subscribers.tell();
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }

  #set(tokens: readonly Token[]): void {
    this.#tokens = tokens;
    this.#byHash = new Map(tokens.map((token) => [token.hash, token]));
    this.#byCredential = new Map();
  }
}
