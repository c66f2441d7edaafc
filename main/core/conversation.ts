import { hasControlCharacters } from './control-characters.ts';
import type { HeaderLookup } from './header-lookup.ts';

/** Ids are UUIDs or a little longer; a whole sentence here is not an id. */
const LONGEST_ID_CHARS = 128;

/** Claude Code's JSON has about 200 characters; more is not parsed. */
const LONGEST_USER_ID_CHARS = 2048;

/** In the order of trust: Claude Code, Codex (session before its threads, old names after), opencode. */
const HEADERS = [
  'x-claude-code-session-id',
  'session-id',
  'thread-id',
  'session_id',
  'conversation_id',
  'x-session-id',
] as const;

/**
 * The client's thread a request belongs to; null when it does not say. `metadataUserId` is Anthropic's
 * `metadata.user_id`, in which Claude Code puts JSON, and older versions `user_…_session_<uuid>`.
 */
export function conversationOf(header: HeaderLookup, metadataUserId: string | null): string | null {
  for (const name of HEADERS) {
    const id = toId(header(name));
    if (id !== null) return id;
  }
  return metadataUserId === null ? null : toId(sessionIn(metadataUserId));
}

/**
 * As `conversationOf`, for keeping a conversation at one key: the threads of one Codex session share no prompt, so each
 * has a place of its own, and opencode's hint for balancers counts too.
 */
export function conversationInHeaders(header: HeaderLookup): string | null {
  const id = conversationOf(header, null);
  if (id === null) return toId(header('x-session-affinity'));
  const thread = id === toId(header('session-id')) ? toId(header('thread-id')) : null;
  return thread === null || thread === id ? id : `${id}/${thread}`;
}

function sessionIn(userId: string): unknown {
  if (userId.length > LONGEST_USER_ID_CHARS) return null;
  if (userId.startsWith('{')) return jsonMember(userId, 'session_id');
  const mark = '_session_';
  const at = userId.lastIndexOf(mark);
  return at < 0 ? null : userId.slice(at + mark.length);
}

function jsonMember(text: string, name: string): unknown {
  try {
    return new Map<string, unknown>(Object.entries(JSON.parse(text) as object)).get(name);
  } catch (error) {
    // A user id is the client's own business: what only looks like JSON names no conversation.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function toId(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const id = value.trim();
  if (id === '' || id.length > LONGEST_ID_CHARS || hasControlCharacters(id)) return null;
  return id;
}
