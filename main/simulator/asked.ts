import type { IncomingHttpHeaders } from 'node:http';
import type { Protocol } from './behaviour.ts';

/** One request as it was received. */
export type ReceivedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
};

/** What it asks for. */
export type Asked = {
  readonly protocol: Protocol;
  readonly operation: 'generate' | 'countTokens' | 'models' | 'unknown';
  /** A stream is a stream of events, or with Gemini also one long JSON array. */
  readonly form: 'json' | 'events' | 'array';
  readonly model: string;
  /** Empty when there is none. */
  readonly key: string;
};

/** By the end of the path, because a base URL may carry any prefix. */
export function readAsked(request: ReceivedRequest): Asked {
  // Not read as a URL: what a stranger sends need not be one.
  const [path = '', search = ''] = request.url.split('?', 2);
  const query = new URLSearchParams(search);
  const key = keyOf(request.headers, query);
  const gemini = /\/models\/([^/:]+):(\w+)$/.exec(path);
  if (gemini !== null) return { ...geminiCall(gemini, query), key };

  const { model = 'simulated-model', stream = false } = membersOf(request.body);
  const form = stream === true ? 'events' : 'json';
  const asked = { form, model: String(model), key } as const;
  if (path.endsWith('/messages/count_tokens'))
    return { ...asked, protocol: 'anthropic', operation: 'countTokens' };
  if (path.endsWith('/responses/input_tokens'))
    return { ...asked, protocol: 'openai-responses', operation: 'countTokens' };
  if (path.endsWith('/messages')) return { ...asked, protocol: 'anthropic', operation: 'generate' };
  if (path.endsWith('/chat/completions'))
    return { ...asked, protocol: 'openai-chat', operation: 'generate' };
  if (path.endsWith('/responses'))
    return { ...asked, protocol: 'openai-responses', operation: 'generate' };
  const operation = path.endsWith('/models') ? 'models' : 'unknown';
  return { ...asked, protocol: dialectOf(request.headers, path), operation };
}

function geminiCall(
  [, model = '', method = '']: readonly string[],
  query: URLSearchParams,
): Omit<Asked, 'key'> {
  const call = { protocol: 'gemini', form: 'json', model } as const;
  switch (method) {
    case 'generateContent':
      return { ...call, operation: 'generate' };
    case 'streamGenerateContent': {
      const form = query.get('alt') === 'sse' ? 'events' : 'array';
      return { ...call, form, operation: 'generate' };
    }
    case 'countTokens':
      return { ...call, operation: 'countTokens' };
    default:
      return { ...call, operation: 'unknown' };
  }
}

/** Both lists of models have the same path, but Anthropic's clients send a version with it. */
function dialectOf(headers: IncomingHttpHeaders, path: string): Protocol {
  if (path.includes('/v1beta')) return 'gemini';
  return headers['anthropic-version'] === undefined ? 'openai-chat' : 'anthropic';
}

/** In the places where the three vendors' clients put it; Google's may also stand in the query. */
function keyOf(headers: IncomingHttpHeaders, query: URLSearchParams): string {
  const named = headers['x-api-key'] ?? headers['x-goog-api-key'];
  const bearer = headers.authorization?.replace(/^bearer\s+/i, '');
  return String(named ?? bearer ?? query.get('key') ?? '');
}

/** What cannot be read is answered like a request that says nothing: the simulator refuses on command alone. */
function membersOf(body: Buffer): { model?: unknown; stream?: unknown } {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
