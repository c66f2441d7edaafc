import { CLOSE_BRACE, COMMA } from '../ascii.ts';
import { readBoolean, readString, scanMembers, type Member } from '../json-members.ts';
import { encodeUtf8 } from '../utf8.ts';

/** What a later request of one connection may go on from. */
export type KeptResponse = {
  readonly id: string;
  /** Input and output so far: JSON values with commas between, as they stand inside an array. */
  readonly items: Uint8Array;
};

/** A request as what is new after an earlier response. */
export type GoesOn = {
  readonly id: string;
  /** As in `KeptResponse`. */
  readonly added: Uint8Array;
};

/** What a client's frame asks for. */
export type FrameRead =
  | {
      readonly kind: 'create';
      /** The same request as it would be posted. */
      readonly body: Uint8Array;
      /** What its answer is added to; null when part of it is known to an upstream alone. */
      readonly items: Uint8Array | null;
      /** What it was before it was made whole; null when it came whole. */
      readonly goesOn: GoesOn | null;
    }
  /** `generate: false`: the client sends what it will go on from, and wants an id for it. */
  | { readonly kind: 'warmUp'; readonly items: Uint8Array }
  /** A notice that needs no answer. */
  | { readonly kind: 'notice' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** They belong to the socket, or are written anew. */
const OF_THE_SOCKET: ReadonlySet<string> = new Set(['type', 'generate', 'stream']);

const NOTHING = new Uint8Array(0);

/**
 * Reads a frame. Codex sends only what is new and names the response before it; upstreams that are asked over HTTP with
 * `store: false` know nothing of that one, so the request is made whole from what the connection has kept.
 */
export function readFrame(frame: Uint8Array, kept: KeptResponse | null): FrameRead {
  const scan = scanMembers(frame);
  if (!scan.ok) return refused('malformed_json', 'The frame is not a JSON object.');
  const { members } = scan;
  const type = text(frame, members.get('type'));
  if (type === 'response.processed') return { kind: 'notice' };
  if (type !== 'response.create') {
    return refused('unknown_event', 'Only "response.create" is understood on this socket.');
  }
  const previous = text(frame, members.get('previous_response_id'));
  const isKept = previous !== null && previous === kept?.id;
  if (previous !== null && !isKept && isFalse(frame, members.get('store'))) {
    const message = `Previous response with id '${previous.slice(0, 100)}' not found.`;
    return refused('previous_response_not_found', message);
  }
  const added = itemsOf(frame, members.get('input'));
  const items = joined([isKept ? kept.items : NOTHING, added]);
  if (isFalse(frame, members.get('generate'))) return { kind: 'warmUp', items };
  const body = isKept ? posted(frame, members, items) : posted(frame, members, null);
  const goesOn = isKept ? { id: previous, added } : null;
  return { kind: 'create', body, items: previous === null || isKept ? items : null, goesOn };
}

/** The frame that asks an upstream for what would be posted. */
export function createFrame(body: Uint8Array, goesOn: GoesOn | null): Uint8Array {
  const scan = scanMembers(body);
  // What is posted was made of members; nothing on its way leaves anything else.
  const members = scan.ok ? scan.members : new Map<string, Member>();
  const head = ['"type":"response.create"'];
  if (goesOn !== null) head.push(`"previous_response_id":${JSON.stringify(goesOn.id)}`);
  return withMembers(`{${head.join(',')}`, body, members, goesOn?.added ?? null);
}

/** JSON values with commas between, from several such lists. */
export function joined(lists: readonly Uint8Array[]): Uint8Array {
  const parts = lists.filter(({ length }) => length > 0);
  const size = parts.reduce((sum, { length }) => sum + length + 1, -1);
  if (parts.length < 2) return parts[0] ?? NOTHING;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    if (at > 0) whole[at++] = COMMA;
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What stands inside the list; a text is short for one message. */
function itemsOf(frame: Uint8Array, input: Member | undefined): Uint8Array {
  if (input?.kind === 'string') {
    const message = '{"type":"message","role":"user","content":';
    return concatenated([encodeUtf8(message), valueOf(frame, input), Uint8Array.of(CLOSE_BRACE)]);
  }
  if (input?.kind !== 'array') return NOTHING;
  const inside = frame.subarray(input.start + 1, input.end - 1);
  // A copy: the frame is not kept for the sake of a part of it.
  return inside.some((byte) => byte > SPACE_AND_BELOW) ? inside.slice() : NOTHING;
}

const SPACE_AND_BELOW = 0x20;

/** The members as they came, streamed, and with these items as input instead of what is new. */
function posted(
  frame: Uint8Array,
  members: ReadonlyMap<string, Member>,
  items: Uint8Array | null,
): Uint8Array {
  return withMembers('{"stream":true', frame, members, items);
}

function withMembers(
  head: string,
  frame: Uint8Array,
  members: ReadonlyMap<string, Member>,
  items: Uint8Array | null,
): Uint8Array {
  const parts: Uint8Array[] = [encodeUtf8(head)];
  for (const [name, member] of members) {
    if (OF_THE_SOCKET.has(name)) continue;
    if (items !== null && (name === 'input' || name === 'previous_response_id')) continue;
    parts.push(encodeUtf8(`,${JSON.stringify(name)}:`), valueOf(frame, member));
  }
  if (items !== null) parts.push(encodeUtf8(',"input":['), items, encodeUtf8(']'));
  parts.push(Uint8Array.of(CLOSE_BRACE));
  return concatenated(parts);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function valueOf(frame: Uint8Array, { start, end }: Member): Uint8Array {
  return frame.subarray(start, end);
}

function text(frame: Uint8Array, member: Member | undefined): string | null {
  return member === undefined ? null : readString(frame, member);
}

function isFalse(frame: Uint8Array, member: Member | undefined): boolean {
  return member !== undefined && readBoolean(frame, member) === false;
}

function refused(code: string, message: string): FrameRead {
  return { kind: 'refused', code, message };
}
