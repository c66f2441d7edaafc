import http from 'node:http';
import { answerTo } from './conversation.mjs';
import { USAGE } from './dialect.mjs';

/** Anthropic's and Google's way of asking how long something is. */
const COUNTS = /[:/]count_?tokens\b/i;

/**
 * @typedef {object} Received
 * @property {string} method
 * @property {string} url
 * @property {readonly string[]} rawHeaders
 * @property {string} body
 * @property {boolean} isTurn of the conversation, and no count or look
 */

/**
 * A real server that plays the conversation in one dialect, refuses what the vendor would refuse, and remembers what it
 * was sent.
 * @typedef {object} Upstream
 * @property {string} url without a path
 * @property {readonly Received[]} received
 * @property {readonly string[]} faults why it refused what it refused
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
  /** @type {string[]} */
  const faults = [];
  const server = http.createServer(async (req, res) => {
    const { method = '', url = '', rawHeaders } = req;
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const isTurn = method === 'POST' && dialect.path.test(url.replace(/\?.*/, ''));
    received.push({ method, url, rawHeaders, body, isTurn });
    if (method === 'HEAD') {
      res.end();
      return;
    }
    if (COUNTS.test(url)) {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ totalTokens: USAGE.input, input_tokens: USAGE.input }));
      return;
    }
    const asked = { url, body: isTurn ? JSON.parse(body) : {} };
    const fault = isTurn ? dialect.fault(asked.body) : `the script knows no ${method} ${url}`;
    if (fault !== null) {
      faults.push(fault);
      // 400 is the status after which no client asks again.
      res.writeHead(400, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ error: { message: fault } }));
      return;
    }
    const answer = answerTo(dialect.read(asked.body), calls);
    if (!dialect.isStreaming(asked)) {
      res.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_scripted' });
      res.end(JSON.stringify(dialect.whole(answer, received.length)));
      return;
    }
    res.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_scripted' });
    for (const event of dialect.events(answer, received.length)) res.write(event);
    res.end();
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    faults,
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
