import { suggest, type FilterSources, type Suggestion } from './filter-suggestions.ts';
import { isQuoteOpen, joinTerms, termsOf } from './filter-terms.ts';

type Deps = {
  filter: () => string;
  sources: () => FilterSources;
  onChange: (filter: string) => void;
};

/** The line in which a filter is written: terms that are finished, and the one that is being typed. */
export class FilterInput {
  readonly #deps: Deps;
  line = $state.raw<HTMLInputElement>();
  #text = $state('');
  #isOpen = $state(false);
  #active = $state(-1);

  readonly terms = $derived.by(() => termsOf(this.#deps.filter()));
  readonly suggestions: readonly Suggestion[] = $derived.by(() =>
    this.#isOpen ? suggest(this.#text, this.#deps.sources()) : [],
  );

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  get text(): string {
    return this.#text;
  }

  /** The suggestion that Enter takes; -1: what is typed. */
  get active(): number {
    return Math.min(this.#active, this.suggestions.length - 1);
  }

  /** A space ends a term, as long as no quote is open. */
  type(text: string): void {
    this.#isOpen = true;
    this.#active = -1;
    if (/\s$/.test(text) && !isQuoteOpen(text)) {
      this.#text = text;
      this.commit();
    } else {
      this.#text = text;
    }
  }

  focus(): void {
    this.line?.focus();
    this.line?.select();
  }

  open(): void {
    this.#isOpen = true;
  }

  close(): void {
    this.#isOpen = false;
    this.#active = -1;
  }

  move(steps: number): void {
    this.open();
    const count = this.suggestions.length + 1;
    this.#active = ((this.#active + 1 + steps + count) % count) - 1;
  }

  /** Takes the suggestion that is marked, or else what is typed. */
  enter(): void {
    const suggestion = this.suggestions[this.active];
    if (suggestion === undefined) this.commit();
    else this.take(suggestion);
  }

  take({ text, isWhole }: Suggestion): void {
    this.#text = text;
    this.#active = -1;
    if (isWhole) this.commit();
  }

  commit(): void {
    const typed = this.#text.trim();
    this.#text = '';
    this.close();
    if (typed === '') return;
    this.#deps.onChange(joinTerms([...this.#texts(), typed]));
  }

  remove(index: number): void {
    this.#deps.onChange(joinTerms(this.#texts().toSpliced(index, 1)));
  }

  /** Back into the line, to be changed. */
  edit(index: number): void {
    const text = this.terms[index]?.text;
    if (text === undefined) return;
    this.remove(index);
    this.#text = text;
  }

  /** One thing after the other; false when there was nothing left to clear. */
  clear(): boolean {
    if (this.suggestions.length > 0) this.close();
    else if (this.#text !== '') this.#text = '';
    else if (this.terms.length > 0) this.#deps.onChange('');
    else return false;
    return true;
  }

  #texts(): readonly string[] {
    return this.terms.map(({ text }) => text);
  }
}
