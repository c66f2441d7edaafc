/**
 * `npm run clients -- opencode`: connected by its own file, opencode asks through the built program, and undoing leaves
 * the file as it was. By name alone: its two programs are 350 MB. Unlike the others it is not run without the proxy, where it
 * would ask its own vendor which models there are.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { dirname, join } from 'node:path';
import { bareEnvironment, start } from './bounded-process.mjs';
import { node, Product, root } from './product.mjs';

const MODEL = 'claude-sonnet-4-5';
const ANSWER = 'It works through the proxy.';
const RUN_MS = 90_000;

/** A person's own file, with what has to survive. Without a schema, opencode writes one into it. */
const OWN =
  '{\n  "$schema": "https://opencode.ai/config.json",\n  // mine\n  "share": "disabled",\n  "autoupdate": false\n}\n';

const STREAM = [
  {
    type: 'message_start',
    message: {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: MODEL, content: [] },
      ...{ stop_reason: null, stop_sequence: null, usage: { input_tokens: 5, output_tokens: 1 } },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ANSWER } },
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 7 },
  },
  { type: 'message_stop' },
];

/** @returns {Promise<{ url: string, close: () => void }>} */
function startAnswering() {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of STREAM)
        response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      response.end();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({
        url: `http://127.0.0.1:${String(port)}`,
        close: () => server.closeAllConnections(),
      });
      server.unref();
    });
  });
}

/**
 * @param {{ folder: string, modules: string, checks: import('./checks.mjs').Checks, token: string }} run
 */
export async function connectOpencode({ folder, modules, checks, token }) {
  const home = join(folder, 'home');
  const file = join(home, '.config/opencode/opencode.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, OWN);
  const upstream = await startAnswering();
  const product = await Product.start(join(folder, 'product'), token);
  await product.addChannel({
    ...{ name: 'Answers', url: upstream.url, api_key: 'sk-channel-0123456789', priority: 0 },
    models: [MODEL],
  });
  const env = { ...bareEnvironment(), HOME: home, USERPROFILE: home };
  /** @param {string} command */
  const ccload = async (command) => {
    const script = join(root, 'scripts/ccload.mjs');
    const args = [command, 'opencode', '--data-dir', join(folder, 'product/data'), '--yes'];
    const ended = await start(node, [script, ...args], { cwd: folder, env, timeoutMs: RUN_MS })
      .ended;
    checks.that(
      `opencode can be asked to ${command}`,
      ended.code === 0,
      ended.stdout + ended.stderr,
    );
  };

  await ccload('connect');
  const program = join(modules, `opencode-${process.platform}-${process.arch}/bin/opencode`);
  const { code, stdout, stderr } = await start(program, ['run', 'Say that it works.'], {
    cwd: home,
    env: { ...env, OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_AUTOUPDATE: '1' },
    timeoutMs: RUN_MS,
  }).ended;
  checks.that('opencode ends well', code === 0, stdout + stderr);
  checks.that(
    'opencode shows the answer of the upstream',
    stdout.includes(ANSWER),
    stdout + stderr,
  );
  const records = await product.records(1);
  checks.that('opencode comes through the proxy', records.length > 0);
  await ccload('disconnect');
  const after = await readFile(file, 'utf8');
  checks.that('opencode has the same bytes as before after undo', after === OWN, after);
  await product.stop();
  upstream.close();
}
