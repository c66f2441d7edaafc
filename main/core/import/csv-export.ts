import type { Channel, ChannelKey, ChannelModel } from '../../contracts/channel.ts';
import { NO_CHECKS } from '../../contracts/constants.ts';
import type { Protocol } from '../../contracts/protocol.ts';
import { CSV_BOM, csvLine, type CsvValue } from '../csv.ts';
import { NEW_CHANNEL } from '../new-channel.ts';
import { COLUMNS, type Column } from './csv-columns.ts';

/** The seeds' words for what a channel speaks. */
const TYPES: Readonly<Record<Protocol, string>> = {
  anthropic: 'anthropic',
  'openai-chat': 'openai',
  'openai-responses': 'codex',
  gemini: 'gemini',
};

/** Fields that have columns. All others stand together in the last one, those that will come included. */
const IN_COLUMNS: ReadonlySet<string> = new Set([
  ...['id', 'position', 'createdAt', 'updatedAt', 'name', 'isEnabled', 'protocols', 'priority'],
  ...['weight', 'keyStrategy', 'urls', 'keys', 'models', 'proxyUrl', 'limits', 'checks', 'headers'],
  'priceMultiplier',
]);

/**
 * Channels as a table that `readChannelTable` makes the same channels of, and ccLoad similar ones. Without secrets it
 * has no keys, no headers (which may hold some), and no outbound proxy with a login; imported, it leaves those as they are.
 */
export function channelTable(channels: readonly Channel[], hasSecrets: boolean): string {
  const lines = channels.map((channel) => {
    const fields = columnsOf(channel, hasSecrets);
    return csvLine(COLUMNS.map((column) => fields[column]));
  });
  return CSV_BOM + csvLine(COLUMNS) + lines.join('');
}

function columnsOf(
  channel: Channel,
  hasSecrets: boolean,
): Readonly<Partial<Record<Column, CsvValue>>> {
  const { urls, keys, models, limits, checks, protocols } = channel;
  const [url] = urls;
  const isPlainUrl = urls.length === 1 && url !== undefined && isPlain(url);
  const hasPlainChecks = isPlainCheck(checks);
  return {
    name: channel.name,
    url: url?.url,
    urls: isPlainUrl ? undefined : JSON.stringify(urls.map(withoutId)),
    priority: channel.priority,
    weight: channel.weight,
    channel_type: protocols[0] === undefined ? undefined : TYPES[protocols[0]],
    protocols: protocols.length > 1 ? protocols.join(',') : undefined,
    key_strategy: channel.keyStrategy,
    enabled: channel.isEnabled,
    ...modelColumns(models),
    ...(hasSecrets ? keyColumns(keys) : {}),
    rpm_limit: limits.requestsPerMinute,
    max_concurrency: limits.maxConcurrency,
    daily_cost_limit: limits.dayUsd,
    cost_multiplier: channel.priceMultiplier,
    proxy_url: hasSecrets || !hasLogin(channel.proxyUrl) ? channel.proxyUrl : undefined,
    available_time_start: limits.hours?.from,
    available_time_end: limits.hours?.to,
    scheduled_check_enabled: hasPlainChecks ? checks.isEnabled : undefined,
    scheduled_check_model: hasPlainChecks ? checks.model : undefined,
    more: moreOf(channel, hasSecrets),
  };
}

function modelColumns(models: readonly ChannelModel[]): {
  readonly models: string;
  readonly model_redirects?: string;
} {
  const names = models.map(({ name }) => name);
  const isSimple = models.every(
    ({ isEnabled, upstreamNames }) => isEnabled && upstreamNames.length < 2,
  );
  if (!isSimple) {
    return {
      models: JSON.stringify(
        models.map((model) =>
          model.isEnabled && model.upstreamNames.length === 0 ? model.name : model,
        ),
      ),
    };
  }
  const redirects = models.flatMap(({ name, upstreamNames: [upstream] }) =>
    upstream === undefined ? [] : [[name, upstream] as const],
  );
  return {
    models: isListable(names) ? names.join(',') : JSON.stringify(names),
    // As a list of entries: an object of JavaScript would put names that are numbers first.
    ...(redirects.length > 0 ? { model_redirects: jsonObject(redirects) } : {}),
  };
}

function keyColumns(keys: readonly ChannelKey[]): {
  readonly api_key: string;
  readonly key_notes?: string;
} {
  const secrets = keys.map(({ secret }) => secret ?? '');
  const isNoted = keys.some(({ note, isEnabled }) => note !== '' || !isEnabled);
  const notes = keys.map(({ note, isEnabled }) => ({ note, isEnabled }));
  return {
    api_key: isListable(secrets) ? secrets.join(',') : JSON.stringify(secrets),
    ...(isNoted ? { key_notes: JSON.stringify(numbered(notes)) } : {}),
  };
}

/** Lists are read without what is there twice, and two keys may have the same note. */
function numbered<T extends object>(list: readonly T[]): readonly (T & { readonly at: number })[] {
  return list.map((one, at) => ({ ...one, at }));
}

/** Could it be taken apart again where it was joined? */
function isListable(names: readonly string[]): boolean {
  return (
    names[0]?.startsWith('[') !== true && !names.some((name) => /[,;|\n\r\t，；、]/.test(name))
  );
}

function moreOf(channel: Channel, hasSecrets: boolean): string | undefined {
  const { limits, checks, headers } = channel;
  const defaults = new Map<string, unknown>(Object.entries(NEW_CHANNEL));
  const others = Object.entries(channel).filter(
    ([name, value]) =>
      !IN_COLUMNS.has(name) && JSON.stringify(value) !== JSON.stringify(defaults.get(name)),
  );
  const more = {
    ...Object.fromEntries(others),
    ...(limits.monthUsd === null ? {} : { limits: { monthUsd: limits.monthUsd } }),
    ...(isPlainCheck(checks) ? {} : { checks }),
    ...(hasSecrets && headers.length > 0 ? { headers } : {}),
  };
  return Object.keys(more).length === 0 ? undefined : JSON.stringify(more);
}

/** Is it what the seeds' two columns make of it? */
function isPlainCheck({ kind, model, intervalMs }: Channel['checks']): boolean {
  return intervalMs === null && kind === (model === null ? NO_CHECKS.kind : 'message');
}

function withoutId({
  id: _,
  ...url
}: Channel['urls'][number]): Omit<Channel['urls'][number], 'id'> {
  return url;
}

/** Nothing but an address, and one that is not read as several. */
function isPlain({ id: _, url, isExact, isEnabled, ...more }: Channel['urls'][number]): boolean {
  const hasMore = Object.values(more).some((value) => value !== null);
  return !isExact && isEnabled && !hasMore && !url.includes(',');
}

function hasLogin(proxyUrl: string | null): boolean {
  return proxyUrl?.includes('@') === true;
}

function jsonObject(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}
