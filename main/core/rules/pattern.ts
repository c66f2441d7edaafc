/** The named groups of a match; those that took no part are absent. */
export type Captures = Readonly<Record<string, string>>;

/** A regular expression that is ready to be used: what it captures where it is found first, or null. */
export type Pattern = {
  readonly groups: readonly string[];
  find(text: string): Captures | null;
};

/**
 * Makes a pattern of a user's text. Its work must grow no faster than the text it is used on, which the built-in `RegExp`
 * cannot promise. Throws an error whose message is for people.
 */
export type CompilePattern = (source: string) => Pattern;
