import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  checkAccepted,
  checkConverted,
  checkRun,
  checkSigned,
  checkTranscripts,
  checkTurns,
} from './checks.mjs';
import { runClient, workFolder } from './client.mjs';
import { NO_COOLDOWNS, startFailing } from './failures.mjs';
import { gemini } from './gemini-dialect.mjs';
import { Product } from './product.mjs';
import { startUpstream } from './scripted-upstream.mjs';

/**
 * @typedef {object} Played
 * @property {import('./client.mjs').Run} run
 * @property {readonly import('./scripted-upstream.mjs').Received[]} received
 * @property {readonly string[]} faults
 */

/**
 * Starts an upstream for one run of a client and ends it afterwards.
 * @param {import('./client.mjs').Client} client
 * @param {import('./dialect.mjs').Dialect} dialect what the upstream speaks
 * @param {string} folder
 * @param {(url: string, folder: string) => Promise<import('./client.mjs').Run>} run
 * @returns {Promise<Played>}
 */
export async function play(client, dialect, folder, run) {
  const upstream = await startUpstream(dialect, client.calls(await workFolder(folder)));
  try {
    const { received, faults } = upstream;
    return { run: await run(upstream.url, folder), received, faults };
  } finally {
    await upstream.close();
  }
}

/**
 * The same conversation by channels of one protocol, every turn of which may meet a failing channel first. The client
 * notices nothing of either.
 * @param {import('./client.mjs').Client} client
 * @param {import('./dialect.mjs').Dialect} dialect what the channels speak
 * @param {import('./failures.mjs').Failure | null} failure of the first channel; null: there is none
 * @param {Played} direct
 * @param {{ folder: string, modules: string, checks: import('./checks.mjs').Checks }} run
 */
export async function playBy(client, dialect, failure, direct, { folder, modules, checks }) {
  const isConverted = dialect !== client.dialect;
  const by = isConverted ? ` by channels of ${dialect.protocol}` : '';
  const name = `${client.name}${by}${failure === null ? '' : ` when the first ${failure.does}`}`;
  const token = `ccl-${randomBytes(16).toString('hex')}`;
  const failing = failure === null ? null : await startFailing(failure.mood);
  const where = join(folder, dialect.protocol, failure?.mood ?? 'well');
  try {
    /** @type {import('./product.mjs').RequestRecord[]} */
    let records = [];
    /** @type {import('./product.mjs').AttemptRecord[][]} */
    const turns = [];
    const played = await play(client, dialect, where, async (url) => {
      const product = await Product.start(join(where, 'product'), token);
      await product.changeSettings(NO_COOLDOWNS);
      const channel = { api_key: 'sk-channel-0123456789', protocols: [dialect.protocol] };
      await product.addChannel({ ...channel, name: 'Answers', url, priority: 0 });
      if (failing !== null)
        await product.addChannel({ ...channel, name: 'Fails', url: failing.url, priority: 10 });
      const run = await runClient(client, { folder: where, modules, url: product.url, token });
      records = await product.turns(3);
      for (const { id } of records) turns.push(await product.attempts(id));
      await product.stop();
      return run;
    });
    checkRun(checks, name, played.run);
    checkAccepted(checks, name, played.faults);
    checkTranscripts(checks, name, { direct: direct.run, proxied: played.run });
    checkTurns(checks, name, failure?.outcome ?? null, turns, played.received, direct.received);
    if (dialect === gemini) checkSigned(checks, name, played.received);
    checkConverted(checks, name, isConverted ? dialect.protocol : null, records);
  } finally {
    await failing?.stop();
  }
}
