/**
 * An upstream that does what the model's name says. Speaks the Anthropic protocol far enough for the
 * status page to have something to show.
 */
import { once } from 'node:events';
import http from 'node:http';

const EVENT_EVERY_MS = 100;
const BRIEF_EVENTS = 3;

/**
 * @typedef {object} Upstream
 * @property {string} url
 * @property {() => void} hold keeps what is asked from now on waiting
 * @property {() => void} release answers it
 * @property {() => Promise<void>} close
 *
 * @returns {Promise<Upstream>}
 */
export async function startUpstream() {
  /** What waits; null while nothing is held. @type {(() => void)[] | null} */
  let held = null;
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const run = () => answer(request.url ?? '/', modelOf(body), response);
      if (held === null) run();
      else held.push(run);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    hold: () => {
      held = [];
    },
    release: () => {
      for (const run of held ?? []) run();
      held = null;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * @param {string} body
 * @returns {string}
 */
function modelOf(body) {
  try {
    return JSON.parse(body).model ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {string} url
 * @param {string} model
 * @param {http.ServerResponse} response
 */
function answer(url, model, response) {
  if (url.startsWith('/overloaded')) {
    const error = { type: 'overloaded_error', message: 'Overloaded. Please try again later.' };
    response.writeHead(529, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ type: 'error', error }));
  } else if (model.includes('silent')) {
    // Never answers; the client has to leave.
  } else if (model.includes('stream')) {
    stream(response, model.includes('brief') ? BRIEF_EVENTS : Infinity);
  } else {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model,
        content: [{ type: 'text', text: 'Hello.' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 12, output_tokens: 3 },
      }),
    );
  }
}

/**
 * Events for as long as somebody listens, or at most so many.
 * @param {http.ServerResponse} response
 * @param {number} most
 */
function stream(response, most) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  /** @param {string} type @param {object} data */
  const send = (type, data) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  send('message_start', { message: { id: 'msg_2', role: 'assistant', content: [] } });
  send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  let sent = 0;
  const timer = setInterval(() => {
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'and so on ' } });
    sent += 1;
    if (sent < most) return;
    send('content_block_stop', { index: 0 });
    send('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 9 } });
    send('message_stop', {});
    response.end();
  }, EVENT_EVERY_MS);
  response.on('close', () => clearInterval(timer));
}
