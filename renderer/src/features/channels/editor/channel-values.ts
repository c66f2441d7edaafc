import type { ChannelView, KeyId, UrlId } from '#contracts/channel';
import type { PresetChannel } from '#contracts/channel-guess';
import { NO_CHANNEL_LIMITS, NO_CHECKS } from '#contracts/constants';
import { CHANNEL_SETTINGS } from '#contracts/conversion-constants';
import type { ChannelLimits } from '#contracts/limits';
import type { Protocol } from '#contracts/protocol';
import type { Quirks } from '#contracts/quirks';

export type ChannelSetting = (typeof CHANNEL_SETTINGS)[number];

/** A row of a list that is edited. `row` tells rows apart while they have no id. */
type Row = { readonly row: number };

export type UrlRow = Row & {
  id: UrlId | null;
  url: string;
  isExact: boolean;
  isEnabled: boolean;
  /** Null: those of the channel. */
  protocols: readonly Protocol[] | null;
};

export type KeyRow = Row & {
  id: KeyId | null;
  /** What may be shown of it. */
  mask: string;
  /** Of a new key, or of one that is renewed; empty keeps the old one. */
  secret: string;
  note: string;
  isEnabled: boolean;
  isLocked: boolean;
};

export type ModelRow = Row & {
  name: string;
  /** As typed: names with commas or line breaks between them; empty = the same name. */
  upstream: string;
  isEnabled: boolean;
};

/** A header is removed where it has no value. */
export type HeaderRow = Row & { name: string; value: string; isRemoved: boolean };

/** A channel as it stands in the form. A number that is null is empty. */
export type ChannelValues = {
  name: string;
  isEnabled: boolean;
  protocols: Protocol[];
  priority: number | null;
  weight: number | null;
  keyStrategy: ChannelView['keyStrategy'];
  urls: UrlRow[];
  urlOrder: ChannelView['urlOrder'];
  keys: KeyRow[];
  models: ModelRow[];
  modelOverride: string;
  headers: HeaderRow[];
  proxyUrl: string;
  isTlsInsecure: boolean;
  limits: Omit<ChannelLimits, 'hours'>;
  hoursFrom: string;
  hoursTo: string;
  priceMultiplier: number | null;
  takeBack: ChannelView['takeBack'];
  checks: ChannelView['checks'];
  /** As typed: `asked → cheaper`, one a line. */
  cheaperModels: string;
  overrides: Record<ChannelSetting, number | boolean | string | readonly number[] | null>;
  /** Those alone that are set here. */
  quirks: Partial<Quirks>;
};

let lastRow = 0;

function nextRow(): Row {
  lastRow += 1;
  return { row: lastRow };
}

export function urlRow(url = ''): UrlRow {
  return { ...nextRow(), id: null, url, isExact: false, isEnabled: true, protocols: null };
}

export function keyRow(secret: string): KeyRow {
  const mask = secret.length > 12 ? `${secret.slice(0, 4)}…${secret.slice(-4)}` : '…';
  return { ...nextRow(), id: null, mask, secret, note: '', isEnabled: true, isLocked: false };
}

export function modelRow(name: string, upstream = ''): ModelRow {
  return { ...nextRow(), name, upstream, isEnabled: true };
}

export function headerRow(): HeaderRow {
  return { ...nextRow(), name: '', value: '', isRemoved: false };
}

export function valuesOf(channel: ChannelView): ChannelValues {
  const { limits, overrides } = channel;
  const { hours, ...amounts } = limits;
  return {
    name: channel.name,
    isEnabled: channel.isEnabled,
    protocols: [...channel.protocols],
    priority: channel.priority,
    weight: channel.weight,
    keyStrategy: channel.keyStrategy,
    urls: channel.urls.map(({ id, url, isExact, isEnabled, protocols }) => ({
      ...nextRow(),
      id,
      url,
      isExact,
      isEnabled,
      protocols,
    })),
    urlOrder: channel.urlOrder,
    keys: channel.keys.map((key) => ({ ...nextRow(), secret: '', ...key })),
    models: channel.models.map(({ name, upstreamNames, isEnabled }) => ({
      ...nextRow(),
      name,
      upstream: upstreamNames.join(', '),
      isEnabled,
    })),
    modelOverride: channel.modelOverride ?? '',
    headers: channel.headers.map(({ name, value }) => ({
      ...nextRow(),
      name,
      value: value ?? '',
      isRemoved: value === null,
    })),
    proxyUrl: channel.proxyUrl ?? '',
    isTlsInsecure: channel.isTlsInsecure,
    limits: { ...amounts },
    hoursFrom: hours?.from ?? '',
    hoursTo: hours?.to ?? '',
    priceMultiplier: channel.priceMultiplier,
    takeBack: channel.takeBack,
    checks: { ...channel.checks },
    cheaperModels: channel.cheaperModels
      .map(({ model, cheaper }) => `${model} → ${cheaper}`)
      .join('\n'),
    overrides: overridesOf(overrides),
    quirks: { ...channel.quirks },
  };
}

