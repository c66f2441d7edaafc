import type { ChannelModel } from '../contracts/channel.ts';
import { ANY_MODEL } from '../contracts/constants.ts';
import { byAge, datedName, withoutMark } from './model-name.ts';
import { fitsPattern } from './model-pattern.ts';

/** Which entries count as the model that was asked for. Settings. */
export type ModelRules = {
  readonly isDateSuffixIgnored: boolean;
  /** `[1m]` and the like. */
  readonly isModelSuffixIgnored: boolean;
  readonly isFuzzyModelEnabled: boolean;
};

export type ModelMatch = {
  /** How the entry was found, in the order of precedence. */
  readonly by: 'name' | 'suffix' | 'date' | 'pattern' | 'any' | 'fuzzy';
  /** What the upstream is asked for, in the order to be tried; never empty. */
  readonly upstreamModels: readonly string[];
};

/**
 * The entry of a channel that stands for the model a client asks for; null when it offers no such.
 *
 * An entry's redirects are what goes upstream. Without any it is the entry's own name, because that is
 * the one its upstream is known to have: asked for `claude-x` or `claude-x[1m]`, an entry
 * `claude-x-20250101` is sent as itself. Entries with a `*` name no model; they pass on what was asked
 * for, as far as it fits them.
 */
export function matchModel(
  entries: readonly ChannelModel[],
  asked: string,
  rules: ModelRules,
): ModelMatch | null {
  const enabled = entries.filter((entry) => entry.isEnabled);
  const bare = rules.isModelSuffixIgnored ? withoutMark(asked) : asked;
  return (
    named(enabled, asked, 'name') ??
    (bare === asked ? null : named(enabled, bare, 'suffix')) ??
    (rules.isDateSuffixIgnored ? dated(enabled, bare) : null) ??
    patterned(enabled, asked) ??
    (bare === asked ? null : patterned(enabled, bare)) ??
    anyModel(enabled, asked) ??
    (rules.isFuzzyModelEnabled ? resembling(enabled, bare) : null)
  );
}

function found(entry: ChannelModel, by: ModelMatch['by'], name: string): ModelMatch {
  return { by, upstreamModels: entry.upstreamNames.length > 0 ? entry.upstreamNames : [name] };
}

function named(
  entries: readonly ChannelModel[],
  name: string,
  by: 'name' | 'suffix',
): ModelMatch | null {
  const entry = entries.find((one) => one.name === name);
  return entry === undefined ? null : found(entry, by, name);
}

/** The same model with and without its date, or with the date in another notation; of several snapshots the newest. */
function dated(entries: readonly ChannelModel[], asked: string): ModelMatch | null {
  const { base, date } = datedName(asked);
  const entry = newest(
    entries.filter((one) => {
      const own = datedName(one.name);
      return own.base === base && (own.date === date || own.date === null || date === null);
    }),
  );
  return entry === undefined ? null : found(entry, 'date', entry.name);
}

/** Of several patterns the one that says most. */
function patterned(entries: readonly ChannelModel[], asked: string): ModelMatch | null {
  let best: ChannelModel | undefined;
  for (const one of entries) {
    if (one.name === ANY_MODEL || !one.name.includes('*') || !fitsPattern(one.name, asked))
      continue;
    if (best === undefined || one.name.length > best.name.length) best = one;
  }
  return best === undefined ? null : found(best, 'pattern', asked);
}

function anyModel(entries: readonly ChannelModel[], asked: string): ModelMatch | null {
  const entry = entries.find((one) => one.name === ANY_MODEL);
  return entry === undefined ? null : found(entry, 'any', asked);
}

/** The newest entry that contains what was asked for. */
function resembling(entries: readonly ChannelModel[], asked: string): ModelMatch | null {
  const part = asked.toLowerCase();
  if (part === '') return null;
  const entry = newest(
    entries.filter(({ name }) => !name.includes('*') && name.toLowerCase().includes(part)),
  );
  return entry === undefined ? null : found(entry, 'fuzzy', entry.name);
}

function newest(entries: readonly ChannelModel[]): ChannelModel | undefined {
  return entries.toSorted((a, b) => byAge(b.name, a.name))[0];
}
