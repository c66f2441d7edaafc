import type { Channel, ChannelDraft, ChannelKeyDraft } from '../contracts/channel.ts';
import type { ImportChange } from '../contracts/import.ts';
import { maskProxyUrl } from '../core/proxy-url.ts';
import { maskSecret } from '../core/redact.ts';

/** A field as it is compared, and as it may be shown. */
type Shown = { readonly exact: string; readonly shown: string | null };

type Fields = Omit<ChannelDraft, 'name'>;

/** What becomes of a channel field by field; against nothing, what a new one has. No secret is in it. */
export function changesOf(
  before: Fields | null,
  after: Fields,
  existing: Channel | null,
  defaults: Fields,
): readonly ImportChange[] {
  const base = before ?? defaults;
  const names = Object.keys(after).filter((name) => name !== 'name') as (keyof Fields)[];
  return names.flatMap((field): readonly ImportChange[] => {
    const old = shown(field, base, existing);
    const now = shown(field, after, existing);
    if (old.exact === now.exact) return [];
    return [{ field, before: before === null ? null : old.shown, after: now.shown }];
  });
}

function shown(field: keyof Fields, fields: Fields, existing: Channel | null): Shown {
  if (field === 'keys') return listed(fields.keys.map((key) => keyShown(key, existing)));
  if (field === 'urls') return listed(fields.urls.map(urlShown));
  if (field === 'models') return listed(fields.models.map(modelShown));
  if (field === 'headers') return listed(fields.headers.map(headerShown));
  const { proxyUrl } = fields;
  if (field !== 'proxyUrl') return plain(fields[field]);
  return {
    exact: JSON.stringify(proxyUrl),
    shown: proxyUrl === null ? null : maskProxyUrl(proxyUrl),
  };
}

function urlShown({ id: _, ...one }: Fields['urls'][number]): Shown {
  return {
    exact: JSON.stringify(one),
    shown: `${one.url}${one.isExact ? '#' : ''}${off(one)}`,
  };
}

function modelShown(one: Fields['models'][number]): Shown {
  const upstream = one.upstreamNames.length > 0 ? ` → ${one.upstreamNames.join(', ')}` : '';
  return { exact: JSON.stringify(one), shown: `${one.name}${upstream}${off(one)}` };
}

function headerShown({ name, value }: Fields['headers'][number]): Shown {
  return {
    exact: JSON.stringify([name, value]),
    shown: value === null ? `-${name}` : `${name}: ${maskSecret(value)}`,
  };
}

function off({ isEnabled }: { readonly isEnabled: boolean }): string {
  return isEnabled ? '' : ' (off)';
}

function keyShown(key: ChannelKeyDraft, existing: Channel | null): Shown {
  const known = existing?.keys.find(({ id }) => id === key.id);
  const secret = key.secret ?? known?.secret ?? null;
  const mask = secret === null ? (known?.mask ?? '…') : maskSecret(secret);
  return {
    exact: JSON.stringify([secret ?? key.id, key.note, key.isEnabled]),
    shown: `${mask}${key.note === '' ? '' : ` ${key.note}`}${off(key)}`,
  };
}

function listed(parts: readonly Shown[]): Shown {
  return {
    exact: parts.map(({ exact }) => exact).join('\n'),
    shown: parts.length === 0 ? null : parts.map((part) => part.shown ?? '').join(', '),
  };
}

function plain(value: unknown): Shown {
  const exact = JSON.stringify(value);
  if (value === null) return { exact, shown: null };
  const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
  if (isList) return { exact, shown: value.join(', ') };
  return { exact, shown: typeof value === 'string' ? value : exact };
}
