import { readCommand, type Config } from '../app/config.ts';
import { readRunFile } from '../app/run-file.ts';
import { EXIT_CODES } from '../app/exit-codes.ts';
import { CLI_EXIT, CliError } from './fault.ts';

/** A reply to a look at the program should be there at once; a model list may take a vendor's time. */
const QUICK_MS = 5_000;
const SLOW_MS = 60_000;

/** Where the program keeps its data, by the same rules as when it starts. */
export function dataFolderOf(dataDir: string | undefined): string {
  return configOf(dataDir).dataFolder;
}

/** What the program would take from this environment. */
export function configOf(dataDir: string | undefined): Config {
  const args = dataDir === undefined ? [] : ['--data-dir', dataDir];
  const command = readCommand(args, process.env, process.cwd());
  if (command.kind !== 'run') throw new CliError(EXIT_CODES.configuration, 'Nothing to run.');
  return command.config;
}

/** The running program, as its own command line reaches it: by the run file in the data folder. */
export class Server {
  readonly address: string;
  readonly version: string;
  readonly #session: string;

  private constructor(running: { address: string; version: string; session: string }) {
    this.address = running.address;
    this.version = running.version;
    this.#session = running.session;
  }

  /** @throws CliError when nothing runs there */
  static async find(dataFolder: string): Promise<Server> {
    const running = readRunFile(dataFolder);
    if (running === null) {
      throw new CliError(
        CLI_EXIT.notRunning,
        `ccLoad is not running on ${dataFolder}. Start it with "ccload start", or name its folder with --data-dir.`,
      );
    }
    const server = new Server(running);
    await server.call('GET', '/health');
    return server;
  }

  async get<T>(path: string, timeoutMs = QUICK_MS): Promise<T> {
    const response = await this.call('GET', path, { timeoutMs });
    return ((await response.json()) as { data: T }).data;
  }

  async post<T>(path: string, body: object, timeoutMs = QUICK_MS): Promise<T> {
    const init = { body: JSON.stringify(body), type: 'application/json', timeoutMs };
    const response = await this.call('POST', path, init);
    return ((await response.json()) as { data: T }).data;
  }

  /** @throws CliError with the program's own sentence when it refuses */
  async call(
    method: string,
    path: string,
    options: {
      readonly body?: RequestInit['body'];
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly timeoutMs?: number;
    } = {},
  ): Promise<Response> {
    const { body, type, headers, timeoutMs = SLOW_MS } = options;
    let response: Response;
    try {
      response = await fetch(this.address + path, {
        method,
        headers: {
          authorization: `Bearer ${this.#session}`,
          ...(type === undefined ? {} : { 'content-type': type }),
          ...headers,
        },
        signal: AbortSignal.timeout(timeoutMs),
        ...(body == null ? {} : { body, duplex: 'half' }),
      });
    } catch {
      throw new CliError(
        CLI_EXIT.notRunning,
        `ccLoad does not answer at ${this.address}. It may have ended without a word; start it again.`,
      );
    }
    if (response.ok) return response;
    throw new CliError(CLI_EXIT.failure, await refusal(response));
  }
}

async function refusal(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as {
      error: { message: string; fields?: Record<string, string> };
    };
    const fields = Object.entries(error.fields ?? {}).map(([name, why]) => `\n  ${name}: ${why}`);
    return error.message + fields.join('');
  } catch {
    return `The program answered ${String(response.status)}.`;
  }
}
