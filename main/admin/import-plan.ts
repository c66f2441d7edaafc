import { createHash } from 'node:crypto';
import { channelInputSchema, type ChannelInput } from '../contracts/channel.schema.ts';
import type { Channel, ChannelDraft } from '../contracts/channel.ts';
import { UNLIMITED_TOKEN } from '../contracts/constants.ts';
import type {
  ImportedChannel,
  ImportedSetting,
  ImportedToken,
  ImportPlan,
} from '../contracts/import.ts';
import { settingSchemas } from '../contracts/settings.schema.ts';
import { AppError } from '../core/app-error.ts';
import {
  MAX_FOUND,
  type Found,
  type FoundChannel,
  type FoundSetting,
  type FoundToken,
} from '../core/import/found.ts';
import { NEW_CHANNEL } from '../core/new-channel.ts';
import { maskSecret } from '../core/redact.ts';
import { foldName } from '../store/channel-rows.ts';
import type { TokenInsert } from '../store/store.ts';
import { changedDraft, newDraft, type DraftChecks } from './channel-draft.ts';
import { draftOf } from './channel-view.ts';
import type { AdminDeps } from './deps.ts';
import { changesOf } from './import-diff.ts';
import { fieldsOf } from './schema-errors.ts';

type Deps = DraftChecks & {
  readonly books: Pick<AdminDeps['books'], 'channels' | 'settings' | 'tokens'>;
};

/** What an import would do, and what it needs to do it, by the keys of the plan. */
export type PlannedImport = {
  readonly plan: ImportPlan;
  readonly drafts: ReadonlyMap<string, PlannedChannel>;
  readonly settings: ReadonlyMap<string, FoundSetting>;
  readonly tokens: ReadonlyMap<string, PlannedToken>;
};

/** With the keys of the channels that its rule speaks of. */
type PlannedToken = { readonly insert: TokenInsert; readonly channels: readonly string[] };

type PlannedChannel = { readonly draft: ChannelDraft; readonly existing: Channel | null };

/** Holds what was found against what there is. Nothing is changed. */
export function planImport(found: Found, encoding: string | null, deps: Deps): PlannedImport {
  const isFirst = deps.books.channels.all().length === 0;
  const drafts = new Map<string, PlannedChannel>();
  const names = new Names(found, deps.books.channels.all());
  const channels = found.channels
    .slice(0, MAX_FOUND)
    .map((one, at) => planChannel(one, channelKey(at), names, drafts, deps));
  const settings = new Map<string, FoundSetting>();
  const tokens = new Map<string, PlannedToken>();
  return {
    plan: {
      kind: found.kind,
      encoding,
      channels,
      // Settings are everybody's: whoever has channels already has set them as wanted.
      settings: found.settings.map((one) => planSetting(one, isFirst, settings, deps)),
      tokens: found.tokens.map((one, at) =>
        planToken(one, `token:${at.toString()}`, { channels, tokens, deps }),
      ),
      problems: found.problems,
    },
    drafts,
    settings,
    tokens,
  };
}

function channelKey(at: number): string {
  return `channel:${at.toString()}`;
}

/** Which channel an entry is about: the one of its name. */
class Names {
  readonly #byName: Map<string, Channel>;
  readonly #claimed = new Set<string>();
  /** Of names that were only guessed none may lay hands on a channel that somebody made. */
  readonly #isGuessed: boolean;

  constructor({ kind }: Found, channels: readonly Channel[]) {
    this.#byName = new Map(channels.map((channel) => [foldName(channel.name), channel]));
    this.#isGuessed = kind === 'text' || kind === 'environment';
  }

  /** @param secrets the keys of the entry */
  claim(
    name: string,
    secrets: readonly string[],
  ): { readonly name: string; readonly existing: Channel | null; readonly isRepeated: boolean } {
    const wanted = foldName(name);
    const existing = this.#byName.get(wanted) ?? null;
    const known = new Set(existing?.keys.map(({ secret }) => secret));
    const isTaken = this.#isGuessed && existing !== null && !secrets.every((one) => known.has(one));
    const free = isTaken ? this.#free(name) : name;
    const isRepeated = this.#claimed.has(foldName(free));
    this.#claimed.add(foldName(free));
    return { name: free, existing: isTaken ? null : existing, isRepeated };
  }

  #free(name: string): string {
    for (let count = 2; ; count++) {
      const free = `${name} ${count.toString()}`;
      if (!this.#byName.has(foldName(free)) && !this.#claimed.has(foldName(free))) return free;
    }
  }
}

