import type { ImportProblem } from '../../contracts/import.ts';
import { loss, note, type Found, type FoundChannel, type FoundToken } from './found.ts';
import { statedProtocols, joinedProtocols } from './protocol-words.ts';
import { isTree, type Tree } from './tree.ts';

/** Rows of a database of ccLoad. Its editions differ: what one does not have is empty. */
export type CcloadTables = {
  readonly channels: readonly Tree[];
  readonly api_keys: readonly Tree[];
  readonly channel_models: readonly Tree[];
  readonly auth_tokens: readonly Tree[];
};

/** Its channels, and its tokens by their hashes, so that no client has to be told anything. */
export function readCcloadTables(tables: CcloadTables): Found {
  const problems: ImportProblem[] = [];
  /** The old ids of the channels that are found, in their order. */
  const ids: unknown[] = [];
  const channels = tables.channels.flatMap((row, at): readonly FoundChannel[] => {
    const path = `channels.${String(at)}`;
    const type = textOf(row, 'auth_type');
    if (type !== undefined && type !== 'api_key') {
      problems.push(loss('accountLogin', { path }, textOf(row, 'name') ?? null));
      return [];
    }
    for (const name of ['custom_request_rules', 'cooldown_detection_rules']) {
      const rules = textOf(row, name);
      if (rules !== undefined && !/^[[{]\s*[\]}]$|^null$/.test(rules)) {
        problems.push(note('notSupported', { path: `${path}.${name}` }));
      }
    }
    ids.push(row['id']);
    return [{ line: null, path, input: channelOf(row, tables), errors: {} }];
  });
  const tokens = tables.auth_tokens.flatMap((row, at) => tokenOf(row, at, ids, problems));
  return { kind: 'ccload-database', channels, settings: [], tokens, problems };
}

function channelOf(row: Tree, tables: CcloadTables): Readonly<Record<string, unknown>> {
  const id = row['id'];
  const keys = tables.api_keys
    .filter((key) => key['channel_id'] === id)
    .toSorted((a, b) => Number(a['key_index']) - Number(b['key_index']));
  const listed = keys.flatMap((key) => {
    const secret = textOf(key, 'api_key');
    const note = textOf(key, 'note') ?? '';
    return secret === undefined ? [] : [{ secret, note, isEnabled: !isSet(key['disabled']) }];
  });
  // Its first editions kept all keys in one text.
  const old = textOf(row, 'api_key');
  const proxyUrl = textOf(row, 'proxy_url');
  const from = textOf(row, 'available_time_start');
  const to = textOf(row, 'available_time_end');
  return filled({
    name: textOf(row, 'name'),
    ...(listed.length > 0 ? { keys: distinctKeys(listed) } : { api_key: old }),
    ...urlsOf(row),
    models: modelsOf(row, tables),
    priority: numberOf(row, 'priority'),
    enabled: row['enabled'] === undefined ? undefined : isSet(row['enabled']),
    key_strategy: textOf(keys[0] ?? {}, 'key_strategy') ?? textOf(row, 'key_strategy'),
    rpm_limit: numberOf(row, 'rpm_limit'),
    max_concurrency: numberOf(row, 'max_concurrency'),
    daily_cost_limit: numberOf(row, 'daily_cost_limit'),
    cost_multiplier: numberOf(row, 'cost_multiplier'),
    scheduled_check_enabled: isSet(row['scheduled_check_enabled']) ? true : undefined,
    scheduled_check_model: textOf(row, 'scheduled_check_model'),
    proxyUrl,
    ...(from === undefined || to === undefined
      ? {}
      : { available_time_start: from, available_time_end: to }),
  });
}

/** One address, or a list of JSON with what each of them speaks. */
function urlsOf(row: Tree): Readonly<Record<string, unknown>> {
  const type = textOf(row, 'channel_type');
  const stated = type === undefined ? {} : { channel_type: type };
  const text = textOf(row, 'url') ?? textOf(row, 'urls');
  if (text?.startsWith('[') !== true) return { ...stated, url: text };
  const list = parseJson(text);
  if (!Array.isArray(list)) return { ...stated, url: text };
  const entries = (list as unknown[]).map((one) => (isTree(one) ? one : { url: one }));
  const urls = entries.map((one) => {
    const protocols = statedProtocols(one);
    const url = { url: one['url'], isExact: one['exact'] === true };
    return protocols === null ? url : { ...url, protocols };
  });
  const spoken = joinedProtocols(urls);
  // The type of a channel is what its first editions knew; the addresses know better.
  return spoken.protocols.length > 0 ? spoken : { ...stated, urls };
}

