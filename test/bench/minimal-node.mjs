/**
 * The smallest sensible pass-through proxy in Node, and the measure of everything else: node:http in, undici's
 * `Pool.dispatch` with raw handlers out, the body collected first because a proxy that fails over needs it whole. It
 * routes nothing, checks nothing, logs nothing. Plain JavaScript, so that its start is not spent on stripping types.
 *
 *     node minimal-node.mjs <port> <upstream-port>
 */
import http from 'node:http';
import { Pool } from 'undici';

const [port = 0, upstreamPort = 0] = process.argv.slice(2).map(Number);
const pool = new Pool(`http://127.0.0.1:${upstreamPort}`, {
  connections: 4096,
  pipelining: 1,
  headersTimeout: 300_000,
  bodyTimeout: 300_000,
});
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'proxy-connection',
]);

/**
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @returns {Record<string, string | string[]>}
 */
function endToEnd(headers) {
  /** @type {Record<string, string | string[]>} */
  const kept = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !HOP_BY_HOP.has(name)) kept[name] = value;
  }
  return kept;
}

/**
 * @param {http.ServerResponse} res
 * @returns {import('undici').Dispatcher.DispatchHandler}
 */
function relayTo(res) {
  /** @type {import('undici').Dispatcher.DispatchController | null} */
  let running = null;
  res.on('close', () => {
    if (!res.writableFinished) running?.abort(new Error('client left'));
  });
  return {
    onRequestStart(controller) {
      running = controller;
    },
    onResponseStart(_controller, status, headers) {
      const length = headers['content-length'];
      const kept = endToEnd(headers);
      if (length !== undefined) kept['content-length'] = length;
      res.writeHead(status, kept);
      if (length === undefined) res.flushHeaders();
    },
    onResponseData(controller, chunk) {
      if (res.write(chunk)) return;
      controller.pause();
      res.once('drain', () => controller.resume());
    },
    onResponseEnd() {
      running = null;
      res.end();
    },
    onResponseError(_controller, error) {
      running = null;
      if (res.headersSent) {
        res.destroy();
        return;
      }
      res.writeHead(502);
      res.end(error.message);
    },
  };
}

const server = http.createServer((req, res) => {
  /** @type {Buffer[]} */
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    pool.dispatch(
      {
        path: req.url ?? '/',
        method: /** @type {import('undici').Dispatcher.HttpMethod} */ (req.method),
        headers: endToEnd(req.headers),
        body: chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks),
      },
      relayTo(res),
    );
  });
});
server.keepAliveTimeout = 60_000;
server.listen({ port, host: '127.0.0.1', backlog: 4096 });
