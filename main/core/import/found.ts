import type {
  ImportKind,
  ImportPlace,
  ImportProblem,
  ImportProblemCode,
} from '../../contracts/import.ts';
import type { SettingName } from '../../contracts/settings.ts';
import type { TokenDraft } from '../../contracts/token.ts';

/** A channel as it was read, in the words of the admin API. It is checked where channels are. */
export type FoundChannel = ImportPlace & {
  readonly input: Readonly<Record<string, unknown>>;
  /** What could not even be read: field → what is wrong with it. */
  readonly errors: Readonly<Record<string, string>>;
};

export type FoundSetting = ImportPlace & { readonly name: SettingName; readonly value: unknown };

/** A client token, by itself or by its SHA-256. */
export type FoundToken = ImportPlace & {
  readonly token: { readonly secret: string } | { readonly hash: string };
  readonly draft: { readonly name: string } & Partial<TokenDraft>;
  /** Which of the channels found it may use, or may not, by their places in the list; left out where it may use all. */
  readonly channels?: { readonly rule: 'allow' | 'deny'; readonly at: readonly number[] };
};

/** What a text says, before it is held against what there is. */
export type Found = {
  readonly kind: ImportKind;
  readonly channels: readonly FoundChannel[];
  readonly settings: readonly FoundSetting[];
  readonly tokens: readonly FoundToken[];
  readonly problems: readonly ImportProblem[];
};

/** More of them is no configuration that anybody wrote. */
export const MAX_FOUND = 10_000;

const SENTENCES: Readonly<Record<ImportProblemCode, string>> = {
  unreadable: 'It cannot be read',
  unknownContent: 'Nothing in it looks like a channel',
  missingColumn: 'A column is missing',
  unknownColumn: 'This column is not known and was left out',
  badQuotes: 'The quotes of this line do not match',
  badValue: 'The value cannot be used',
  noUrl: 'It has no address',
  noKey: 'It has no key',
  placeholder: 'What stands in place of the key is no key',
  accountLogin: 'It logs in with an account, and a login cannot be taken along',
  notSupported: 'This program has nothing like it',
  notNeeded: 'It has no effect',
  setElsewhere: 'It is not changed by an import',
  tooMany: 'There are too many of them; the rest was left out',
};

type At = Partial<ImportPlace>;

/** Something that goes in without this. */
export function note(code: ImportProblemCode, at: At, detail: string | null = null): ImportProblem {
  return problem(code, at, detail, false);
}

/** Something that does not go in. */
export function loss(code: ImportProblemCode, at: At, detail: string | null = null): ImportProblem {
  return problem(code, at, detail, true);
}

function problem(
  code: ImportProblemCode,
  { line = null, path = null }: At,
  detail: string | null,
  isEntryLost: boolean,
): ImportProblem {
  const sentence = SENTENCES[code];
  const text = detail === null ? `${sentence}.` : `${sentence}: ${detail}.`;
  return { line, path, code, detail, text, isEntryLost };
}

/** Nothing but a reason. */
export function nothingFound(kind: ImportKind, why: ImportProblem): Found {
  return { kind, channels: [], settings: [], tokens: [], problems: [why] };
}

/** Gives each channel a name of its own: `Relay`, `Relay 2`, … */
export function distinctNames(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    let free = name;
    for (let count = 2; taken.has(free.toLowerCase()); count++) free = `${name} ${String(count)}`;
    taken.add(free.toLowerCase());
    return free;
  };
}

/** `https://api.example.com:8443/v1` → `api.example.com:8443` */
export function hostOf(url: string): string | null {
  return /^https?:\/\/([^/?#]+)/i.exec(url.trim())?.[1]?.toLowerCase() ?? null;
}
