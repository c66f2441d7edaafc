import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createApp, type App } from '../../main/app/create-app.ts';
import { systemClock } from '../../main/app/clock.ts';
import type { Config } from '../../main/app/config.ts';
import type { ShellParts, ShellPort } from '../../main/app/shell-port.ts';
import type { RequestDetail, RequestPage } from '../../main/contracts/admin-api.ts';
import type { Settings } from '../../main/contracts/settings.ts';
import type { Clock } from '../../main/proxy/clock.ts';
import { ManualClock } from './manual-clock.ts';
import { placeMigratedDatabase } from './migrated-database.ts';
import { waitFor } from './wait-for.ts';

export const TEST_TOKEN = 'ccl-test-token-0123456789';
export const TEST_PASSWORD = 'correct horse battery';

const DATABASE = 'ccload.db';
const DRAIN_MS = 200;

export type ChannelSpec = {
  readonly name?: string;
  readonly url?: string | undefined;
  readonly urls?: readonly { url: string; isExact?: boolean }[];
  readonly api_key?: string;
  readonly models?: readonly unknown[];
  readonly protocols?: readonly string[];
  readonly [field: string]: unknown;
};

/** The whole program on a free port with a data folder of its own. */
export class TestApp {
  readonly #app: App;
  readonly #clock: Clock;
  readonly folder: string;
  readonly #lines: string[];
  #session: string | null = null;

  private constructor(app: App, clock: Clock, folder: string, lines: string[]) {
    this.#app = app;
    this.#clock = clock;
    this.folder = folder;
    this.#lines = lines;
  }

  static async start(
    options: {
      channels?: readonly ChannelSpec[];
      settings?: Partial<Settings>;
      clock?: Clock;
      config?: Partial<Config>;
      folder?: string;
      staticDir?: string;
      shell?: ShellParts;
    } = {},
  ): Promise<TestApp> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'ccload-app-')));
    if (options.folder === undefined) placeMigratedDatabase(join(folder, DATABASE));
    const lines: string[] = [];
    const clock = options.clock ?? systemClock;
    const app = await createApp(testConfig(folder, options.settings ?? {}, options.config ?? {}), {
      version: '9.9.9-test',
      staticDir: options.staticDir ?? null,
      ...(options.shell === undefined ? {} : { shell: options.shell }),
      clock,
      // Never the files of whoever runs the tests.
      machine: { platform: 'linux', home: join(folder, 'home'), env: {} },
      sink: {
        write: (text) => void lines.push(...text.split('\n').filter((line) => line !== '')),
        close: () => Promise.resolve(),
      },
      onFatal: (error) => {
        throw error;
      },
    });
    const test = new TestApp(app, clock, folder, lines);
    for (const channel of options.channels ?? []) await test.addChannel(channel);
    return test;
  }

  get address(): string {
    return this.#app.address();
  }

  get shell(): ShellPort {
    return this.#app.shell;
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  /** Log lines so far; the logger writes them in bunches, so wait for the one that is expected. */
  get log(): readonly string[] {
    return this.#lines;
  }

  logged(pattern: RegExp): Promise<string> {
    return waitFor(
      () => this.#lines.find((line) => pattern.test(line)),
      `a log line ${String(pattern)}`,
    );
  }

  /** A request of a client, with the test token unless told otherwise. */
  request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('authorization') && !headers.has('x-api-key')) {
      headers.set('x-api-key', TEST_TOKEN);
    }
    return fetch(`${this.address}${path}`, { ...init, headers });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.request(path, {
      method: 'POST',
      body:
        typeof body === 'string' || body instanceof Uint8Array
          ? (body as NonNullable<RequestInit['body']>)
          : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  async admin(method: string, path: string, body?: unknown): Promise<Response> {
    this.#session ??= await this.#login();
    return fetch(`${this.address}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#session}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async adminData<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.admin(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
    return (JSON.parse(text) as { data: T }).data;
  }

  async addChannel(spec: ChannelSpec): Promise<{ id: number }> {
    return this.adminData('POST', '/admin/channels', {
      name: 'Channel',
      ...(spec['keys'] === undefined ? { api_key: 'sk-upstream-key-abcdef123456' } : {}),
      models: ['*'],
      protocols: ['anthropic', 'openai-chat', 'openai-responses', 'gemini'],
      enabled: true,
      ...spec,
    });
  }

  /** The newest `count` records, once that many are written, settled and priced. */
  async records(count: number): Promise<RequestPage['records']> {
    const settled = async (): Promise<RequestPage['records']> => {
      const { records } = await this.adminData<RequestPage>('GET', '/admin/requests?limit=100');
      return records.filter((record) => record.outcome !== null);
    };
    return waitFor(
      async () => {
        const isWritten = (await settled()).length >= count;
        return isWritten && !this.#isPricing() ? (await settled()).slice(0, count) : null;
      },
      `${String(count)} records`,
    );
  }

  detail(id: string): Promise<RequestDetail> {
    return this.adminData('GET', `/admin/requests/${id}`);
  }

  async stop(options: { keepFolder?: boolean } = {}): Promise<void> {
    const stopped = this.#app.stop();
    // What still runs is given this time to end; where the clock stands still it would never be over.
    if (this.#clock instanceof ManualClock) this.#clock.advance(DRAIN_MS);
    await stopped;
    if (options.keepFolder !== true) await rm(this.folder, { recursive: true, force: true });
  }

  /** Whether prices are being looked up for requests that are over. */
  #isPricing(): boolean {
    const db = new Database(join(this.folder, 'ccload.db'), { readonly: true });
    try {
      return db.prepare('select 1 from requests where is_price_pending = 1').get() !== undefined;
    } finally {
      db.close();
    }
  }

  async #login(): Promise<string> {
    const response = await fetch(`${this.address}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: TEST_PASSWORD }),
    });
    const { token } = (await response.json()) as { token: string };
    return token;
  }
}

function testConfig(
  folder: string,
  settings: Partial<Settings>,
  overrides: Partial<Config>,
): Config {
  return {
    host: '127.0.0.1',
    dataFolder: folder,
    databaseFile: join(folder, DATABASE),
    journalMode: 'WAL',
    keyFile: join(folder, 'data.key'),
    secret: null,
    hosts: [],
    fixedPassword: TEST_PASSWORD,
    givenTokens: [{ secret: TEST_TOKEN, name: 'Test' }],
    locked: { values: { port: 0, drainMs: DRAIN_MS, ...settings }, lockedBy: { port: 'PORT' } },
    outboundProxy: { httpProxy: null, httpsProxy: null, noProxy: null },
    notices: [],
    ...overrides,
  };
}
