import type { SettingName, Settings } from '../contracts/settings.ts';
import { LOG_LEVELS } from '../contracts/constants.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How a variable's text becomes a setting; an error is a sentence about the text. */
type Reader<T> = (text: string) => { readonly value: T } | { readonly error: string };

type SettingVariable = {
  readonly [K in SettingName]: {
    readonly name: string;
    readonly setting: K;
    readonly read: Reader<Settings[K]>;
  };
}[SettingName];

const DAY_SEC = 86_400;

/** Variables that fix a setting: while set they win over the stored value. */
const SETTING_VARIABLES: readonly SettingVariable[] = [
  { name: 'PORT', setting: 'port', read: integer(1, 65_535) },
  { name: 'CCLOAD_MAX_CONCURRENCY', setting: 'maxConcurrency', read: integer(1, 1_000_000) },
  { name: 'CCLOAD_MAX_BODY_BYTES', setting: 'maxBodyBytes', read: integer(1024, 2 ** 30) },
  { name: 'CCLOAD_MAX_KEY_RETRIES', setting: 'maxKeysPerChannel', read: integer(1, 1000) },
  { name: 'CCLOAD_COOLDOWN_AUTH_SEC', setting: 'cooldownAuthMs', read: seconds(1, DAY_SEC) },
  { name: 'CCLOAD_COOLDOWN_SERVER_SEC', setting: 'cooldownServerMs', read: seconds(1, DAY_SEC) },
  { name: 'CCLOAD_COOLDOWN_TIMEOUT_SEC', setting: 'cooldownTimeoutMs', read: seconds(1, DAY_SEC) },
  {
    name: 'CCLOAD_COOLDOWN_RATE_LIMIT_SEC',
    setting: 'cooldownRateLimitMs',
    read: seconds(1, DAY_SEC),
  },
  { name: 'CCLOAD_COOLDOWN_MAX_SEC', setting: 'cooldownMaxMs', read: seconds(1, DAY_SEC) },
  { name: 'CCLOAD_COOLDOWN_MIN_SEC', setting: 'cooldownMinMs', read: seconds(1, DAY_SEC) },
  { name: 'CCLOAD_LOG', setting: 'logLevel', read: oneOf(LOG_LEVELS) },
  { name: 'TRUSTED_PROXIES', setting: 'trustedProxies', read: addressList },
];

/** Variables that say how the program starts; `environment.ts` only checks them. */
const START_VARIABLES: readonly { readonly name: string; readonly read: Reader<unknown> }[] = [
  { name: 'CCLOAD_HEADLESS', read: flag },
  { name: 'SQLITE_JOURNAL_MODE', read: oneOf(['WAL', 'DELETE', 'TRUNCATE', 'PERSIST', 'MEMORY']) },
];

/** Known variables that have no effect here, and what to do instead. */
const REFUSED_VARIABLES: Readonly<Record<string, string>> = {
  CCLOAD_MYSQL: 'only SQLite is supported so far; import the channels instead',
  CCLOAD_POSTGRES: 'only SQLite is supported so far; import the channels instead',
  CCLOAD_ENABLE_SQLITE_REPLICA: 'there is one database, the SQLite file in the data folder',
  CCLOAD_SQLITE_LOG_DAYS: 'there is one database, the SQLite file in the data folder',
  REDIS_URL: 'back up the data folder instead',
  CCLOAD_ALLOW_INSECURE_TLS:
    'name the authority of your own certificates in NODE_EXTRA_CA_CERTS, or switch their check off in the one channel',
  CCLOAD_HOST_OVERRIDES: "use the system's hosts file",
  CCLOAD_MODEL_CATALOG_CACHE: 'no catalogue is fetched',
  GIN_MODE: 'use CCLOAD_LOG to choose how much is logged',
  GIN_LOG: 'use CCLOAD_LOG, or the setting "isAccessLogged"',
  CONFIG_FILE: 'channels live in the database; add them in the UI or with POST /admin/channels',
};

export type EnvironmentRead = {
  readonly values: Partial<Settings>;
  readonly lockedBy: Partial<Record<SettingName, string>>;
  /** One line each; the program does not start. */
  readonly errors: readonly string[];
  /** One line each; the program starts. */
  readonly notices: readonly string[];
};

/** Checks every known variable and collects the settings they fix. An empty variable counts as not set. */
export function readEnvironment(env: Environment): EnvironmentRead {
  const values: Partial<Record<SettingName, unknown>> = {};
  const lockedBy: Partial<Record<SettingName, string>> = {};
  const errors: string[] = [];
  const notices: string[] = [];

  for (const { name, setting, read } of SETTING_VARIABLES) {
    const text = textOf(env, name);
    if (text === null) continue;
    const result = read(text);
    if ('error' in result) errors.push(`${name} ${result.error}.`);
    else {
      values[setting] = result.value;
      lockedBy[setting] = name;
    }
  }
  for (const { name, read } of START_VARIABLES) {
    const text = textOf(env, name);
    const result = text === null ? null : read(text);
    if (result !== null && 'error' in result) errors.push(`${name} ${result.error}.`);
  }
  for (const [name, instead] of Object.entries(REFUSED_VARIABLES)) {
    if (textOf(env, name) !== null) notices.push(`${name} has no effect here: ${instead}.`);
  }
  return { values: values as Partial<Settings>, lockedBy, errors, notices };
}

/** A variable's trimmed text; null when it is not set or empty. */
export function textOf(env: Environment, name: string): string | null {
  const text = env[name]?.trim();
  return text === undefined || text === '' ? null : text;
}

function integer(min: number, max: number): Reader<number> {
  return (text) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= min && value <= max
      ? { value }
      : { error: `must be a whole number from ${String(min)} to ${String(max)}` };
  };
}

/** Whole seconds, for a setting in milliseconds. */
function seconds(min: number, max: number): Reader<number> {
  const read = integer(min, max);
  return (text) => {
    const result = read(text);
    return 'error' in result ? result : { value: result.value * 1000 };
  };
}

function oneOf<T extends string>(allowed: readonly T[]): Reader<T> {
  return (text) => {
    const value = allowed.find((one) => one.toLowerCase() === text.toLowerCase());
    return value === undefined ? { error: `must be one of ${allowed.join(', ')}` } : { value };
  };
}

function flag(text: string): { readonly value: boolean } | { readonly error: string } {
  if (/^(1|true|yes|on)$/i.test(text)) return { value: true };
  if (/^(0|false|no|off)$/i.test(text)) return { value: false };
  return { error: 'must be 1 or 0' };
}

function addressList(text: string): { readonly value: readonly string[] } {
  if (text.toLowerCase() === 'none') return { value: [] };
  return {
    value: text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  };
}
