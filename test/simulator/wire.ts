import net from 'node:net';
import type { Protocol } from '../../main/simulator/behaviour.ts';
import {
  startSimulator,
  type Simulator,
  type SimulatorOptions,
} from '../../main/simulator/simulator.ts';
import { onTestFinished } from 'vitest';

export const PROTOCOLS = ['anthropic', 'openai-chat', 'openai-responses', 'gemini'] as const;

/** A simulator that is gone when the running test is over. */
export async function aSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

export type Question = {
  readonly protocol?: Protocol;
  readonly isStreaming?: boolean;
  readonly key?: string;
  readonly text?: string;
};

const MODEL = 'a-model';

export function pathOf(protocol: Protocol, isStreaming: boolean): string {
  switch (protocol) {
    case 'anthropic':
      return '/v1/messages';
    case 'openai-chat':
      return '/v1/chat/completions';
    case 'openai-responses':
      return '/v1/responses';
    case 'gemini':
      return `/v1beta/models/${MODEL}:${isStreaming ? 'streamGenerateContent?alt=sse' : 'generateContent'}`;
  }
}

/** A request of this protocol with a key in the protocol's own place. */
export function questionOf({
  protocol = 'anthropic',
  isStreaming = false,
  key = 'some-key',
  text = 'Hello?',
}: Question): { path: string; headers: Record<string, string>; body: string } {
  const path = pathOf(protocol, isStreaming);
  const headers = { 'content-type': 'application/json' };
  const stream = isStreaming ? { stream: true } : {};
  const messages = [{ role: 'user', content: text }];
  switch (protocol) {
    case 'anthropic': {
      const body = JSON.stringify({ model: MODEL, max_tokens: 9, messages, ...stream });
      return { path, headers: { ...headers, 'x-api-key': key }, body };
    }
    case 'openai-chat':
    case 'openai-responses': {
      const asked = protocol === 'openai-chat' ? { messages } : { input: messages };
      const body = JSON.stringify({ model: MODEL, ...asked, ...stream });
      return { path, headers: { ...headers, authorization: `Bearer ${key}` }, body };
    }
    case 'gemini': {
      const body = JSON.stringify({ contents: [{ role: 'user', parts: [{ text }] }] });
      return { path, headers: { ...headers, 'x-goog-api-key': key }, body };
    }
  }
}

export async function ask(simulator: Simulator, question: Question = {}): Promise<Response> {
  const { path, headers, body } = questionOf(question);
  return fetch(simulator.url + path, { method: 'POST', headers, body });
}

/** What came back on a connection of its own, and how the connection ended. */
export type Wire = {
  readonly head: string;
  readonly body: Buffer;
  readonly end: 'closed' | 'reset';
};

/** The same without an HTTP client in between, which would hide how an answer arrives. */
export function askRaw(simulator: Simulator, question: Question = {}): Promise<Wire> {
  return new Promise((resolve) => {
    const { socket, received } = openRaw(simulator, question);
    let end: Wire['end'] = 'closed';
    socket.on('error', () => (end = 'reset'));
    socket.on('close', () => {
      resolve({ ...split(received()), end });
    });
  });
}

/** Asks and leaves the connection to the test. */
export function openRaw(simulator: Simulator, question: Question = {}) {
  const { path, headers, body } = questionOf(question);
  const lines = Object.entries({
    host: 'simulator',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = net.connect(simulator.port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  onTestFinished(() => {
    socket.destroy();
  });
  return { socket, received: () => Buffer.concat(chunks) };
}

function split(all: Buffer): { head: string; body: Buffer } {
  const end = all.indexOf('\r\n\r\n');
  if (end < 0) return { head: all.toString(), body: Buffer.alloc(0) };
  const head = all.subarray(0, end).toString();
  const body = all.subarray(end + 4);
  return { head, body: head.includes('chunked') ? Buffer.concat(httpChunks(body)) : body };
}

/** The chunks of a chunked body, as far as they have come. */
function httpChunks(body: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = body.indexOf('\r\n', at);
    if (lineEnd < 0) return chunks;
    const length = Number.parseInt(body.subarray(at, lineEnd).toString(), 16);
    if (!(length > 0)) return chunks;
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
}
