import { spaceEnd } from '../json-lexer.ts';
import { scanObject, type Member } from '../json-members.ts';
import { replaceRange } from '../splice.ts';
import { encodeUtf8 } from '../utf8.ts';

const OPTION = '"include_usage":true';

/**
 * The body of a chat request so that the upstream states its usage at the end of the stream, changed in no other byte;
 * null when there is nothing to change: no stream, usage is asked for already, or the body is odd enough for the
 * upstream to judge. After a change the client has not asked for usage – it may even have said `false` – so the chunk
 * that carries nothing else has to be taken out, see `usageOnlyEvents`.
 */
export function askForUsage(
  body: Uint8Array,
  members: ReadonlyMap<string, Member>,
): Uint8Array | null {
  const stream = members.get('stream');
  if (stream?.kind !== 'true') return null;
  const options = members.get('stream_options');
  if (options === undefined) {
    return insert(body, stream.end, `,"stream_options":{${OPTION}}`);
  }
  if (options.kind === 'null') {
    return replaceRange(body, options.start, options.end, encodeUtf8(`{${OPTION}}`));
  }
  return options.kind === 'object' ? askWithin(body, options) : null;
}

function askWithin(body: Uint8Array, options: Member): Uint8Array | null {
  const scan = scanObject(body, options.start, options.end);
  if (!scan.ok) return null;
  const wanted = scan.members.get('include_usage');
  if (wanted?.kind === 'false' || wanted?.kind === 'null') {
    return replaceRange(body, wanted.start, wanted.end, encodeUtf8('true'));
  }
  if (wanted !== undefined) return null;
  const first = spaceEnd(body, options.start + 1, options.end);
  return insert(body, first, scan.members.size > 0 ? `${OPTION},` : OPTION);
}

function insert(body: Uint8Array, at: number, text: string): Uint8Array {
  return replaceRange(body, at, at, encodeUtf8(text));
}