function planChannel(
  found: FoundChannel,
  key: string,
  names: Names,
  drafts: Map<string, PlannedChannel>,
  deps: Deps,
): ImportedChannel {
  const stated = found.input['name'];
  const secrets = secretsOf(found.input);
  const { name, existing, isRepeated } = names.claim(
    typeof stated === 'string' ? stated.trim() : '',
    secrets,
  );
  const result = draftFor({ ...found.input, ...(name === '' ? {} : { name }) }, existing, deps);
  const errors = {
    ...found.errors,
    ...(isRepeated ? { name: 'is there twice' } : {}),
    ...(result.ok ? {} : result.errors),
  };
  const place = { line: found.line, path: found.path, key, name: name.slice(0, 100) };
  const channelId = existing?.id ?? null;
  if (!result.ok || Object.keys(errors).length > 0) {
    return { ...place, verdict: 'refused', channelId, isProposed: false, changes: [], errors };
  }
  const before = existing === null ? null : draftOf(existing);
  const changes = changesOf(before, result.draft, existing, NEW_CHANNEL);
  const verdict = existing === null ? 'new' : changes.length > 0 ? 'changed' : 'unchanged';
  const isProposed = verdict !== 'unchanged';
  if (isProposed) drafts.set(key, { draft: result.draft, existing });
  return { ...place, verdict, channelId, isProposed, changes, errors: {} };
}

type DraftResult =
  | { readonly ok: true; readonly draft: ChannelDraft }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

function draftFor(
  input: Readonly<Record<string, unknown>>,
  existing: Channel | null,
  deps: Deps,
): DraftResult {
  const parsed = channelInputSchema.safeParse(
    existing === null ? input : withKnownKeys(input, existing),
  );
  if (!parsed.success) return { ok: false, errors: fieldsOf(parsed.error) };
  const checked: ChannelInput = parsed.data;
  try {
    const draft =
      existing === null ? newDraft(checked, deps) : changedDraft(existing, checked, deps);
    return { ok: true, draft };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, errors: error.fields ?? { channel: error.message } };
  }
}

/** A key that is there already keeps its note and whether it is on, unless something else is said. */
function withKnownKeys(
  input: Readonly<Record<string, unknown>>,
  existing: Channel,
): Readonly<Record<string, unknown>> {
  const { api_key: text, keys: listed, ...rest } = input;
  const keys =
    typeof text === 'string'
      ? splitKeys(text).map((secret) => ({ secret }))
      : Array.isArray(listed)
        ? (listed as readonly unknown[])
        : undefined;
  if (keys === undefined) return input;
  const ids = new Map(existing.keys.map(({ secret, id }) => [secret, id]));
  return {
    ...rest,
    keys: keys.map((key) => {
      const fields = typeof key === 'string' ? { secret: key } : (key as { secret?: unknown });
      const id = typeof fields.secret === 'string' ? ids.get(fields.secret) : undefined;
      return id === undefined ? key : { ...fields, id };
    }),
  };
}

function secretsOf({ api_key: text }: Readonly<Record<string, unknown>>): readonly string[] {
  return typeof text === 'string' ? splitKeys(text) : [];
}

function splitKeys(text: string): readonly string[] {
  return text
    .split(/[,\r\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function planSetting(
  found: FoundSetting,
  isProposed: boolean,
  settings: Map<string, FoundSetting>,
  { books }: Deps,
): ImportedSetting {
  const { name, value, line, path } = found;
  const key = `setting:${name}`;
  const before = books.settings.current()[name];
  const parsed = settingSchemas[name].safeParse(value);
  const place = { line, path, key, name, before };
  if (!parsed.success || books.settings.lockedBy(name) !== null) {
    return { ...place, after: before, verdict: 'refused', isProposed: false };
  }
  const isSame = JSON.stringify(parsed.data) === JSON.stringify(before);
  if (isSame) return { ...place, after: before, verdict: 'unchanged', isProposed: false };
  settings.set(key, { ...found, value: parsed.data });
  return { ...place, after: parsed.data, verdict: 'changed', isProposed };
}

/** As the environment takes them: any visible text that is long enough, for clients have it already. */
const TOKEN = /^[\x21-\x7e]{8,512}$/;

function planToken(
  { token, draft, line, path, channels: restricted }: FoundToken,
  key: string,
  {
    channels,
    tokens,
    deps,
  }: {
    readonly channels: readonly ImportedChannel[];
    readonly tokens: Map<string, PlannedToken>;
    readonly deps: Deps;
  },
): ImportedToken {
  const hash =
    'hash' in token ? token.hash : createHash('sha256').update(token.secret).digest('hex');
  const mask = 'hash' in token ? '…' : maskSecret(token.secret);
  const name =
    draft.name
      .replaceAll(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, 100) || key;
  const place = { line, path, key, name, mask };
  const { rule, at } = restricted ?? { rule: 'all', at: [] };
  const usable = at.filter(
    (one) => channels[one] !== undefined && channels[one].verdict !== 'refused',
  );
  const isUseless = rule === 'allow' && usable.length === 0;
  if (isUseless || ('secret' in token && !TOKEN.test(token.secret))) {
    return { ...place, verdict: 'refused', isProposed: false };
  }
  const isKnown =
    deps.books.tokens.all().some((one) => one.hash === hash) ||
    [...tokens.values()].some(({ insert }) => insert.hash === hash);
  if (isKnown) return { ...place, verdict: 'unchanged', isProposed: false };
  const full = { ...UNLIMITED_TOKEN, ...draft, name, channelRule: rule };
  tokens.set(key, {
    insert: { draft: full, hash, mask, isLocal: false, secret: null },
    channels: usable.map(channelKey),
  });
  return { ...place, verdict: 'new', isProposed: true };
}
