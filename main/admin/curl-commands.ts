import { isUtf8 } from 'node:buffer';
import type { CaptureView, CurlCommands, CurlNote } from '../contracts/capture.ts';
import { curlCommand, type CurlRequest } from '../core/capture/curl.ts';
import { removeParameters, splitTarget } from '../core/query.ts';
import type { FoundCapture } from './capture-source.ts';

/** The request as the client sent it to us, and as we sent it on. */
export async function curlCommands(
  found: FoundCapture,
  attempt: CaptureView,
  ownAddress: string,
): Promise<CurlCommands> {
  const { request, sent, protocol, sentProtocol } = attempt;
  const asked = await found.body(attempt, 'request');
  const changed = sent.body === null ? asked : await found.body(attempt, 'sent');
  // The token travels in a header, wherever the client had it.
  const { path, query } = splitTarget(request.target);
  const proxy = {
    method: request.method,
    url: ownAddress + path + removeParameters(query, ['key']),
    headers: request.headers,
    protocol,
    variable: 'CCLOAD_TOKEN',
    ...given(asked),
  };
  const upstream = {
    method: sent.method,
    url: sent.url,
    headers: sent.headers,
    protocol: sentProtocol,
    variable: 'UPSTREAM_KEY',
    ...given(changed),
  };
  const isCut = request.body?.isWhole === false || sent.body?.isWhole === false;
  const isFile = proxy.bodyFile !== null || upstream.bodyFile !== null;
  const notes: CurlNote[] = [
    ...(isCut ? (['bodyCut'] as const) : []),
    ...(isFile ? (['bodyIsFile'] as const) : []),
  ];
  return {
    proxy: curlCommand(proxy),
    upstream: curlCommand(upstream),
    notes: notes.map((code) => ({ code, values: {}, text: NOTES[code] })),
  };
}

const NOTES: Readonly<Record<CurlNote, string>> = {
  bodyCut: 'The body was cut when it was captured: this sends only its beginning.',
  bodyIsFile: 'The body is no text: download it and save it under the name in the command.',
};

function given(body: Uint8Array): Pick<CurlRequest, 'body' | 'bodyBytes' | 'bodyFile'> {
  const bodyBytes = body.length;
  if (bodyBytes === 0) return { body: null, bodyBytes, bodyFile: null };
  // No shell can hold a NUL.
  const isText = isUtf8(body) && !body.includes(0);
  return isText
    ? { body: Buffer.from(body).toString('utf8'), bodyBytes, bodyFile: null }
    : { body: null, bodyBytes, bodyFile: 'request-body.bin' };
}
