import { ANY_MODEL } from '../../contracts/constants.ts';
import type { ImportProblem } from '../../contracts/import.ts';
import { distinctNames, hostOf, type Found, type FoundChannel, type FoundToken } from './found.ts';
import { TreeReader, type Tree } from './tree.ts';

type Section = {
  readonly name: string;
  readonly title: string;
  readonly protocols: readonly string[];
  /** Where a key goes that names no address. */
  readonly url?: string;
};

const SECTIONS: readonly Section[] = [
  {
    name: 'claude-api-key',
    title: 'Claude',
    protocols: ['anthropic'],
    url: 'https://api.anthropic.com',
  },
  {
    name: 'codex-api-key',
    title: 'Codex',
    protocols: ['openai-responses'],
    url: 'https://api.openai.com',
  },
  {
    name: 'gemini-api-key',
    title: 'Gemini',
    protocols: ['gemini'],
    url: 'https://generativelanguage.googleapis.com',
  },
  {
    name: 'xai-api-key',
    title: 'xAI',
    protocols: ['openai-responses'],
    url: 'https://api.x.ai/v1',
  },
  { name: 'openai-compatibility', title: 'OpenAI', protocols: ['openai-chat'] },
];

/** An older form: keys alone. */
const OLD_GEMINI = 'generative-language-api-key';

const MARKS = [...SECTIONS.map(({ name }) => name), OLD_GEMINI, 'auth-dir', 'remote-management'];

/** Its sections of keys, as they stand at the beginning of a line. */
export const CLI_PROXY_API_MARK = new RegExp(`^(?:${MARKS.join('|')})[ \\t]*:`, 'm');

export function isCliProxyApi(root: Tree): boolean {
  return MARKS.some((name) => name in root);
}

/** `config.yaml` of CLIProxyAPI. Keys that differ in nothing else become one channel. */
export function readCliProxyApi(root: Tree): Found {
  const problems: ImportProblem[] = [];
  const reader = new TreeReader(root, '', problems);
  const proxyUrl = reader.text('proxy-url');
  const strategy = reader.tree('routing')?.text('strategy') ?? 'round-robin';
  const found = SECTIONS.flatMap((section) =>
    reader.trees(section.name).flatMap((entry) => entriesOf(entry, section, proxyUrl)),
  );
  const old = reader.texts(OLD_GEMINI).map((key, at): Entry => ({
    path: `${OLD_GEMINI}.${String(at)}`,
    name: 'Gemini',
    keys: [key],
    weight: undefined,
    rest: {
      url: 'https://generativelanguage.googleapis.com',
      protocols: ['gemini'],
      models: [ANY_MODEL],
      ...(proxyUrl === undefined ? {} : { proxyUrl }),
    },
  }));
  const channels = merged([...found, ...old], strategy === 'fill-first');
  const tokens = reader.texts('api-keys').map((secret, at): FoundToken => ({
    line: null,
    path: `api-keys.${String(at)}`,
    token: { secret },
    draft: { name: `CLIProxyAPI ${String(at + 1)}` },
  }));
  // Accounts that log in lie in files of their own, and a login belongs to the program that made it.
  if (reader.has('auth-dir')) reader.note('accountLogin', 'auth-dir');
  for (const name of ['vertex-api-key', 'interactions-api-key', 'payload', 'oauth-model-alias']) {
    if (reader.has(name)) reader.note('notSupported', name);
  }
  for (const name of ['host', 'port', 'tls', 'remote-management']) {
    if (reader.has(name)) reader.note('setElsewhere', name);
  }
  return { kind: 'cli-proxy-api', channels, settings: [], tokens, problems };
}

type Entry = {
  readonly path: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly weight: number | undefined;
  readonly rest: Readonly<Record<string, unknown>>;
};

