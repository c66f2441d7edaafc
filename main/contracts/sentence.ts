export type SentenceValues = Readonly<Record<string, string | number | null>>;

/** Something that is said to people. Who speaks another language says it by its code and values; `text` is the English. */
export type Sentence<C extends string = string, V extends SentenceValues = SentenceValues> = {
  readonly code: C;
  readonly values: V;
  readonly text: string;
};
