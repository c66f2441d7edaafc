/**
 * `npm run clients`: real clients hold a conversation with tools through the built program, whose first
 * channel refuses connections. Each is run twice, straight against the scripted upstream and through the
 * proxy, and the two transcripts must be the same. Then the command line connects each by its own files, and undoes
 * it. Then each is run by channels of every other protocol, and with a first channel that fails every turn, in all ways
 * that a client must not notice; the transcripts must be the same still, and the official
 * SDKs do likewise. Only installing the clients needs the network.
 *
 * Arguments name clients (`codex`, `claude-code`, `gemini-cli`, `sdks`); without any, all of these are run. `opencode` runs
 * only when it is named.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Checks,
  checkAccepted,
  checkRecords,
  checkRun,
  checkTranscripts,
  checkUpstream,
} from './checks.mjs';
import { anthropic } from './anthropic-dialect.mjs';
import { chat } from './chat-dialect.mjs';
import { claudeCode } from './claude-code.mjs';
import { connectAndUndo } from './connect.mjs';
import { runClient } from './client.mjs';
import { codex } from './codex.mjs';
import { codexOnSocket, overWebSocket } from './codex-websocket.mjs';
import { FAILURES } from './failures.mjs';
import { gemini } from './gemini-dialect.mjs';
import { geminiCli } from './gemini-cli.mjs';
import { installClients, OPENCODE } from './install.mjs';
import { connectOpencode } from './opencode.mjs';
import { play, playBy } from './play.mjs';
import { Product } from './product.mjs';
import { responses } from './responses-dialect.mjs';
import { freePort } from './scripted-upstream.mjs';
import { checkSdks } from './sdks.mjs';

const CLIENTS = [claudeCode, codex, geminiCli];
const DIALECTS = [anthropic, chat, responses, gemini];

/**
 * @param {import('./client.mjs').Client} client
 * @param {{ folder: string, modules: string, checks: Checks }} run
 */
async function compare(client, { folder, modules, checks }) {
  const token = `ccl-${randomBytes(16).toString('hex')}`;
  const direct = await play(client, client.dialect, join(folder, 'direct'), async (url, where) =>
    runClient(client, { folder: where, modules, url, token }),
  );
  checkRun(checks, `${client.name} without the proxy`, direct.run);
  checkAccepted(checks, `${client.name} without the proxy`, direct.faults);

  const key = `sk-channel-${randomBytes(16).toString('hex')}`;
  const proxied = await play(
    client,
    client.dialect,
    join(folder, 'proxied'),
    async (url, where) => {
      const product = await Product.start(join(where, 'product'), token);
      const refusing = `http://127.0.0.1:${await freePort()}`;
      await product.addChannel({
        name: 'Refuses',
        url: refusing,
        api_key: `${key}-x`,
        priority: 10,
      });
      await product.addChannel({ name: 'Answers', url, api_key: key, priority: 0 });
      const run = await runClient(client, { folder: where, modules, url: product.url, token });
      const records = await product.turns(3);
      const attempts = await product.attempts(records[0]?.id ?? '');
      checkRecords(checks, client, records, attempts);
      const { code, stdout, stderr } = await product.stop();
      checks.that(`${client.name}: the program stops when it is told to`, code === 0, stderr);
      const printed = stdout + stderr;
      const isSecret = printed.includes(token) || printed.includes(key);
      checks.that(`${client.name}: the log names neither token nor key`, !isSecret);
      return run;
    },
  );
  checkRun(checks, `${client.name} through the proxy`, proxied.run);
  checkTranscripts(checks, client.name, { direct: direct.run, proxied: proxied.run });
  const seen = { direct: direct.received, proxied: proxied.received, token, key };
  checkUpstream(checks, client, seen);
  const home = join(folder, 'connected');
  await play(client, client.dialect, home, (url, where) =>
    connectAndUndo(client, { url, folder: where, modules, checks, token }),
  );
  if (client === codex) {
    await overWebSocket(direct, {
      ...{ folder, modules, checks },
      play: (where, run) => play(codex, codex.dialect, where, run),
    });
    const own = { folder: join(folder, 'socket'), modules, checks };
    for (const dialect of DIALECTS.filter((one) => one !== codex.dialect))
      for (const failure of [null, ...FAILURES.slice(0, 1)])
        await playBy(codexOnSocket, dialect, failure, direct, own);
  }
  for (const dialect of DIALECTS) {
    const failures = dialect === client.dialect ? failuresAtHome(client) : [null, ...FAILURES];
    for (const failure of failures)
      await playBy(client, dialect, failure, direct, { folder, modules, checks });
  }
}

/**
 * Gemini CLI says little about failures that the others do not say.
 * @param {import('./client.mjs').Client} client
 */
function failuresAtHome(client) {
  return client === geminiCli ? [] : FAILURES;
}

async function main() {
  const names = process.argv.slice(2);
  const chosen = CLIENTS.filter(({ family }) => names.length === 0 || names.includes(family));
  const isOpencodeAsked = names.includes('opencode');
  if (chosen.length === 0 && !isOpencodeAsked && !names.includes('sdks')) {
    console.error(
      `Clients are ${CLIENTS.map(({ family }) => family).join(', ')}, sdks and opencode.`,
    );
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'ccload-run-'));
  // Also when the run is interrupted; what still writes there has been ended by then.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const say = (/** @type {string} */ line) => console.log(line);
  const checks = new Checks();
  const modules = chosen.length === 0 ? '' : await installClients(say);
  for (const client of chosen) {
    try {
      await compare(client, { folder: join(folder, client.family), modules, checks });
    } catch (error) {
      const detail = error instanceof Error ? error.stack : error;
      checks.that(`${client.name} can be run`, false, detail);
    }
  }
  if (names.length === 0 || names.includes('sdks'))
    await checkSdks({ folder: join(folder, 'sdks'), checks });
  if (isOpencodeAsked) {
    const token = `ccl-${randomBytes(16).toString('hex')}`;
    const own = { folder: join(folder, 'opencode'), modules: await installClients(say, OPENCODE) };
    await connectOpencode({ ...own, checks, token });
  }
  console.log(`${checks.passed} passed, ${checks.failed} failed`);
  return checks.failed === 0 ? 0 : 1;
}

// Not only `exitCode`: whatever is still running ends with this process.
process.exit(await main());
