import { SvelteSet } from 'svelte/reactivity';

/** Something the palette can do. */
export type Command = {
  /** Unique. */
  readonly id: string;
  readonly title: string;
  /** What kind of thing it is, before the title. */
  readonly section: string;
  /** Found by these words, too. */
  readonly keywords?: string;
  readonly run: () => void;
};

type Source = () => readonly Command[];

/** What can be done from anywhere. Each part of the UI adds its own for as long as it is there. */
export class Commands {
  readonly #sources = new SvelteSet<Source>();

  /** The source is asked whenever the palette is drawn; the result takes it away. */
  add(source: Source): () => void {
    this.#sources.add(source);
    return () => {
      this.#sources.delete(source);
    };
  }

  /** Those that hold all words of the query, and best first those whose title begins with it. */
  find(query: string): readonly Command[] {
    const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const all = [...this.#sources].flatMap((source) => source());
    const found = all.filter((command) => {
      const text =
        `${command.section} ${command.title} ${command.keywords ?? ''}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    });
    const rank = ({ title }: Command) =>
      title.toLocaleLowerCase().startsWith(words[0] ?? '') ? 0 : 1;
    return found.toSorted((a, b) => rank(a) - rank(b));
  }
}
