/**
 * `npm run clients`: real clients hold a conversation with tools through the built program, whose first
 * channel refuses connections. Each is run twice, straight against the scripted upstream and through the
 * proxy, and the two transcripts must be the same. Then the command line connects each by its own files, and undoes
 * it. Those that say most about a failure by repeating
 * themselves are then run with a first channel that fails every turn, in all ways that a client must not
 * notice. Only installing the clients needs the network.
 *
 * Arguments name clients (`codex`, `claude-code`, `gemini-cli`); without any, all are run.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Checks,
  checkRecords,
  checkRun,
  checkTranscripts,
  checkTurns,
  checkUpstream,
} from './checks.mjs';
import { claudeCode } from './claude-code.mjs';
import { connectAndUndo } from './connect.mjs';
import { runClient, workFolder } from './client.mjs';
import { codex } from './codex.mjs';
import { FAILURES, NO_COOLDOWNS, startFailing } from './failures.mjs';
import { geminiCli } from './gemini-cli.mjs';
import { installClients } from './install.mjs';
import { Product } from './product.mjs';
import { freePort, startUpstream } from './scripted-upstream.mjs';

const CLIENTS = [claudeCode, codex, geminiCli];
const TESTED_WITH_FAILURES = [claudeCode, codex];

/**
 * @param {import('./client.mjs').Client} client
 * @param {{ folder: string, modules: string, checks: Checks }} run
 */
async function compare(client, { folder, modules, checks }) {
  const token = `ccl-${randomBytes(16).toString('hex')}`;
  const direct = await play(client, join(folder, 'direct'), async (url, where) =>
    runClient(client, { folder: where, modules, url, token }),
  );
  checkRun(checks, `${client.name} without the proxy`, direct.run);

  const key = `sk-channel-${randomBytes(16).toString('hex')}`;
  const proxied = await play(client, join(folder, 'proxied'), async (url, where) => {
    const product = await Product.start(join(where, 'product'), token);
    const refusing = `http://127.0.0.1:${await freePort()}`;
    await product.addChannel({ name: 'Refuses', url: refusing, api_key: `${key}-x`, priority: 10 });
    await product.addChannel({ name: 'Answers', url, api_key: key, priority: 0 });
    const run = await runClient(client, { folder: where, modules, url: product.url, token });
    const records = await product.records(3);
    const attempts = await product.attempts(records[0]?.id ?? '');
    checkRecords(checks, client, records, attempts);
    const { code, stdout, stderr } = await product.stop();
    checks.that(`${client.name}: the program stops when it is told to`, code === 0, stderr);
    const printed = stdout + stderr;
    const isSecret = printed.includes(token) || printed.includes(key);
    checks.that(`${client.name}: the log names neither token nor key`, !isSecret);
    return run;
  });
  checkRun(checks, `${client.name} through the proxy`, proxied.run);
  checkTranscripts(checks, client.name, { direct: direct.run, proxied: proxied.run });
  const seen = { direct: direct.received, proxied: proxied.received, token, key };
  checkUpstream(checks, client.name, seen);
  const home = join(folder, 'connected');
  await play(client, home, (url, where) =>
    connectAndUndo(client, { url, folder: where, modules, checks, token }),
  );
  if (!TESTED_WITH_FAILURES.includes(client)) return;
  for (const failure of FAILURES) {
    await survive(client, failure, direct, { folder: join(folder, failure.mood), modules, checks });
  }
}

/**
 * The same conversation, every turn of which meets a failing channel first.
 * @param {import('./client.mjs').Client} client
 * @param {import('./failures.mjs').Failure} failure
 * @param {Played} direct
 * @param {{ folder: string, modules: string, checks: Checks }} run
 */
async function survive(client, { does, mood, outcome }, direct, { folder, modules, checks }) {
  const name = `${client.name} when the first channel ${does}`;
  const token = `ccl-${randomBytes(16).toString('hex')}`;
  const failing = await startFailing(mood);
  try {
    /** @type {import('./product.mjs').AttemptRecord[][]} */
    const turns = [];
    const played = await play(client, folder, async (url, where) => {
      const product = await Product.start(join(where, 'product'), token);
      await product.changeSettings(NO_COOLDOWNS);
      const channel = { url: failing.url, api_key: 'sk-fails-0123456789', priority: 10 };
      await product.addChannel({ ...channel, name: 'Fails' });
      await product.addChannel({ ...channel, name: 'Answers', url, priority: 0 });
      const run = await runClient(client, { folder: where, modules, url: product.url, token });
      const records = await product.records(3);
      const posts = records.filter(({ method }) => method === 'POST');
      for (const { id } of posts) turns.push(await product.attempts(id));
      await product.stop();
      return run;
    });
    checkRun(checks, name, played.run);
    checkTranscripts(checks, name, { direct: direct.run, proxied: played.run });
    const expected = direct.received.filter(({ method }) => method === 'POST').length;
    checkTurns(checks, name, outcome, turns, played.received, expected);
  } finally {
    await failing.stop();
  }
}

/**
 * @typedef {object} Played
 * @property {import('./client.mjs').Run} run
 * @property {readonly import('./scripted-upstream.mjs').Received[]} received
 */

/**
 * Starts an upstream for one run and ends it afterwards.
 * @param {import('./client.mjs').Client} client
 * @param {string} folder
 * @param {(url: string, folder: string) => Promise<import('./client.mjs').Run>} run
 * @returns {Promise<Played>}
 */
async function play(client, folder, run) {
  const upstream = await startUpstream(client.dialect, client.calls(await workFolder(folder)));
  try {
    return { run: await run(upstream.url, folder), received: upstream.received };
  } finally {
    await upstream.close();
  }
}

async function main() {
  const names = process.argv.slice(2);
  const chosen = CLIENTS.filter(({ family }) => names.length === 0 || names.includes(family));
  if (chosen.length === 0) {
    console.error(`Clients are ${CLIENTS.map(({ family }) => family).join(', ')}.`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'ccload-run-'));
  // Also when the run is interrupted; what still writes there has been ended by then.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const modules = await installClients((line) => console.log(line));
  const checks = new Checks();
  for (const client of chosen) {
    try {
      await compare(client, { folder: join(folder, client.family), modules, checks });
    } catch (error) {
      const detail = error instanceof Error ? error.stack : error;
      checks.that(`${client.name} can be run`, false, detail);
    }
  }
  console.log(`${checks.passed} passed, ${checks.failed} failed`);
  return checks.failed === 0 ? 0 : 1;
}

// Not only `exitCode`: whatever is still running ends with this process.
process.exit(await main());
