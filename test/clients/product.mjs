import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareEnvironment, start } from './bounded-process.mjs';
import { freePort } from './scripted-upstream.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The Node that the program is made for, whatever the machine has. */
export const node = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

const PASSWORD = 'a password for the clients';

/** The first start may build the program. */
const START_MS = 180_000;
const RUN_MS = 600_000;

/**
 * @typedef {{ id: string, clientFamily: string, attemptCount: number, status: number, method: string,
 *   outcome: string | null, channelName: string, operation: string,
 *   conversion: { to: string, losses: { weight: string, name: string, detail: string | null }[] } | null,
 *   usage: { inputTokens: number, outputTokens: number } | null }} RequestRecord
 * @typedef {{ channelName: string, outcome: string, blame: string }} AttemptRecord
 */

/**
 * The built program, started as a user starts it, with a data folder of its own.
 */
export class Product {
  #running;
  #session = '';

  /**
   * @param {import('./bounded-process.mjs').Running} running
   * @param {string} url
   */
  constructor(running, url) {
    this.#running = running;
    this.url = url;
  }

  /**
   * @param {string} folder
   * @param {string} token
   * @returns {Promise<Product>}
   */
  static async start(folder, token) {
    await mkdir(folder, { recursive: true });
    const port = await freePort();
    const args = ['--headless', '--port', String(port), '--data-dir', join(folder, 'data')];
    const env = {
      ...bareEnvironment(),
      HOME: folder,
      CCLOAD_PASS: PASSWORD,
      CCLOAD_API_TOKENS: `${token}|Clients`,
      CCLOAD_LOG: 'debug',
    };
    const running = start(node, [join(root, 'scripts/start.mjs'), ...args], {
      cwd: folder,
      env,
      timeoutMs: RUN_MS,
    });
    const product = new Product(running, `http://127.0.0.1:${port}`);
    await product.#isUp();
    const body = JSON.stringify({ password: PASSWORD });
    product.#session = (await product.#fetch('POST', '/login', body)).token;
    return product;
  }

  /**
   * @param {{ name: string, url: string, api_key: string, priority: number, protocols?: string[], models?: string[] }} channel
   *   speaks what each client speaks, where it says nothing of it
   */
  async addChannel(channel) {
    const protocols = ['anthropic', 'openai-responses', 'gemini'];
    const body = JSON.stringify({ protocols, models: ['*'], ...channel });
    await this.#fetch('POST', '/admin/channels', body);
  }

  /** @param {Record<string, number | boolean>} settings */
  async changeSettings(settings) {
    await this.#fetch('PATCH', '/admin/settings', JSON.stringify(settings));
  }

  /**
   * All requests in the order in which they came, as soon as at least `count` of them are settled.
   * @param {number} count
   * @returns {Promise<RequestRecord[]>}
   */
  async records(count) {
    return until(`${count} settled records`, 20_000, async () => {
      const { data } = await this.#fetch('GET', '/admin/requests?limit=100');
      /** @type {RequestRecord[]} */
      const records = data.records;
      const isSettled = records.every(({ outcome }) => outcome !== null);
      return isSettled && records.length >= count ? records.toReversed() : null;
    });
  }

  /**
   * Those that a model answered; what the program counts by itself is not among them.
   * @param {number} count
   */
  async turns(count) {
    const operations = ['messages', 'chat', 'responses', 'generate'];
    const records = await this.records(count);
    return records.filter(({ operation }) => operations.includes(operation));
  }

  /**
   * @param {string} id
   * @returns {Promise<AttemptRecord[]>}
   */
  async attempts(id) {
    const { data } = await this.#fetch('GET', `/admin/requests/${id}`);
    return data.attempts;
  }

  /** Ends it as a user would, and answers its exit code and all it has printed. */
  async stop() {
    this.#running.signal('SIGTERM');
    return this.#running.ended;
  }

  async #isUp() {
    let isGone = false;
    void this.#running.ended.then(() => (isGone = true));
    await until('the program to start', START_MS, async () => {
      if (isGone) throw new Error(`the program ended:\n${this.#running.output().stderr}`);
      return fetch(`${this.url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {string} [body]
   */
  async #fetch(method, path, body) {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(this.#session === '' ? {} : { authorization: `Bearer ${this.#session}` }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
}

/**
 * Asks again and again until there is an answer.
 * @template T
 * @param {string} what
 * @param {number} ms
 * @param {() => Promise<T | null | false>} look
 * @returns {Promise<T>}
 */
export async function until(what, ms, look) {
  const end = performance.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
