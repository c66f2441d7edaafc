import type { ChannelId, KeyId } from '../contracts/channel.ts';

/** Who minted an id that a later request may name: a file, a batch, a stored response. */
export type Minter = { readonly channelId: ChannelId; readonly keyId: KeyId };

export type MintedId = Minter & { readonly id: string; readonly mintedAt: number };

/** Oldest ids are forgotten beyond this; a request that names one then goes to the first candidate. */
const MAX_MINTED_IDS = 20_000;

/** Ids that upstreams minted, so that requests which name one go back to the channel and key that know it. */
export class MintedBook {
  readonly #minters = new Map<string, Minter>();
  #unsaved: MintedId[] = [];

  find(id: string): Minter | undefined {
    return this.#minters.get(id);
  }

  add(minted: MintedId): void {
    this.#remember(minted);
    this.#unsaved.push(minted);
  }

  /** Ids read back at start, oldest first. */
  load(ids: readonly MintedId[]): void {
    for (const id of ids) this.#remember(id);
  }

  /** Ids added since the last call; the caller writes them down. */
  takeUnsaved(): readonly MintedId[] {
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    return unsaved;
  }

  #remember({ id, channelId, keyId }: MintedId): void {
    this.#minters.delete(id);
    this.#minters.set(id, { channelId, keyId });
    for (const oldest of this.#minters.keys()) {
      if (this.#minters.size <= MAX_MINTED_IDS) break;
      this.#minters.delete(oldest);
    }
  }
}
