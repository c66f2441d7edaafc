import fs from 'node:fs';
import type { ConnectableClient, ConnectionConflict } from '../contracts/connection.ts';
import { readValue, type FormatName } from './edit.ts';
import type { Path } from './formats/format.ts';
import type { Machine, Places } from './places.ts';
import { withoutCredentials } from './shown.ts';
import { isSame } from './values.ts';
import { CLAUDE_URL, PROVIDER } from './wishes.ts';

type Code = ConnectionConflict['code'];

const TEXTS: Readonly<Record<Code, (subject: string) => string>> = {
  environmentWins: (name) => `The variable ${name} is set and outranks the file.`,
  otherCloud: (name) => `${name} is set, which sends the client to a cloud of its own.`,
  twoCredentials: (name) => `${name} is set too, so the client would send two credentials.`,
  keyHelper: (name) => `${name} hands the client credentials of its own.`,
  otherProxy: (url) => `The client points to ${url} now. Undoing brings that back.`,
  managed: (file) => `An administrator's file outranks the user's: ${file}.`,
  providerDisabled: (name) => `${name} shuts our provider out.`,
};

/** What stands between a client and us, beside the values that we would write. */
export function conflictsOf(
  client: ConnectableClient,
  places: Places,
  machine: Machine,
  baseUrl: string,
  isConnected: boolean,
): readonly ConnectionConflict[] {
  const found = [
    ...managedOf(places),
    ...ofClient(client, places, machine),
    ...(isConnected ? [] : elsewhere(client, places, baseUrl)),
  ];
  return found.map(([code, subject]) => ({ code, subject, text: TEXTS[code](subject) }));
}

type Found = readonly [code: Code, subject: string];

function managedOf({ managed }: Places): Found[] {
  return managed.filter((file) => fs.existsSync(file)).map((file) => ['managed', file]);
}

function ofClient(client: ConnectableClient, places: Places, { env }: Machine): Found[] {
  const set = (code: Code, names: readonly string[]): Found[] =>
    names.filter((name) => (env[name] ?? '') !== '').map((name) => [code, name]);
  const inFile = (code: Code, path: Path, format: FormatName = 'json'): Found[] =>
    isSetIn(places.settings, format, path) ? [[code, path.join('.')]] : [];
  switch (client) {
    case 'claude-code': {
      const clouds = [
        'CLAUDE_CODE_USE_BEDROCK',
        'CLAUDE_CODE_USE_VERTEX',
        'CLAUDE_CODE_USE_FOUNDRY',
      ];
      return [
        ...set('otherCloud', clouds),
        ...clouds.flatMap((name) => inFile('otherCloud', ['env', name])),
        ...set('twoCredentials', ['ANTHROPIC_API_KEY']),
        ...inFile('twoCredentials', ['env', 'ANTHROPIC_API_KEY']),
        ...inFile('keyHelper', ['apiKeyHelper']),
      ];
    }
    case 'codex':
      // Its own login is not asked for with a provider that has a token.
      return [];
    case 'gemini-cli':
      return [
        ...set('environmentWins', ['GOOGLE_GEMINI_BASE_URL', 'GEMINI_API_KEY']),
        ...set('otherCloud', ['GOOGLE_GENAI_USE_VERTEXAI']),
        ...inFile('environmentWins', ['security', 'auth', 'enforcedType']),
      ];
    case 'opencode':
      return [...set('environmentWins', ['OPENCODE_CONFIG_CONTENT']), ...shutOut(places.settings)];
  }
}

/** Lists by which opencode takes some providers alone, or all but some. */
function shutOut(settings: string): Found[] {
  const enabled = read(settings, 'json', ['enabled_providers']);
  const disabled = read(settings, 'json', ['disabled_providers']);
  return [
    ...(Array.isArray(enabled) && !enabled.includes(PROVIDER) ? ['enabled_providers'] : []),
    ...(Array.isArray(disabled) && disabled.includes(PROVIDER) ? ['disabled_providers'] : []),
  ].map((name) => ['providerDisabled', name]);
}

/** Where it points, when that is neither the vendor nor us. */
function elsewhere(client: ConnectableClient, places: Places, baseUrl: string): Found[] {
  const url = currentUrl(client, places);
  if (typeof url !== 'string' || isHere(url, baseUrl)) return [];
  return [['otherProxy', withoutCredentials(url)]];
}

/** The base URL that a client's files name now. */
export function currentUrl(client: ConnectableClient, places: Places): unknown {
  switch (client) {
    case 'claude-code':
      return read(places.settings, 'json', CLAUDE_URL);
    case 'codex': {
      const provider = read(places.settings, 'toml', ['model_provider']);
      return typeof provider === 'string'
        ? read(places.settings, 'toml', ['model_providers', provider, 'base_url'])
        : undefined;
    }
    case 'gemini-cli':
      return read(places.variables ?? '', 'env', ['GOOGLE_GEMINI_BASE_URL']);
    case 'opencode': {
      const model = read(places.settings, 'json', ['model']);
      const [provider = ''] = typeof model === 'string' ? model.split('/') : [];
      return read(places.settings, 'json', ['provider', provider, 'options', 'baseURL']);
    }
  }
}

/** `localhost` and the numbers of this machine are one place. */
export function isHere(url: string, baseUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port } = new URL(url);
  const ours = new URL(baseUrl);
  const isLoopback = (name: string): boolean =>
    name === 'localhost' || name === '[::1]' || name.startsWith('127.');
  const isSameHost =
    hostname === ours.hostname || (isLoopback(hostname) && isLoopback(ours.hostname));
  return protocol === ours.protocol && port === ours.port && isSameHost;
}

function isSetIn(file: string, format: FormatName, path: Path): boolean {
  const value = read(file, format, path);
  return value !== undefined && value !== null && value !== '' && !isSame(value, {});
}

/** What cannot be read is told of elsewhere; here it is as good as not there. */
function read(file: string, format: FormatName, path: Path): unknown {
  try {
    return readValue(format, fs.readFileSync(file, 'utf8'), path);
  } catch {
    return undefined;
  }
}
