import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { closedPort } from './scripted-upstream.ts';
import { waitFor } from './wait-for.ts';

const ENTRY = path.join(import.meta.dirname, '../../main/headless.ts');
const PASSWORD = 'a chosen password';

export const PROGRAM_TOKEN = 'ccl-env-token-0123456789';

/** The program as a process of its own, which the test may kill. */
export class Program {
  readonly #child: ChildProcess;
  readonly base: string;
  #session = '';

  private constructor(child: ChildProcess, base: string) {
    this.#child = child;
    this.base = base;
  }

  static async start(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Program> {
    const port = String(await closedPort());
    const child = spawn(process.execPath, [ENTRY, '--port', port], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        CCLOAD_DATA_DIR: folder,
        CCLOAD_PASS: PASSWORD,
        CCLOAD_API_TOKENS: `${PROGRAM_TOKEN}|CI`,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await waitFor(() => text.includes('Claude Code'), 'the banner', 30_000);
    const program = new Program(child, `http://127.0.0.1:${port}`);
    const { token } = await program.#post<{ token: string }>('/login', { password: PASSWORD });
    program.#session = token;
    return program;
  }

  async admin<T>(method: string, route: string, body?: unknown): Promise<T> {
    const answer = await this.#send<{ data: T }>(method, route, body);
    return answer.data;
  }

  /** As a power cut or the system would end it. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended();
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended();
  }

  async #ended(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      await once(this.#child, 'exit');
    }
  }

  #post<T>(route: string, body: unknown): Promise<T> {
    return this.#send('POST', route, body);
  }

  async #send<T>(method: string, route: string, body: unknown): Promise<T> {
    const answer = await fetch(`${this.base}${route}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#session}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${String(answer.status)} ${text}`);
    return JSON.parse(text) as T;
  }
}
