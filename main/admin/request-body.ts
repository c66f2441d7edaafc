import { AppError } from '../core/app-error.ts';
import { invalidRequest } from './field-errors.ts';

/** A channel with a thousand keys has a fifth of it. */
const MAX_BODY_BYTES = 1024 * 1024;

const JSON_TYPE = /^application\/json\s*(;|$)/i;

/**
 * The JSON a request brings; an empty object when it brings no body. JSON has to be declared as such:
 * a page of a foreign site can post plain text without asking, but not `application/json`.
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  return jsonOf(request, await readBounded(request, MAX_BODY_BYTES));
}

/** A database may hold the records of years; it is read in memory. */
const MAX_UPLOAD_BYTES = 256 * 1024 * 1024;

/** The `file` of a form, or the `text` of a JSON object as bytes. */
export async function readUpload(request: Request): Promise<Uint8Array> {
  const type = request.headers.get('content-type') ?? '';
  const bytes = await readBounded(request, MAX_UPLOAD_BYTES);
  if (JSON_TYPE.test(type)) {
    const body = jsonOf(request, bytes);
    const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : null;
    if (typeof text !== 'string') throw invalidRequest({ text: 'is missing' });
    return new TextEncoder().encode(text);
  }
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new AppError(
      'request.unsupported-media',
      'Send a form with a file (curl -F file=@name), or JSON with a text.',
    );
  }
  const file = await formFile(bytes, type);
  if (file === null) throw invalidRequest({ file: 'is missing' });
  return file;
}

async function formFile(bytes: Uint8Array, type: string): Promise<Uint8Array | null> {
  let value: File | string | null;
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    value = form.get('file');
  } catch (cause) {
    throw new AppError('request.malformed', 'The form is not valid.', { cause });
  }
  if (value === null) return null;
  return typeof value === 'string'
    ? new TextEncoder().encode(value)
    : new Uint8Array(await value.arrayBuffer());
}

function jsonOf(request: Request, bytes: Uint8Array): unknown {
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

async function readBounded(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await next(reader);
    if (done) return Buffer.concat(chunks);
    size += value.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
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

function tooLarge(maxBytes: number): AppError {
  const mib = (maxBytes / 1024 / 1024).toString();
  const message = `This request may have at most ${mib} MiB.`;
  return new AppError('request.too-large', message, { values: { mib } });
}
