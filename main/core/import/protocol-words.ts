/** The words of ccLoad for what is spoken, where they are not ours. */
const WORDS: Readonly<Record<string, string>> = {
  claude: 'anthropic',
  openai: 'openai-chat',
  codex: 'openai-responses',
};

/** The address of an entry, in the words of the admin API. */
export type UrlEntry = Readonly<Record<string, unknown>>;

/** Words that nobody knows stay as they are: where channels are checked, they are named. */
export function protocolWords(words: readonly unknown[]): readonly unknown[] {
  const known = words.map((word) =>
    typeof word === 'string' ? (WORDS[word.toLowerCase()] ?? word.toLowerCase()) : word,
  );
  return [...new Set(known)];
}

/** What an entry of ccLoad's list of addresses, `{url, exact, protocols}`, says is spoken there; null when it does not. */
export function statedProtocols(
  entry: Readonly<Record<string, unknown>>,
): readonly unknown[] | null {
  const { protocols } = entry;
  if (!Array.isArray(protocols) || protocols.length === 0) return null;
  return protocolWords(protocols as readonly unknown[]);
}

/**
 * What a channel speaks whose addresses alone say it: all of it together. Where they all say the same it is a matter of
 * the channel, and none of them has to.
 */
export function joinedProtocols(urls: readonly UrlEntry[]): {
  readonly urls: readonly UrlEntry[];
  readonly protocols: readonly unknown[];
} {
  const lists = urls.map(({ protocols }) => (protocols ?? []) as readonly unknown[]);
  const protocols = [...new Set(lists.flat())];
  const isOfAll = lists.every((list) => list.length === protocols.length);
  return {
    urls: isOfAll ? urls.map(({ protocols: _, ...url }) => url) : urls,
    protocols,
  };
}
