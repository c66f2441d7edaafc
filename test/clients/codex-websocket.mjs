import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { checkRun, checkTranscripts } from './checks.mjs';
import { runClient } from './client.mjs';
import { codex } from './codex.mjs';
import { FAILURES, NO_COOLDOWNS, startFailing } from './failures.mjs';
import { Product } from './product.mjs';

/** Codex as it asks over one socket for the whole session, first to warm up and then with only what is new. */
export const codexOnSocket = {
  ...codex,
  name: 'Codex CLI on a WebSocket',
  /** @type {typeof codex.files} */
  files: (url) =>
    Object.fromEntries(
      Object.entries(codex.files(url)).map(([path, text]) => [
        path,
        text.replace('wire_api = "responses"', '$&\nsupports_websockets = true'),
      ]),
    ),
};

/**
 * @typedef {object} Played
 * @property {import('./client.mjs').Run} run
 * @property {readonly import('./scripted-upstream.mjs').Received[]} received
 */

/**
 * The conversation on a socket, through a proxy whose upstreams know HTTP alone: with one channel, and with a first one
 * that fails every turn.
 * @param {Played} direct without the proxy, over HTTP
 * @param {{ folder: string, modules: string, checks: import('./checks.mjs').Checks,
 *   play: (folder: string, run: (url: string, folder: string) => Promise<import('./client.mjs').Run>) => Promise<Played> }} run
 */
export async function overWebSocket(direct, { folder, modules, checks, play }) {
  const posts = direct.received.filter(({ method }) => method === 'POST').length;
  for (const failure of [null, ...FAILURES.slice(0, 1), ...FAILURES.slice(-1)]) {
    const name = `${codexOnSocket.name}${failure === null ? '' : ` when the first channel ${failure.does}`}`;
    const token = `ccl-${randomBytes(16).toString('hex')}`;
    const failing = failure === null ? null : await startFailing(failure.mood);
    try {
      /** @type {import('./product.mjs').AttemptRecord[][]} */
      const turns = [];
      let log = '';
      const played = await play(
        join(folder, `socket-${failure?.mood ?? 'good'}`),
        async (url, where) => {
          const product = await Product.start(join(where, 'product'), token);
          await product.changeSettings(NO_COOLDOWNS);
          const channel = { url, api_key: 'sk-answers-0123456789', priority: 0 };
          await product.addChannel({ ...channel, name: 'Answers' });
          if (failing !== null) {
            await product.addChannel({ ...channel, name: 'Fails', url: failing.url, priority: 10 });
          }
          const run = await runClient(codexOnSocket, {
            folder: where,
            modules,
            url: product.url,
            token,
          });
          const records = await product.records(posts);
          for (const { id } of records) turns.push(await product.attempts(id));
          const { stdout, stderr } = await product.stop();
          log = stdout + stderr;
          return run;
        },
      );
      checkRun(checks, name, played.run);
      checkTranscripts(checks, name, { direct: direct.run, proxied: played.run });
      checks.that(`${name} opens one socket`, log.match(OPENED)?.length === 1, log.slice(0, 4000));
      const received = played.received.filter(({ method }) => method === 'POST').length;
      checks.that(`${name} asks as often as without one`, received === posts, { received, posts });
      if (failure === null) continue;
      const seen = turns.map((attempts) =>
        attempts.map(({ channelName, outcome }) => `${channelName}: ${outcome}`).join(', '),
      );
      const hidden = `Fails: ${failure.outcome}, Answers: answered`;
      const isHidden = seen.length === posts && seen.every((turn) => turn === hidden);
      checks.that(`${name}: every turn fails once and is answered`, isHidden, seen);
    } finally {
      await failing?.stop();
    }
  }
}

const OPENED = /a WebSocket of responses was opened/g;
