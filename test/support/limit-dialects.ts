import type { Protocol } from '../../main/contracts/protocol.ts';

/** One request for the model `m-1` in each dialect. */
export const DIALECTS: readonly {
  readonly protocol: Protocol;
  readonly path: string;
  readonly body: object;
}[] = [
  { protocol: 'anthropic', path: '/v1/messages', body: { model: 'm-1', messages: [] } },
  { protocol: 'openai-chat', path: '/v1/chat/completions', body: { model: 'm-1', messages: [] } },
  { protocol: 'openai-responses', path: '/v1/responses', body: { model: 'm-1', input: 'hi' } },
  { protocol: 'gemini', path: '/v1beta/models/m-1:generateContent', body: { contents: [] } },
];

/** The message of an error, from the place where a client of the dialect looks for it. */
export function errorOf(protocol: Protocol, body: unknown): string {
  const { type, error } = body as {
    type?: string;
    error: { type?: string; message: string; status?: string; code?: unknown };
  };
  const isInPlace = {
    anthropic: type === 'error' && error.type !== undefined,
    'openai-chat': error.type !== undefined && 'code' in error,
    'openai-responses': error.type !== undefined && 'code' in error,
    gemini: error.status !== undefined && typeof error.code === 'number',
  }[protocol];
  if (!isInPlace) throw new Error(`not an error of ${protocol}: ${JSON.stringify(body)}`);
  return error.message;
}
