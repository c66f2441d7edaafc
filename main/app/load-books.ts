import type { Clock } from '../proxy/clock.ts';
import { ChannelBook } from '../state/channel-book.ts';
import { InFlight } from '../state/in-flight.ts';
import { MintedBook } from '../state/minted-book.ts';
import { RotationBook } from '../state/rotation-book.ts';
import type { SettingsBook } from '../state/settings-book.ts';
import { TokenBook } from '../state/token-book.ts';
import type { Store } from '../store/open.ts';

/** How many minted ids are read back at start and kept. */
const KEPT_MINTED_IDS = 20_000;

/** All that routing a request needs, in memory. */
export type Books = {
  readonly channels: ChannelBook;
  readonly tokens: TokenBook;
  readonly settings: SettingsBook;
  readonly rotation: RotationBook;
  readonly minted: MintedBook;
  readonly inFlight: InFlight;
};

/** Fills the books from the database, and settles what an earlier run left open. */
export async function loadBooks(
  store: Store,
  settings: SettingsBook,
  clock: Clock,
): Promise<Books> {
  const books = {
    channels: new ChannelBook(),
    tokens: new TokenBook(),
    settings,
    rotation: new RotationBook(),
    minted: new MintedBook(),
    inFlight: new InFlight((ms, run) => clock.after(ms, run)),
  };
  const [channels, tokens, minted] = await Promise.all([
    store.channels.list(),
    store.tokens.list(),
    store.mintedIds.list(KEPT_MINTED_IDS),
    store.mintedIds.prune(KEPT_MINTED_IDS),
    store.records.markInterrupted(clock.now()),
  ]);
  books.channels.replaceAll(channels);
  books.tokens.replaceAll(tokens);
  books.minted.load(minted.toReversed());
  return books;
}
