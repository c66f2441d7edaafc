import fs from 'node:fs';
import path from 'node:path';
import type { ChannelView } from '../contracts/channel.ts';
import type { TokenCreated, TokenView } from '../contracts/token.ts';
import type { ConnectFacts } from '../core/connect/clients.ts';
import { CLI_EXIT, CliError } from './fault.ts';
import type { Server } from './server.ts';

const TOKENS_FILE = 'command-line-tokens.json';
const PRIVATE_MODE = 0o600;

/** Without a name, the local token. */
export async function tokenFor(
  server: Server,
  dataFolder: string,
  name: string | undefined,
): Promise<string> {
  if (name === undefined) return (await server.get<{ token: string }>('/admin/tokens/local')).token;
  if (name.startsWith('ccl-')) return name;
  return namedToken(server, dataFolder, name);
}

/**
 * A token of a project. The program shows a token once and keeps its hash, so those made here are kept in a file for
 * this user alone: an `.envrc` asks for the same one every time.
 */
async function namedToken(server: Server, dataFolder: string, name: string): Promise<string> {
  const file = path.join(dataFolder, TOKENS_FILE);
  const kept = readKept(file);
  const isThere = (await server.get<readonly TokenView[]>('/admin/tokens')).some(
    (one) => one.name === name,
  );
  const known = Object.hasOwn(kept, name) ? kept[name] : undefined;
  if (isThere && known !== undefined) return known;
  if (isThere) {
    throw new CliError(
      CLI_EXIT.failure,
      `The token "${name}" was not made here, and its value was shown only once. Give the value (ccl-…), or another name to make one.`,
    );
  }
  const { token } = await server.post<TokenCreated>('/admin/tokens', { name });
  const aside = `${file}.new`;
  fs.rmSync(aside, { force: true });
  const text = `${JSON.stringify({ ...kept, [name]: token }, null, 2)}\n`;
  fs.writeFileSync(aside, text, { mode: PRIVATE_MODE, flag: 'wx' });
  fs.renameSync(aside, file);
  return token;
}

function readKept(file: string): Record<string, string> {
  if (!fs.existsSync(file)) return {};
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, string>;
  } catch {
    throw new CliError(CLI_EXIT.failure, `${file} is damaged. Remove it to make new tokens.`);
  }
}

/** Models that clients may ask for by name. */
export async function modelsFor(server: Server, protocol: string): Promise<readonly string[]> {
  const channels = await server.get<readonly ChannelView[]>('/admin/channels');
  const names = channels
    .filter(({ isEnabled, protocols }) => isEnabled && protocols.some((one) => one === protocol))
    .flatMap(({ models }) => models)
    .filter(({ name, isEnabled }) => isEnabled && !name.includes('*'))
    .map(({ name }) => name);
  return [...new Set(names)];
}

export async function factsFor(server: Server, token: string): Promise<ConnectFacts> {
  const [anthropic = 'claude-sonnet-4-5'] = await modelsFor(server, 'anthropic');
  // Only opencode is told a model, and it asks by the anthropic protocol.
  const models = { anthropic, openai: anthropic, responses: anthropic };
  return { baseUrl: server.address, token, isTokenKnown: true, models };
}
