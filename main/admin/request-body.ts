import { AppError } from '../core/app-error.ts';

/** A channel with a thousand keys has a fifth of it. */
const MAX_BODY_BYTES = 1024 * 1024;

const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * The JSON a request brings; an empty object when it brings no body. JSON has to be declared as such:
 * a page of a foreign site can post plain text without asking, but not `application/json`.
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  const bytes = await readBounded(request);
  if (bytes.length === 0) return {};
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) {
    throw new AppError(
      'request.unsupported-media',
      'Send JSON with Content-Type: application/json.',
    );
  }
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    throw new AppError('request.unsupported-media', 'Send the body without a Content-Encoding.');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new AppError('request.malformed', 'The body is not valid JSON.', { cause });
  }
}

async function readBounded(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await next(reader);
    if (done) return Buffer.concat(chunks);
    size += value.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(value);
  }
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch (cause) {
    throw new AppError('request.malformed', 'The body ended early.', { cause });
  }
}

function tooLarge(): AppError {
  return new AppError('request.too-large', 'An admin request may have at most 1 MiB.');
}
