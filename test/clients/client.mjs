import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bareEnvironment, start } from './bounded-process.mjs';
import { NOTE, PICTURE } from './conversation.mjs';
import { node } from './product.mjs';

/**
 * How one client is started, pointed at a base URL, and understood.
 * @typedef {object} Client
 * @property {string} name
 * @property {string} family what the records call it
 * @property {import('./dialect.mjs').Dialect} dialect
 * @property {string} program what people call it by
 * @property {(work: string) => import('./conversation.mjs').Calls} calls
 * @property {(modules: string) => string[]} command a script for Node, and its arguments
 * @property {(url: string) => Record<string, string>} files in the home folder, by their path
 * @property {(url: string, token: string) => NodeJS.ProcessEnv} environment
 * @property {(events: unknown[]) => object[]} transcript what was said and done, out of the client's JSON lines
 */

/**
 * @typedef {object} Run
 * @property {object[]} transcript the same for two runs of one conversation
 * @property {string} answer what the file answer.txt holds in the end
 * @property {string} trouble empty when the client ended well and in time
 */

const CLIENT_MS = 90_000;

/**
 * A proxy that is not there: what a client wants from anybody but the base URL ends here, so that a run
 * never leaves this machine. Codex, for one, asks two hosts for plugins at every start and goes on without.
 */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * Lets a client hold the conversation in a folder of its own.
 * @param {Client} client
 * @param {{ folder: string, modules: string, url: string, token: string }} where
 * @returns {Promise<Run>}
 */
export async function runClient(client, { folder, modules, url, token }) {
  const home = join(folder, 'home');
  const work = await workFolder(folder);
  for (const [path, text] of Object.entries(client.files(url))) await write(join(home, path), text);
  await mkdir(join(folder, 'tmp'), { recursive: true });
  const env = {
    ...bareEnvironment(),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: join(folder, 'tmp'),
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    NO_PROXY: '127.0.0.1,localhost',
    ...client.environment(url, token),
  };
  const options = { cwd: work, env, timeoutMs: CLIENT_MS };
  const { code, isTimedOut, stdout, stderr } = await start(node, client.command(modules), options)
    .ended;
  const ending = isTimedOut ? `not done after ${CLIENT_MS} ms` : `ended with ${String(code)}`;
  return {
    transcript: normalised(inOrder(client.transcript(eventsIn(stdout))), await realpath(folder)),
    answer: await readFile(join(work, 'answer.txt'), 'utf8').catch(() => 'there is no answer.txt'),
    trouble: code === 0 ? '' : `${ending}\n${tail(stdout)}\n${tail(stderr)}`,
  };
}

/**
 * The folder in which the client works, with the note and the picture in it.
 * @param {string} folder
 */
export async function workFolder(folder) {
  const work = join(folder, 'work');
  await write(join(work, 'note.txt'), NOTE);
  await write(join(work, 'picture.png'), PICTURE);
  // Clients see the real path, where the system's temporary folder is a link.
  return realpath(work);
}

/**
 * @param {string} path
 * @param {string | Uint8Array} text
 */
async function write(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/**
 * @param {string} stdout
 * @returns {unknown[]}
 */
function eventsIn(stdout) {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line));
}

/**
 * Results of calls that were made at once come in the order in which the tools happened to be done.
 * @param {object[]} transcript
 * @returns {object[]}
 */
function inOrder(transcript) {
  /** @type {{ isResult: boolean, said: object[] }[]} */
  const runs = [];
  for (const said of transcript) {
    const isResult = 'type' in said && said.type === 'tool_result';
    const last = runs.at(-1);
    if (last?.isResult === isResult) last.said.push(said);
    else runs.push({ isResult, said: [said] });
  }
  return runs.flatMap(({ isResult, said }) => (isResult ? said.toSorted(byText) : said));
}

/**
 * @param {object} one
 * @param {object} other
 */
function byText(one, other) {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/**
 * Without what differs from run to run: folders, ids, times.
 * @param {object[]} transcript
 * @param {string} folder
 * @returns {object[]}
 */
function normalised(transcript, folder) {
  const text = JSON.stringify(transcript)
    .replaceAll(JSON.stringify(folder).slice(1, -1), '<folder>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\d+\.\d+ seconds/g, '<time>');
  return JSON.parse(text);
}

/** @param {string} text */
function tail(text) {
  return text.slice(-2000);
}
