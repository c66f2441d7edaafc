import fs from 'node:fs';
import path from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { checkProxyUrl } from '../core/proxy-url.ts';
import type { OutboundProxy } from '../proxy/env-proxy.ts';
import type { LockedSettings } from '../state/settings-book.ts';
import { defaultDataFolder } from './data-folder.ts';
import { readEnvironment, textOf, type Environment } from './environment.ts';
import { EXIT_CODES, StartError } from './exit-codes.ts';

/** Fixed at start, from flags, environment and `.env`. */
export type Config = {
  readonly host: string;
  readonly dataFolder: string;
  readonly databaseFile: string;
  readonly journalMode: string;
  readonly keyFile: string;
  readonly secret: string | null;
  /** Host names, beside IP addresses and localhost, under which the UI answers. */
  readonly hosts: readonly string[];
  /** CCLOAD_PASS; wins over the stored password. */
  readonly fixedPassword: string | null;
  readonly givenTokens: readonly GivenToken[];
  readonly locked: LockedSettings;
  readonly outboundProxy: OutboundProxy;
  readonly notices: readonly string[];
};

/** A client token that the environment wants to exist. */
type GivenToken = { readonly secret: string; readonly name: string };

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'resetPassword'; readonly config: Config }
  | { readonly kind: 'run'; readonly config: Config };

export const USAGE = `Usage: npm start -- [options]

  --port <number>      port to listen on (default 8080, or the stored setting)
  --host <address>     address to listen on (default 127.0.0.1 and ::1)
  --data-dir <folder>  where the database and keys are kept
  --headless           run without a desktop window
  --reset-password     make a new admin password, print it, and exit
  --help               this text
  --version            the version

Environment variables are listed in the README.`;

const DATABASE_NAME = 'ccload.db';
const KEY_FILE_NAME = 'data.key';
const MIN_TOKEN_LENGTH = 8;

/**
 * Turns the command line and the environment into what to do. Throws a StartError with one line a fault. A `.env` is
 * read from the working folder; the desktop has none that means anything, and reads the one in its data folder.
 */
export function readCommand(
  args: readonly string[],
  env: Environment,
  cwd: string,
  dotEnvAt: 'workingFolder' | 'dataFolder' = 'workingFolder',
): Command {
  const flags = readFlags(args);
  if (flags.help === true) return { kind: 'help' };
  if (flags.version === true) return { kind: 'version' };

  const given: Environment = {
    ...env,
    ...(flags.port === undefined ? {} : { PORT: flags.port }),
    ...(flags.host === undefined ? {} : { CCLOAD_HOST: flags.host }),
    ...(flags['data-dir'] === undefined ? {} : { CCLOAD_DATA_DIR: flags['data-dir'] }),
  };
  const all = { ...readDotEnv(dotEnvAt === 'dataFolder' ? folderOf(given, cwd) : cwd), ...given };
  const read = readEnvironment(all);
  const errors = [...read.errors];
  const givenTokens = readTokens(all, errors);
  const outboundProxy = {
    httpProxy: readProxy(all, 'HTTP_PROXY', errors),
    httpsProxy: readProxy(all, 'HTTPS_PROXY', errors),
    noProxy: textOf(all, 'no_proxy') ?? textOf(all, 'NO_PROXY'),
  };
  if (errors.length > 0) throw new StartError(EXIT_CODES.configuration, errors.join('\n'));

  const dataFolder = folderOf(dotEnvAt === 'dataFolder' ? given : all, cwd);
  const sqlitePath = textOf(all, 'SQLITE_PATH');
  const lockedBy = flags.port === undefined ? read.lockedBy : { ...read.lockedBy, port: '--port' };
  const config: Config = {
    host: textOf(all, 'CCLOAD_HOST') ?? '127.0.0.1',
    dataFolder,
    databaseFile:
      sqlitePath === null ? path.join(dataFolder, DATABASE_NAME) : path.resolve(cwd, sqlitePath),
    journalMode: textOf(all, 'SQLITE_JOURNAL_MODE') ?? 'WAL',
    keyFile: path.join(dataFolder, KEY_FILE_NAME),
    secret: textOf(all, 'CCLOAD_SECRET'),
    hosts: listOf(all, 'CCLOAD_HOSTS'),
    fixedPassword: textOf(all, 'CCLOAD_PASS'),
    givenTokens,
    locked: { values: read.values, lockedBy },
    outboundProxy,
    notices: read.notices,
  };
  return { kind: flags['reset-password'] === true ? 'resetPassword' : 'run', config };
}

function folderOf(env: Environment, cwd: string): string {
  const named = textOf(env, 'CCLOAD_DATA_DIR');
  return path.resolve(cwd, named ?? defaultDataFolder(process.platform, env));
}

/** In either case; without a scheme it is an http proxy, as everywhere. The value is not repeated: it may hold a password. */
function readProxy(env: Environment, name: string, errors: string[]): string | null {
  const text = textOf(env, name.toLowerCase()) ?? textOf(env, name);
  if (text === null) return null;
  const url = text.includes('://') ? text : `http://${text}`;
  if (!checkProxyUrl(url).ok) {
    errors.push(`${name} must be http, https, socks5 or socks5h://[user:password@]host:port.`);
  }
  return url;
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'data-dir': { type: 'string' },
        headless: { type: 'boolean' },
        'reset-password': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
    }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(EXIT_CODES.configuration, `${reason}\n\n${USAGE}`, { cause });
  }
}

function readDotEnv(folder: string): Environment {
  const file = path.join(folder, '.env');
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {};
    throw new StartError(EXIT_CODES.configuration, `${file} cannot be read.`, { cause });
  }
  return parseEnv(text);
}

function listOf(env: Environment, name: string): readonly string[] {
  return (textOf(env, name) ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** `CCLOAD_AUTH` lists tokens, `CCLOAD_API_TOKENS` lists `token|name`. */
function readTokens(env: Environment, errors: string[]): GivenToken[] {
  const tokens = new Map<string, GivenToken>();
  for (const variable of ['CCLOAD_AUTH', 'CCLOAD_API_TOKENS']) {
    for (const [index, item] of listOf(env, variable).entries()) {
      const [secret = '', name] = item.split('|').map((part) => part.trim());
      // The value itself is a secret and stays out of the message.
      if (secret.length < MIN_TOKEN_LENGTH) {
        errors.push(
          `${variable}: token ${String(index + 1)} is shorter than ${String(MIN_TOKEN_LENGTH)} characters.`,
        );
      } else {
        tokens.set(secret, { secret, name: name ?? `${variable} ${String(index + 1)}` });
      }
    }
  }
  return [...tokens.values()];
}
