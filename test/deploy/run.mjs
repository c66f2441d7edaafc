/**
 * `npm run deploy:check`: nginx and Caddy, where they are installed, in front of the built program with the very files of
 * resources/deploy; only ports and the scheme are others. A stream must come through while it is made, and the login work.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment, start } from '../clients/bounded-process.mjs';
import { Checks } from '../clients/checks.mjs';
import { node, root, until } from '../clients/product.mjs';
import { freePort } from '../clients/scripted-upstream.mjs';

const NAME = 'ccload.example.com';
const PASSWORD = 'a password for the proxies';
const TOKEN = 'ccl-deploy-check-0123456789';
const RUN_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'ccload-deploy-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The second half of its stream is sent when somebody says so. */
let goOn = () => {};
const upstream = http.createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = (/** @type {object} */ data) => `data: ${JSON.stringify(data)}\n\n`;
  const chunk = (/** @type {object} */ delta, /** @type {string | null} */ end) =>
    event({
      id: 'c',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta, finish_reason: end }],
    });
  response.write(chunk({ role: 'assistant', content: 'first' }, null));
  goOn = () => response.end(`${chunk({ content: 'second' }, 'stop')}data: [DONE]\n\n`);
});
upstream.listen(0, '127.0.0.1');
await once(upstream, 'listening');
const { port: upstreamPort } = /** @type {import('node:net').AddressInfo} */ (upstream.address());

const port = await freePort();
const program = start(node, [join(root, 'scripts/start.mjs'), '--headless'], {
  cwd: folder,
  env: {
    ...bareEnvironment(),
    HOME: folder,
    PORT: String(port),
    CCLOAD_DATA_DIR: join(folder, 'data'),
    CCLOAD_PASS: PASSWORD,
    CCLOAD_HOSTS: NAME,
    TRUSTED_PROXIES: '127.0.0.1',
    CCLOAD_API_TOKENS: `${TOKEN}|Deploy`,
  },
  timeoutMs: RUN_MS,
});
const isUp = (/** @type {number} */ at) =>
  ask(at, 'GET', '/health').then(
    ({ statusCode }) => statusCode === 200,
    () => false,
  );
await until('the program', RUN_MS, () => isUp(port));

/**
 * A request under the public name.
 * @param {number} at
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<http.IncomingMessage>}
 */
function ask(at, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const options = {
      host: '127.0.0.1',
      port: at,
      method,
      path,
      agent: false,
      headers: { host: NAME, ...type, ...headers },
    };
    const request = http.request(options, resolve).once('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** @param {http.IncomingMessage} response */
async function textOf(response) {
  let text = '';
  for await (const part of response) text += String(part);
  return text;
}

const checks = new Checks();

/**
 * @param {string} name
 * @param {string[]} command
 * @param {number} at its port
 */
async function check(name, [program = '', ...args], at) {
  const proxy = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...bareEnvironment(), HOME: folder },
  });
  let trouble = '';
  proxy.stderr.on('data', (text) => (trouble += String(text)));
  let isMissing = false;
  proxy.once('error', () => (isMissing = true));
  process.once('exit', () => proxy.kill());
  try {
    await until(name, 15_000, async () => isMissing || isUp(at));
    if (isMissing) {
      console.log(`SKIP  ${name} is not installed`);
      return;
    }
    const login = await ask(
      at,
      'POST',
      '/login',
      { password: PASSWORD },
      { origin: `http://${NAME}` },
    );
    checks.that(`${name}: the login works`, login.statusCode === 200, await textOf(login));
    const cookie = login.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const page = await ask(at, 'GET', '/web/', undefined, { cookie });
    checks.that(`${name}: the window is served`, (await textOf(page)).includes('<script'));
    const list = await ask(at, 'GET', '/admin/channels', undefined, {
      cookie,
      origin: `http://${NAME}`,
    });
    checks.that(`${name}: the window may ask`, list.statusCode === 200, await textOf(list));
    const asked = { model: 'm', stream: true, messages: [{ role: 'user', content: 'x' }] };
    const stream = await ask(at, 'POST', '/v1/chat/completions', asked, {
      authorization: `Bearer ${TOKEN}`,
    });
    let seen = '';
    let isEarly = false;
    const giveUp = setTimeout(() => goOn(), 5_000);
    for await (const part of stream) {
      seen += String(part);
      if (!isEarly && seen.includes('first') && !seen.includes('second')) {
        isEarly = true;
        goOn();
      }
    }
    clearTimeout(giveUp);
    checks.that(
      `${name}: a stream comes through while it is made`,
      isEarly && seen.includes('second'),
      seen,
    );
  } catch (error) {
    checks.that(`${name} can be run`, false, `${String(error)}\n${trouble}`);
  } finally {
    proxy.kill();
  }
}

const login = await ask(port, 'POST', '/login', { password: PASSWORD });
const { token: session } = JSON.parse(await textOf(login));
const channel = {
  name: 'Slow',
  url: `http://127.0.0.1:${upstreamPort}`,
  api_key: 'sk-slow-0123456789',
  models: ['*'],
  protocols: ['openai-chat'],
};
await textOf(
  await ask(port, 'POST', '/admin/channels', channel, { authorization: `Bearer ${session}` }),
);

const deploy = join(root, 'resources/deploy');
const read = (/** @type {string} */ name) =>
  readFileSync(join(deploy, name), 'utf8').replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`);

const nginxPort = await freePort();
const site = read('nginx.conf').replace('listen 8443', `listen 127.0.0.1:${nginxPort}`);
const nginx = join(folder, 'nginx.conf');
const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
  (kind) => `${kind}_temp_path ${folder}/${kind};`,
);
writeFileSync(
  nginx,
  `daemon off; pid ${folder}/nginx.pid; error_log stderr; events {}\nhttp { access_log off; ${temporary.join(' ')}\n${site}\n}\n`,
);
await check('nginx', ['nginx', '-p', folder, '-c', nginx], nginxPort);

const caddyPort = await freePort();
const caddy = join(folder, 'Caddyfile');
writeFileSync(
  caddy,
  `{\n\tadmin off\n}\n${read('Caddyfile').replace(/^ccload\.example\.com/m, `http://${NAME}:${caddyPort}`)}`,
);
await check('Caddy', ['caddy', 'run', '--adapter', 'caddyfile', '--config', caddy], caddyPort);

program.signal('SIGTERM');
await program.ended;
upstream.close();
console.log(`${checks.passed} passed, ${checks.failed} failed`);
process.exit(checks.failed === 0 ? 0 : 1);
