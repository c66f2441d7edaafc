import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import os from 'node:os';
import { CONNECTABLE_CLIENTS } from '../contracts/connect-constants.ts';
import type {
  ClientConnection,
  ConnectableClient,
  ConnectionAction,
  PreviewLine,
} from '../contracts/connection.ts';
import { Connector } from '../connect/connector.ts';
import type { ConnectionFacts } from '../connect/wishes.ts';
import { clientStart } from '../core/connect/clients.ts';
import { isAgreed } from './ask.ts';
import { CLI_EXIT, CliError } from './fault.ts';
import { print } from './print.ts';
import { Server } from './server.ts';
import { factsFor, modelsFor, tokenFor } from './told.ts';

const SHORT_NAMES: Readonly<Record<string, ConnectableClient>> = {
  claude: 'claude-code',
  gemini: 'gemini-cli',
};

/** @throws CliError that names those there are */
export function clientNamed(name: string): ConnectableClient {
  const client = CONNECTABLE_CLIENTS.find((one) => one === name) ?? SHORT_NAMES[name];
  if (client !== undefined) return client;
  const known = CONNECTABLE_CLIENTS.join(', ');
  throw new CliError(CLI_EXIT.usage, `There is no client "${name}". Clients are ${known}.`);
}

/** Undo needs nothing of the running program. */
const NOTHING_TOLD: ConnectionFacts = { baseUrl: 'http://127.0.0.1', token: '', models: [] };

function connectorFor(dataFolder: string): Connector {
  return new Connector({
    machine: { platform: process.platform, home: os.homedir(), env: process.env },
    dataFolder,
    fingerprint: (text) => createHash('sha256').update(text).digest('hex'),
    now: () => Date.now(),
  });
}

export async function lookAtClients(dataFolder: string): Promise<readonly ClientConnection[]> {
  const server = await Server.find(dataFolder);
  const token = await tokenFor(server, dataFolder, undefined);
  const models = await modelsFor(server, 'anthropic');
  return connectorFor(dataFolder).look({ baseUrl: server.address, token, models });
}

type Changing = {
  readonly dataFolder: string;
  readonly token?: string | undefined;
  readonly isYes: boolean;
  readonly isDryRun: boolean;
};

/** Shows what would change, asks, and does it. */
export async function changeConnection(
  client: ConnectableClient,
  action: ConnectionAction,
  { dataFolder, token, isYes, isDryRun }: Changing,
): Promise<void> {
  const connector = connectorFor(dataFolder);
  const facts = action === 'connect' ? await told(dataFolder, token) : NOTHING_TOLD;
  const { files, fingerprint } = connector.preview(client, action, facts);
  for (const { path, change, lines, left } of files) {
    print(`${path}: ${change === 'none' ? 'stays as it is' : `will be ${change}`}`);
    for (const line of lines) print(`  ${MARKS[line.kind]} ${line.text}`);
    for (const name of left) print(`  Others have changed ${name} since. It stays.`);
  }
  if (isDryRun) return;
  if (!isYes && !(await isAgreed())) {
    print('Nothing was changed.');
    return;
  }
  if (action === 'connect') connector.connect(client, facts, fingerprint);
  else connector.disconnect(client, fingerprint);
  print(
    action === 'connect'
      ? `${client} is connected. "ccload disconnect ${client}" undoes it.`
      : `${client} is as it was.`,
  );
}

const MARKS: Readonly<Record<PreviewLine['kind'], string>> = {
  same: ' ',
  added: '+',
  removed: '-',
  gap: '…',
};

async function told(dataFolder: string, token: string | undefined): Promise<ConnectionFacts> {
  const server = await Server.find(dataFolder);
  return {
    baseUrl: server.address,
    token: await tokenFor(server, dataFolder, token),
    models: await modelsFor(server, 'anthropic'),
  };
}

/** Runs a client that comes here for as long as it runs; its files stay as they are. Answers its exit code. */
export async function runClient(
  client: ConnectableClient,
  args: readonly string[],
  dataFolder: string,
  tokenName: string | undefined,
): Promise<number> {
  const server = await Server.find(dataFolder);
  const token = await tokenFor(server, dataFolder, tokenName);
  const start = clientStart(client, await factsFor(server, token));
  const child = spawn(start.program, [...start.args, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...Object.fromEntries(start.variables) },
    // On Windows the clients are scripts of npm, which only the shell finds.
    shell: process.platform === 'win32',
  });
  // A terminal sends these to both; this process has to stay until the client has ended.
  const stay = (): void => undefined;
  process.on('SIGINT', stay);
  const passOn = (): void => void child.kill('SIGTERM');
  process.on('SIGTERM', passOn);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', () => {
        reject(
          new CliError(CLI_EXIT.failure, `${start.program} is not installed, or not on the PATH.`),
        );
      });
      child.once('exit', (code, signal) => {
        if (start.hint?.exitCode === code) process.stderr.write(`${start.hint.text}\n`);
        resolve(code ?? 128 + (signal === null ? 0 : os.constants.signals[signal]));
      });
    });
  } finally {
    process.off('SIGINT', stay);
    process.off('SIGTERM', passOn);
  }
}
