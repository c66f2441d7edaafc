import type {
  ChannelDraft,
  ChannelKey,
  ChannelKeyDraft,
  ChannelUrl,
  KeyId,
  UrlId,
} from '../contracts/channel.ts';
import { AppError } from '../core/app-error.ts';

/** A key as it will be stored. Without an id it is new; without a secret the stored one stays. */
export type PlannedKey = {
  readonly id: KeyId | null;
  readonly newSecret: string | null;
  readonly note: string;
  readonly isEnabled: boolean;
};

export type PlannedUrl = Omit<ChannelUrl, 'id'> & { readonly id: UrlId | null };

/** What is wrong with a draft: path of the field → sentence. */
type Faults = Record<string, string>;

/**
 * Which stored key each drafted one is. Records and cooldowns point at ids, so a key that was there
 * before keeps its own, whether the draft says so or only brings the same secret.
 */
export function planKeys(
  stored: readonly ChannelKey[],
  drafts: readonly ChannelKeyDraft[],
): readonly PlannedKey[] {
  const byId = new Map(stored.map((key) => [key.id, key]));
  const faults = refuseForeignIds(
    drafts.map(({ id }) => id),
    byId,
    'keys',
  );
  const claimed = new Set(drafts.map((draft) => draft.id));
  const free = new Map(
    stored.filter((key) => !claimed.has(key.id)).map((key) => [key.secret, key]),
  );

  const planned = drafts.map((draft): PlannedKey & { readonly secret: string | null } => {
    const key = draft.id === undefined ? free.get(draft.secret) : byId.get(draft.id);
    const secret = draft.secret ?? key?.secret ?? null;
    return {
      id: key?.id ?? null,
      secret,
      newSecret: secret === (key?.secret ?? null) ? null : secret,
      note: draft.note,
      isEnabled: draft.isEnabled,
    };
  });
  markRepeated(
    planned,
    ({ secret }) => secret,
    (at) => `keys.${at}.secret`,
    faults,
  );
  throwFaults(faults);
  return planned.map(({ id, newSecret, note, isEnabled }) => ({ id, newSecret, note, isEnabled }));
}

/** The same for URLs, where the address takes the place of the secret. */
export function planUrls(
  stored: readonly ChannelUrl[],
  drafts: ChannelDraft['urls'],
): readonly PlannedUrl[] {
  const byId = new Map(stored.map((url) => [url.id, url]));
  const faults = refuseForeignIds(
    drafts.map(({ id }) => id),
    byId,
    'urls',
  );
  const claimed = new Set(drafts.map((draft) => draft.id));
  const free = new Map(stored.filter(({ id }) => !claimed.has(id)).map((url) => [url.url, url.id]));
  markRepeated(
    drafts,
    ({ url }) => url,
    (at) => `urls.${at}.url`,
    faults,
  );
  throwFaults(faults);
  return drafts.map((draft) => ({ ...draft, id: draft.id ?? free.get(draft.url) ?? null }));
}

/** Models are told apart exactly, as upstreams do; header names without regard to case, as HTTP does. */
export function refuseRepeatedParts(draft: ChannelDraft): void {
  const faults: Faults = {};
  markRepeated(
    draft.models,
    ({ name }) => name,
    (at) => `models.${at}.name`,
    faults,
  );
  markRepeated(
    draft.headers,
    ({ name }) => name.toLowerCase(),
    (at) => `headers.${at}.name`,
    faults,
  );
  throwFaults(faults);
}

function refuseForeignIds<Id>(
  ids: readonly (Id | undefined)[],
  stored: ReadonlyMap<Id, unknown>,
  part: string,
): Faults {
  const faults: Faults = {};
  ids.forEach((id, at) => {
    if (id === undefined) return;
    if (!stored.has(id)) faults[`${part}.${at}.id`] = 'This channel has no part with this id.';
    else if (ids.indexOf(id) < at) faults[`${part}.${at}.id`] = 'This id appears twice.';
  });
  return faults;
}

function markRepeated<T>(
  items: readonly T[],
  identity: (item: T) => string | null,
  path: (at: number) => string,
  faults: Faults,
): void {
  const seen = new Set<string>();
  items.forEach((item, at) => {
    const name = identity(item);
    if (name === null) return;
    if (seen.has(name)) faults[path(at)] = 'This appears twice.';
    seen.add(name);
  });
}

function throwFaults(faults: Faults): void {
  if (Object.keys(faults).length === 0) return;
  throw new AppError('channel.invalid', 'Some parts of the channel are not valid.', {
    fields: faults,
  });
}
