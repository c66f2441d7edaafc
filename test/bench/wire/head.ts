const HEAD_END = Buffer.from('\r\n\r\n');
const MAX_HEAD_BYTES = 256 * 1024;

/** The text before the empty line, and where the body begins. */
export type HeadText = {
  readonly firstLine: string;
  readonly lines: string;
  readonly bodyAt: number;
};

/** Null while the head is not complete. */
export function readHead(bytes: Buffer, at: number): HeadText | null {
  const end = bytes.indexOf(HEAD_END, at);
  if (end === -1) {
    if (bytes.length - at > MAX_HEAD_BYTES) throw new Error('A head is too long.');
    return null;
  }
  const text = bytes.toString('latin1', at, end);
  const firstEnd = text.indexOf('\r\n');
  const [firstLine, lines] =
    firstEnd === -1 ? [text, ''] : [text.slice(0, firstEnd), text.slice(firstEnd + 2)];
  return { firstLine, lines, bodyAt: end + HEAD_END.length };
}

/** Headers by their names in lower case. */
export function parseHeaders(lines: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}