/** One entry of a section; of a compatible provider one for each outbound proxy that its keys have. */
function entriesOf(
  entry: TreeReader,
  section: Section,
  proxyUrl: string | undefined,
): readonly Entry[] {
  const url = entry.text('base-url') ?? section.url;
  const shared = {
    url,
    protocols: section.protocols,
    models: modelsOf(entry),
    ...headersOf(entry),
    enabled: entry.flag('disabled') !== true,
  };
  const name = entry.text('name') ?? nameOf(section, url);
  const parts = [entry, ...entry.trees('api-key-entries')].filter((one) => one.has('api-key'));
  // An older form again: a list of keys alone.
  const old = entry.texts('api-keys');
  const withKeys = parts.map((part): Entry => {
    const own = part.text('proxy-url') ?? entry.text('proxy-url') ?? proxyUrl;
    const outbound = own === 'none' ? 'direct' : own;
    return {
      path: part.path,
      name,
      keys: [part.text('api-key') ?? ''].filter((key) => key !== ''),
      weight: part.number('weight'),
      rest: { ...shared, ...(outbound === undefined ? {} : { proxyUrl: outbound }) },
    };
  });
  for (const field of ['excluded-models', 'request-scoped-errors', 'cloak']) {
    if (entry.has(field)) entry.note('notSupported', field);
  }
  if (withKeys.length > 0 && old.length === 0) return withKeys;
  const rest = { ...shared, ...(proxyUrl === undefined ? {} : { proxyUrl }) };
  return [...withKeys, { path: entry.path, name, keys: old, weight: undefined, rest }];
}

function nameOf({ title, url: usual }: Section, url: string | undefined): string {
  const host = hostOf(url ?? '');
  return host === null || url === usual ? title : `${title} ${host}`;
}

/** `{name, alias}`: the alias is asked for and the name is sent. One alias of several names tries them in turn. */
function modelsOf(entry: TreeReader): readonly unknown[] {
  const prefix = entry.text('prefix');
  const models = new Map<string, string[]>();
  for (const model of entry.trees('models')) {
    const name = model.text('name');
    const asked = model.text('alias') ?? name;
    if (name === undefined || asked === undefined) continue;
    const full = prefix === undefined ? asked : `${prefix}/${asked}`;
    models.set(full, [...(models.get(full) ?? []), name]);
  }
  if (models.size > 0) {
    return [...models].map(([name, upstreamNames]) => ({
      name,
      upstreamNames: [...new Set(upstreamNames)],
    }));
  }
  if (prefix !== undefined) entry.note('notSupported', 'prefix');
  return [ANY_MODEL];
}

function headersOf(entry: TreeReader): { readonly headers?: readonly unknown[] } {
  const headers = entry.tree('headers');
  const list = (headers?.names() ?? []).flatMap((name) => {
    const value = headers?.text(name);
    // It copies a header of the client, which are passed on here anyway.
    if (value?.startsWith('$') === true) headers?.note('notNeeded', name);
    return value === undefined || value.startsWith('$') ? [] : [{ name, value }];
  });
  return list.length === 0 ? {} : { headers: list };
}

function merged(entries: readonly Entry[], isInOrder: boolean): readonly FoundChannel[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const identity = JSON.stringify([entry.name, entry.rest, entry.weight]);
    groups.set(identity, [...(groups.get(identity) ?? []), entry]);
  }
  const distinct = distinctNames();
  return [...groups.values()].flatMap((group): readonly FoundChannel[] => {
    const [first] = group;
    if (first === undefined) return [];
    const keys = [...new Set(group.flatMap((one) => one.keys))];
    // The weight of one key is that of as many: a channel without weight counts its keys.
    const weight = first.weight === undefined ? {} : { weight: first.weight * group.length };
    const input = {
      name: distinct(first.name),
      ...first.rest,
      ...weight,
      ...(keys.length === 0 ? {} : { keys }),
      keyStrategy: isInOrder ? 'sequential' : 'round_robin',
    };
    return [{ line: null, path: first.path, input, errors: {} }];
  });
}
