import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';

export type ProgramOptions = {
  readonly dataFolder: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly password: string;
  /** `secret|name`, divided by commas. */
  readonly tokens: string;
};

/** How long a start may take on a slow machine, migrations included. */
const START_TIMEOUT_MS = 30_000;
const POLL_MS = 100;
/** Then the program is not asked any more. */
const STOP_TIMEOUT_MS = 5000;

/** The last words that are shown when it dies. */
const MAX_COMPLAINT_CHARS = 4000;

/** The built program, headless, as a process of its own with nothing of the user's in it. */
export class Program {
  readonly address: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #complaint = '';

  private constructor(port: number, child: ChildProcess) {
    this.address = `http://127.0.0.1:${String(port)}`;
    this.#child = child;
    this.#exited = once(child, 'close');
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-MAX_COMPLAINT_CHARS);
    });
  }

  /** Resolves when it serves; throws with its own words when it cannot start. */
  static async start(options: ProgramOptions): Promise<Program> {
    const port = await freePort(options.port);
    const entry = path.join(import.meta.dirname, 'headless.js');
    const args = ['--headless', '--port', String(port), '--data-dir', options.dataFolder];
    const child = spawn(process.execPath, [entry, ...args], {
      // A `.env` in the user's folder is for the user's own program.
      cwd: options.dataFolder,
      env: environment(options),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const program = new Program(port, child);
    await program.#served();
    return program;
  }

  /** Rejects if the program ends by itself. */
  async untilItDies(): Promise<never> {
    await this.#exited;
    throw new Error(`The program ended.\n${this.#complaint}`);
  }

  /** Resolves when the process is gone, by force if need be. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) this.#child.kill('SIGTERM');
    const impatient = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(impatient);
  }

  async #served(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.#answers())) {
      if (this.#child.exitCode !== null) await this.untilItDies();
      if (Date.now() > deadline) {
        await this.stop();
        throw new Error(`The program does not answer at ${this.address}.\n${this.#complaint}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.address}/health`)).ok;
    } catch {
      return false; // Nobody listens yet.
    }
  }
}

/** Settings of the user's own program, and proxies that cannot reach our loopback, stay outside. */
function environment({ password, tokens }: ProgramOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(CCLOAD_.*|SQLITE_.*|PORT|(https?|no)_proxy)$/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    CCLOAD_PASS: password,
    CCLOAD_API_TOKENS: tokens,
  };
}

/** The wanted port, or any. Whoever listens there already would be taken for the program. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  server.listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(`--port: ${String(wanted)} cannot be used.`, { cause });
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
