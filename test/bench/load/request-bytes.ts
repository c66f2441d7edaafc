import type { Protocol } from '../../../main/contracts/protocol.ts';
import { requestBody, requestPath, type RequestShape } from '../shapes/request-body.ts';

/** Whom the load goes to. */
export type Destination = {
  readonly port: number;
  readonly protocol: Protocol;
  /** Beside the client's own headers. */
  readonly headers: Readonly<Record<string, string>>;
};

/** What every client of the load says it is; targets with tokens are told to accept it. */
export const CLIENT_TOKEN = 'sk-ok-client';

/** A whole request as it goes over the wire, made once and written many times. */
export function requestBytes(
  to: Destination,
  shape: Omit<RequestShape, 'protocol'>,
): { readonly bytes: Buffer; readonly body: Buffer } {
  const body = requestBody({ ...shape, protocol: to.protocol });
  const headers = {
    host: `127.0.0.1:${String(to.port)}`,
    'content-type': 'application/json',
    accept: shape.isStreaming ? 'text/event-stream' : 'application/json',
    'user-agent': 'bench/1',
    ...credential(to.protocol),
    ...to.headers,
    'content-length': String(body.length),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const path = requestPath(to.protocol, shape.isStreaming);
  const head = Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return { bytes: Buffer.concat([head, body]), body };
}

/** Each protocol's own place for it, as its SDKs do. */
function credential(protocol: Protocol): Readonly<Record<string, string>> {
  switch (protocol) {
    case 'anthropic':
      return { 'x-api-key': CLIENT_TOKEN, 'anthropic-version': '2023-06-01' };
    case 'gemini':
      return { 'x-goog-api-key': CLIENT_TOKEN };
    case 'openai-chat':
    case 'openai-responses':
      return { authorization: `Bearer ${CLIENT_TOKEN}` };
  }
}
