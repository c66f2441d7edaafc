import { maskSecret } from '../app/shell-port.ts';
import type { LinkAnswer, LinkView } from '../contracts/desktop.ts';
import { readLink, type ChannelLink, type LinkFault } from './deep-link.ts';

type InboxDeps = {
  /** Adds a channel that is switched off. */
  addChannel(link: ChannelLink): Promise<void>;
  onRefused(why: LinkFault): void;
  /** There is another link to look at, or none any more. */
  onChanged(): void;
};

/** The link that waits for a person to look at it. A newer one takes its place. */
export class LinkInbox {
  readonly #deps: InboxDeps;
  #lastId = 0;
  #pending: { readonly id: number; readonly link: ChannelLink } | null = null;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  /** False when there is nothing to look at: the link is not understood. */
  take(text: string): boolean {
    const read = readLink(text);
    if (!read.ok) {
      this.#deps.onRefused(read.why);
      return false;
    }
    this.#lastId += 1;
    this.#pending = { id: this.#lastId, link: read.link };
    this.#deps.onChanged();
    return true;
  }

  /** What may be shown of it. The key stays here. */
  view(): LinkView | null {
    if (this.#pending === null) return null;
    const { id, link } = this.#pending;
    const { key, ...shown } = link;
    return {
      id,
      ...shown,
      host: new URL(link.baseUrl).host,
      keyMask: key === null ? null : maskSecret(key),
    };
  }

  /** The answer counts for the link that was shown, and not for one that came meanwhile. */
  async answer({ id, name }: LinkAnswer): Promise<void> {
    const pending = this.#pending;
    if (pending?.id !== id) {
      const gone = new Error('This link is not there any more.');
      throw Object.assign(gone, { code: 'desktop.link-gone' });
    }
    if (name !== null) await this.#deps.addChannel({ ...pending.link, name });
    if (this.#pending === pending) this.#pending = null;
    this.#deps.onChanged();
  }
}
