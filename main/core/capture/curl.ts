import type { Protocol } from '../../contracts/protocol.ts';
import { isCredentialHeader } from './mask-headers.ts';

export type CurlRequest = {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Null when there is none. */
  readonly body: string | null;
  readonly bodyBytes: number;
  /** The body is no text: it is read from this file instead. */
  readonly bodyFile: string | null;
  readonly protocol: Protocol;
  /** Name of the shell variable that holds the credential. */
  readonly variable: string;
};

/** One argument may have 128 KiB on Linux; from here on the body goes through standard input. */
const MAX_ARGUMENT_BYTES = 64 * 1024;

/** Written by curl itself, or by nobody. */
const CURLS_OWN: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** The request as a command for a POSIX shell. The body is sent byte for byte. */
export function curlCommand(request: CurlRequest): string {
  const { method, url, headers, body, bodyFile } = request;
  // With -X HEAD curl would wait for a body.
  const act = method === 'HEAD' ? ['--head'] : ['-X', quoteForShell(method)];
  const parts = ['curl', '--globoff', '--no-buffer', ...act, quoteForShell(url)];
  for (const header of curlHeaders(headers)) parts.push('-H', quoteForShell(header));
  parts.push('-H', credential(request));
  if (headers.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'accept-encoding')) {
    parts.push('--compressed');
  }
  if (bodyFile !== null) {
    parts.push('--data-binary', quoteForShell(`@${bodyFile}`));
    return oneAnOption(parts);
  }
  if (body === null) return oneAnOption(parts);
  // curl reads an argument that begins with an @ as the name of a file.
  if (!body.startsWith('@') && request.bodyBytes <= MAX_ARGUMENT_BYTES) {
    parts.push('--data-binary', quoteForShell(body));
    return oneAnOption(parts);
  }
  parts.push('--data-binary', '@-');
  return `${bodyOnStdin(body, request.bodyBytes)} |\n${oneAnOption(parts)}`;
}

/** A text as one word of a POSIX shell, whatever is in it but NUL, which no argument can hold. */
export function quoteForShell(text: string): string {
  if (/^[A-Za-z0-9_./:=,+-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command that prints exactly these bytes: the line end that closes a here-document is cut off again. */
export function bodyOnStdin(body: string, bytes: number): string {
  const mark = markFor(body.split('\n'));
  return `{ head -c ${String(bytes)} <<'${mark}'\n${body}\n${mark}\n}`;
}

/** Dash garbles characters beyond ASCII behind the beginning of a mark, so no line may begin like it, if that is possible. */
function markFor(lines: readonly string[]): string {
  const begins = new Set(lines.map((line) => line.charAt(0)));
  const letter = [...'CABDEFGHIJKLMNOPQRSTUVWXYZ'].find((one) => !begins.has(one)) ?? 'C';
  let mark = `${letter}CLOAD_BODY`;
  while (lines.some((line) => line.startsWith(mark))) mark += '_';
  return mark;
}

function curlHeaders(headers: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let hasType = false;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const lower = name.toLowerCase();
    if (CURLS_OWN.has(lower) || lower === 'accept-encoding' || isCredentialHeader(lower)) continue;
    if (lower === 'content-type') hasType = true;
    const value = headers[i + 1] ?? '';
    // A name with a semicolon sends an empty header; with a colon it would send none.
    kept.push(value === '' ? `${name};` : `${name}: ${value}`);
  }
  // Otherwise curl would say that it is a form.
  return hasType ? kept : [...kept, 'content-type:'];
}

/** In double quotes, so that the shell puts the variable in. */
function credential({ protocol, variable }: CurlRequest): string {
  switch (protocol) {
    case 'anthropic':
      return `"x-api-key: $${variable}"`;
    case 'gemini':
      return `"x-goog-api-key: $${variable}"`;
    case 'openai-chat':
    case 'openai-responses':
      return `"authorization: Bearer $${variable}"`;
  }
}

/** Options on lines of their own, with what belongs to them. */
function oneAnOption(parts: readonly string[]): string {
  return parts
    .map((part, at) =>
      at > 0 && part.startsWith('-') ? ` \\\n  ${part}` : `${at === 0 ? '' : ' '}${part}`,
    )
    .join('');
}
