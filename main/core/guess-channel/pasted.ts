import { readParameter, splitTarget } from '../query.ts';

/** What one part of a pasted text says about a channel, as it says it. */
export type Pasted = {
  readonly source: 'lines' | 'environment' | 'json' | 'curl' | 'deepLink';
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly keys: readonly string[];
  readonly models?: readonly string[] | undefined;
  /** A word for its protocol or vendor: `anthropic`, `OPENAI` of `OPENAI_API_KEY`. */
  readonly vendor?: string | undefined;
};

const DEEP_LINK = /^ccload:\/\/v1\/import\/?\?/i;

/** Understands what people have at hand: keys, lines of a shell, JSON, a curl command, a deep link. */
export function readPasted(text: string): readonly Pasted[] {
  const trimmed = text.trim();
  if (DEEP_LINK.test(trimmed)) return fromDeepLink(trimmed);
  if (/^[[{]/.test(trimmed)) {
    const found = fromJson(trimmed);
    if (found !== null) return found;
  }
  if (/^(?:\$\s*)?curl(?:\.exe)?\s/i.test(trimmed)) return fromCurl(trimmed);
  const environment = fromEnvironment(trimmed);
  return environment.length > 0 ? environment : fromLines(trimmed);
}

function fromDeepLink(link: string): readonly Pasted[] {
  const { query } = splitTarget(link);
  const first = (...names: string[]): string | undefined =>
    names.map((name) => readParameter(query, name) ?? '').find(isFilled);
  return [
    {
      source: 'deepLink',
      name: first('name'),
      url: first('base_url', 'url', 'endpoint'),
      keys: listed(first('api_key', 'key', 'apiKey')),
      models: first('models', 'model')?.split(',').map(trim).filter(isFilled),
      vendor: first('type', 'protocol', 'vendor'),
    },
  ];
}

const ASSIGNMENT =
  /^(?:export\s+|set\s+(?:-\w+\s+)*|setx\s+|\$env:)?"?([A-Za-z][A-Za-z0-9_]*)(?:\s*=\s*|\s+)(.+)$/;
const KEY_NAME = /(?:API_?KEY|AUTH_TOKEN|ACCESS_TOKEN|_TOKEN|_KEY)$/i;
const URL_NAME = /(?:BASE_?URL|API_?BASE|ENDPOINT|_URL|_HOST)$/i;

function fromEnvironment(text: string): readonly Pasted[] {
  const byVendor = new Map<string, { keys: string[]; url?: string; models?: string[] }>();
  for (const line of text.split(/[\r\n;]+/).map(trim)) {
    const match = ASSIGNMENT.exec(line.replace(/,$/, ''));
    const name = match?.[1];
    if (name === undefined || !/=|^set\b|^\$env:|^setx\b/i.test(line)) continue;
    const value = unquoted((match?.[2] ?? '').replace(/"$/, ''));
    const isModel = /MODEL$/i.test(name);
    if (!KEY_NAME.test(name) && !URL_NAME.test(name) && !isModel) continue;
    const vendor = name.split('_')[0]?.toLowerCase() ?? '';
    const found = byVendor.get(vendor) ?? { keys: [] };
    byVendor.set(vendor, found);
    if (URL_NAME.test(name)) found.url = value;
    else if (KEY_NAME.test(name)) found.keys.push(...listed(value));
  }
  return [...byVendor]
    .filter(([, { keys, url }]) => keys.length > 0 || url !== undefined)
    .map(([vendor, found]) => ({ source: 'environment', vendor, ...found }));
}

type Json = Readonly<Record<string, unknown>>;

/** Null when it is no JSON. */
function fromJson(text: string): readonly Pasted[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const found: Pasted[] = [];
  collect(value, found, 0);
  return found;
}

const MAX_DEPTH = 6;

function collect(value: unknown, found: Pasted[], depth: number, name?: string): void {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) collect(one, found, depth + 1);
    return;
  }
  const object = value as Json;
  const url = textOf(object, [
    'base_url',
    'baseURL',
    'baseUrl',
    'api_base',
    'apiBase',
    'endpoint',
    'url',
  ]);
  const keys = keysOf(object);
  if (keys.length > 0 || url !== undefined) {
    found.push({
      source: 'json',
      name: textOf(object, ['name', 'title']) ?? name,
      url,
      keys,
      models: modelsOf(object),
      vendor: textOf(object, ['protocol', 'channel_type', 'type', 'provider', 'vendor']),
    });
    return;
  }
  const lines = Object.entries(object)
    .filter(([, one]) => typeof one === 'string')
    .map(([key, one]) => `${key}=${String(one)}`);
  const environment = fromEnvironment(lines.join('\n'));
  if (environment.length > 0) {
    found.push(...environment.map((one) => ({ ...one, source: 'json' as const })));
    return;
  }
  for (const [key, one] of Object.entries(object)) collect(one, found, depth + 1, key);
}

function keysOf(object: Json): readonly string[] {
  for (const name of [
    'api_key',
    'apiKey',
    'key',
    'token',
    'auth_token',
    'secret',
    'keys',
    'api_keys',
  ]) {
    const value = object[name];
    if (typeof value === 'string') return listed(value);
    if (!Array.isArray(value)) continue;
    return value.flatMap((one: unknown) =>
      typeof one === 'string'
        ? [one]
        : typeof one === 'object' && one !== null
          ? keysOf(one as Json)
          : [],
    );
  }
  return [];
}

function modelsOf(object: Json): readonly string[] | undefined {
  const value = object['models'] ?? object['model'];
  if (typeof value === 'string') return listed(value);
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
  return undefined;
}

function textOf(object: Json, names: readonly string[]): string | undefined {
  return names.map((name) => object[name]).find((one) => typeof one === 'string' && one !== '') as
    string | undefined;
}

const CREDENTIAL = /^(?:authorization:\s*bearer|x-api-key:|x-goog-api-key:|api-key:)\s*(.+)$/i;

function fromCurl(command: string): readonly Pasted[] {
  const words = shellWords(command);
  const keys: string[] = [];
  const models: string[] = [];
  let url: string | undefined;
  for (const [index, word] of words.entries()) {
    const before = words[index - 1] ?? '';
    if (/^(?:-H|--header)$/.test(before)) {
      const key = CREDENTIAL.exec(word)?.[1];
      if (key !== undefined) keys.push(trim(key));
    } else if (/^(?:-d|--data(?:-\w+)?|--json)$/.test(before)) {
      const model = /"model"\s*:\s*"([^"]+)"/.exec(word)?.[1];
      if (model !== undefined) models.push(model);
    } else if (/^https?:\/\//i.test(word)) url ??= word;
  }
  if (url === undefined) return [];
  const { path: address, query } = splitTarget(url);
  const inQuery = readParameter(query, 'key');
  if (inQuery !== null) keys.push(inQuery);
  const model = /\/models\/([^/:]+):/.exec(address)?.[1];
  if (model !== undefined) models.push(model);
  return [
    {
      source: 'curl',
      url: baseOf(address),
      keys,
      models: models.length > 0 ? models : undefined,
      // What it asks for tells what it speaks.
      vendor: /\/messages$/.test(address) ? 'anthropic' : undefined,
    },
  ];
}

/** The address without its endpoint. */
function baseOf(address: string): string {
  return address.replace(
    /(?:\/v\d\w*)?\/(?:chat\/completions|completions|messages|responses|embeddings|models(?:\/.*)?)\/?$/,
    '',
  );
}

/** Words of a command as a shell cuts them; line breaks behind `\`, `^` or a backtick join lines. */
function shellWords(command: string): readonly string[] {
  const joined = command.replace(/[\\^`]\r?\n/g, ' ');
  const word = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/gs;
  return [...joined.matchAll(word)].map(
    ([, double, single, bare]) => double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
  );
}

/** An address, or keys, one or more to a line. */
function fromLines(text: string): readonly Pasted[] {
  const found: { source: 'lines'; url?: string; keys: string[] }[] = [];
  let current: (typeof found)[number] = { source: 'lines', keys: [] };
  for (const word of text.split(/[\s,;]+/).map((one) => unquoted(one))) {
    if (/^https?:\/\//i.test(word)) {
      // An address begins another channel, unless it stands behind the first keys.
      if (current.url !== undefined) {
        found.push(current);
        current = { source: 'lines', keys: [] };
      }
      current.url = word;
    } else if (isKeyLike(word)) current.keys.push(word);
  }
  return [...found, current].filter(({ url, keys }) => url !== undefined || keys.length > 0);
}

/** A word of a sentence is none. */
function isKeyLike(word: string): boolean {
  return /^[\x21-\x7e]{16,}$/.test(word) && (/\d/.test(word) || /^[a-z]{1,4}[-_]/i.test(word));
}

function unquoted(value: string): string {
  const trimmed = value.trim();
  return /^(["'`]).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed.replace(/^["']|["']$/g, '');
}

function listed(value: string | undefined): readonly string[] {
  // `<your key>` is one placeholder, not two keys.
  if (/^<.*>$/.test(value ?? '')) return [value ?? ''];
  return (value ?? '').split(/[\s,;]+/).filter(isFilled);
}

function trim(text: string): string {
  return text.trim();
}

function isFilled(text: string): boolean {
  return text !== '';
}