function modelsOf(row: Tree, tables: CcloadTables): readonly unknown[] | undefined {
  const rows = tables.channel_models.filter((one) => one['channel_id'] === row['id']);
  if (rows.length > 0) {
    return rows.map((one) => ({
      name: textOf(one, 'model'),
      upstreamName: textOf(one, 'redirect_model') ?? null,
      isEnabled: !isSet(one['disabled']),
    }));
  }
  const models = parseJson(textOf(row, 'models') ?? '');
  const redirects = parseJson(textOf(row, 'model_redirects') ?? '');
  if (!Array.isArray(models)) return undefined;
  return (models as unknown[]).map((model) => {
    const target = isTree(redirects) && typeof model === 'string' ? redirects[model] : undefined;
    return target === undefined ? model : { name: model, upstreamName: target };
  });
}

/** @param ids of the channels that come along, in their order */
function tokenOf(
  row: Tree,
  at: number,
  ids: readonly unknown[],
  problems: ImportProblem[],
): readonly FoundToken[] {
  const path = `auth_tokens.${String(at)}`;
  const hash = textOf(row, 'token')?.toLowerCase();
  const name = textOf(row, 'description') ?? `ccLoad ${String(at + 1)}`;
  if (hash === undefined || !/^[0-9a-f]{64}$/.test(hash)) return [];
  const channels = channelsOf(row, ids);
  // Of those that it was kept to none comes along: it would be allowed too much, or nothing.
  if (channels?.rule === 'allow' && channels.at.length === 0) {
    problems.push(loss('notSupported', { path: `${path}.allowed_channel_ids` }, name));
    return [];
  }
  const models = parseJson(textOf(row, 'allowed_models') ?? '');
  const expiresAt = numberOf(row, 'expires_at') ?? 0;
  const draft = {
    name: name.slice(0, 100),
    isEnabled: row['is_active'] === undefined || isSet(row['is_active']),
    expiresAt: expiresAt > 0 ? expiresAt : null,
    models: Array.isArray(models)
      ? (models as unknown[]).filter((one) => typeof one === 'string')
      : [],
    limits: {
      dayUsd: usdOf(row, 'cost_daily_limit_microusd'),
      monthUsd: usdOf(row, 'cost_monthly_limit_microusd'),
      requestsPerMinute: null,
      maxConcurrency: numberOf(row, 'max_concurrency') || null,
    },
  };
  // A limit for all time is not one for a month.
  if (usdOf(row, 'cost_limit_microusd') !== null) {
    problems.push(note('notSupported', { path: `${path}.cost_limit_microusd` }, name));
  }
  return [{ line: null, path, token: { hash }, draft, ...(channels === null ? {} : { channels }) }];
}

/** A list without a mode is one of permitted channels, as it was before there were modes. */
function channelsOf(row: Tree, ids: readonly unknown[]): Required<FoundToken>['channels'] | null {
  const listed = parseJson(textOf(row, 'allowed_channel_ids') ?? '');
  if (!Array.isArray(listed) || listed.length === 0) return null;
  const rule = textOf(row, 'channel_restriction_mode') === 'deny' ? 'deny' : 'allow';
  const at = (listed as readonly unknown[]).map((id) => ids.indexOf(id)).filter((one) => one >= 0);
  return { rule, at };
}

function usdOf(row: Tree, name: string): number | null {
  const micro = numberOf(row, name) ?? 0;
  return micro > 0 ? micro / 1_000_000 : null;
}

function textOf(row: Tree, name: string): string | undefined {
  const value = row[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function numberOf(row: Tree, name: string): number | undefined {
  const value = row[name];
  return typeof value === 'number' ? value : undefined;
}

function isSet(value: unknown): boolean {
  return value === 1 || value === true || value === '1';
}

/** Two rows may hold one key; here it would be refused. */
function distinctKeys<T extends { readonly secret: string }>(keys: readonly T[]): readonly T[] {
  return [...new Map(keys.map((key) => [key.secret, key])).values()];
}

function filled(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Its message would quote the text.
    return undefined;
  }
}
