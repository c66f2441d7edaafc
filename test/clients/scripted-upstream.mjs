import http from 'node:http';
import { answerTo } from './conversation.mjs';

/**
 * @typedef {object} Received
 * @property {string} method
 * @property {string} url
 * @property {readonly string[]} rawHeaders
 * @property {string} body
 */

/**
 * A real server that plays the conversation in one dialect and remembers what it was sent.
 * @typedef {object} Upstream
 * @property {string} url without a path
 * @property {readonly Received[]} received
 * @property {() => Promise<void>} close
 */

/**
 * @param {import('./dialect.mjs').Dialect} dialect
 * @param {import('./conversation.mjs').Calls} calls
 * @returns {Promise<Upstream>}
 */
export async function startUpstream(dialect, calls) {
  /** @type {Received[]} */
  const received = [];
  const server = http.createServer(async (req, res) => {
    const { method = '', url = '', rawHeaders } = req;
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    received.push({ method, url, rawHeaders, body });
    if (method === 'HEAD') {
      res.end();
      return;
    }
    if (method !== 'POST' || !dialect.path.test(url.replace(/\?.*/, ''))) {
      // 400 is the status after which no client asks again.
      res.writeHead(400, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ error: { message: `the script knows no ${method} ${url}` } }));
      return;
    }
    res.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_scripted' });
    const events = dialect.write(answerTo(dialect.read(body), calls), received.length);
    for (const event of events) res.write(event);
    res.end();
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * A port at which nobody listens.
 * @returns {Promise<number>}
 */
export async function freePort() {
  const server = http.createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * @param {http.Server} server
 * @returns {Promise<number>}
 */
async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
