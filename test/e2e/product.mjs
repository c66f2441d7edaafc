/** The built product, started as a user starts it, and calls to it as a client makes them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = join(import.meta.dirname, '../..');

/** A first start builds. */
const START_PATIENCE_MS = 120_000;

export const PASSWORD = 'correct horse battery';

/** @returns {Promise<number>} a port that was free a moment ago */
export async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

/**
 * @typedef {{ origin: string, stop: () => Promise<void> }} Product
 * @param {number} port
 * @param {string} dataDir
 * @returns {Promise<Product>}
 */
export async function startProduct(port, dataDir) {
  const origin = `http://127.0.0.1:${port}`;
  const script = join(root, 'scripts/start.mjs');
  const args = [script, '--headless', '--port', String(port), '--data-dir', dataDir];
  const home = join(dataDir, 'home');
  // A client that can be connected, and nobody's own files.
  mkdirSync(join(home, '.claude'), { recursive: true });
  const child = spawn(process.execPath, args, {
    cwd: dataDir,
    env: { PATH: process.env['PATH'], HOME: home, CCLOAD_PASS: PASSWORD },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const gone = once(child, 'exit');

  const end = Date.now() + START_PATIENCE_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`No start:\n${output}`);
    const isUp = await fetch(`${origin}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) break;
    await delay(100);
  }
  return {
    origin,
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Talks to the admin API with a Bearer session and to the data plane with the local token. */
export class Caller {
  /** @param {string} origin @param {string} session @param {string} token */
  constructor(origin, session, token) {
    this.origin = origin;
    this.session = session;
    this.token = token;
  }

  /** @param {string} origin */
  static async logIn(origin) {
    const answer = await fetch(`${origin}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: PASSWORD }),
    });
    const session = /** @type {{ token: string }} */ (await answer.json()).token;
    const caller = new Caller(origin, session, '');
    caller.token = (await caller.admin('GET', '/admin/tokens/local')).token;
    return caller;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>} the answer's `data`
   */
  async admin(method, path, body) {
    const answer = await fetch(this.origin + path, {
      method,
      headers: { authorization: `Bearer ${this.session}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text).data;
  }

  /**
   * Sends a message and reads the whole answer.
   * @param {string} model
   * @param {{ isStreaming?: boolean, signal?: AbortSignal }} [options]
   * @returns {Promise<number>} status; 0 when the connection ended before the answer did
   */
  async ask(model, { isStreaming = false, signal } = {}) {
    try {
      const answer = await fetch(`${this.origin}/v1/messages`, {
        method: 'POST',
        headers: {
          'x-api-key': this.token,
          'anthropic-version': '2023-06-01',
          'content-type': 'application/json',
          'user-agent': 'claude-cli/2.1.197 (external, cli)',
        },
        body: JSON.stringify({
          model,
          max_tokens: 64,
          stream: isStreaming,
          messages: [{ role: 'user', content: 'Hello' }],
        }),
        ...(signal === undefined ? {} : { signal }),
      });
      await answer.text();
      return answer.status;
    } catch {
      return 0;
    }
  }
}