/** @param start what is known of it: a preset, or what was understood of a pasted text */
export function newValues(start: PresetChannel | null): ChannelValues {
  const { hours: _, ...limits } = NO_CHANNEL_LIMITS;
  return {
    name: start?.name ?? '',
    isEnabled: true,
    protocols: [...(start?.protocols ?? [])],
    priority: 0,
    weight: null,
    keyStrategy: 'sequential',
    urls: [urlRow(start?.url ?? '')],
    urlOrder: 'in_order',
    keys: secretsIn(start?.api_key ?? '').map(keyRow),
    models: (start?.models ?? ['*']).map((name) => modelRow(name)),
    modelOverride: '',
    headers: [],
    proxyUrl: '',
    isTlsInsecure: false,
    limits,
    hoursFrom: '',
    hoursTo: '',
    priceMultiplier: 1,
    takeBack: 'when_idle',
    checks: { ...NO_CHECKS },
    cheaperModels: '',
    overrides: overridesOf({}),
    quirks: {},
  };
}

/** Keys as they are pasted: one a line, or with commas between them. */
export function secretsIn(text: string): readonly string[] {
  const secrets = text.split(/[\s,;]+/).filter(Boolean);
  return [...new Set(secrets)];
}

function overridesOf(overrides: ChannelView['overrides']): ChannelValues['overrides'] {
  const all = CHANNEL_SETTINGS.map((setting) => [setting, overrides[setting] ?? null]);
  return Object.fromEntries(all) as ChannelValues['overrides'];
}

/** What is sent: everything that stands in the form, so that nothing else is kept. */
export function inputOf(values: ChannelValues) {
  const { hoursFrom, hoursTo, limits, proxyUrl, modelOverride, ...rest } = values;
  return {
    ...rest,
    name: rest.name.trim(),
    // Without any they are guessed by the server.
    protocols: rest.protocols.length > 0 ? rest.protocols : undefined,
    urls: rest.urls.map(({ id, url, isExact, isEnabled, protocols }) => ({
      ...(id === null ? {} : { id }),
      url,
      isExact: isExact && !url.trim().endsWith('#'),
      isEnabled,
      protocols,
    })),
    keys: rest.keys.map(({ id, secret, note, isEnabled }) => ({
      ...(id === null ? {} : { id }),
      ...(secret === '' ? {} : { secret }),
      note,
      isEnabled,
    })),
    models: rest.models.map(({ name, upstream, isEnabled }) => ({
      name,
      upstreamNames: namesIn(upstream),
      isEnabled,
    })),
    cheaperModels: rest.cheaperModels
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [model = '', cheaper = ''] = line.split(/→|->|=>/, 2).map((name) => name.trim());
        return { model, cheaper };
      }),
    modelOverride: modelOverride.trim() === '' ? null : modelOverride.trim(),
    headers: rest.headers.map(({ name, value, isRemoved }) => ({
      name,
      value: isRemoved ? null : value,
    })),
    proxyUrl: proxyUrl.trim() === '' ? null : proxyUrl.trim(),
    limits: {
      ...limits,
      hours: hoursFrom === '' && hoursTo === '' ? null : { from: hoursFrom, to: hoursTo },
    },
  };
}

export type ChannelInputValues = ReturnType<typeof inputOf>;

function namesIn(text: string): readonly string[] {
  return text
    .split(/[\n,]+/)
    .map((name) => name.trim())
    .filter(Boolean);
}
