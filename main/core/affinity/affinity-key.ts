import { conversationInHeaders } from '../conversation.ts';
import type { HeaderLookup } from '../header-lookup.ts';
import { readString, scanObject, type Member } from '../json-members.ts';
import type { Protocol } from '../../contracts/protocol.ts';
import { beginningOf, type Beginning } from './beginning.ts';

export type Affinity =
  /** The client names it. */
  | { readonly source: 'header' | 'userId' | 'promptCacheKey'; readonly key: string }
  /** It names something that an upstream minted, and only the minter can serve it. */
  | { readonly source: 'previousResponse' | 'cachedContent'; readonly mintedId: string }
  /** Nobody names it: it is known by how it begins, so the bytes of these ranges are to be hashed. */
  | { readonly source: 'hash'; readonly beginning: Beginning };

export type AffinityRequest = {
  readonly protocol: Protocol;
  readonly header: HeaderLookup;
  readonly body: Uint8Array;
  /** Of the body's top level; null when it is no JSON object. */
  readonly members: ReadonlyMap<string, Member> | null;
  /** What `conversationOf` made of its headers, or else of its user id. */
  readonly conversation: string | null;
};

/** Longest name of a cache, response or content that is believed; keys are stored. */
const LONGEST_NAME_CHARS = 256;

/**
 * What tells that two requests belong to one conversation, in the order of trust; null when nothing does.
 *
 * The model is no part of a key that the client gives: a conversation whose model is changed, and its title request on
 * a smaller one, stay with the account that has minted its opaque tokens. Where that account does not offer the other
 * model, the requests for it are a side thread with a place of its own (see `AffinityBook`), so that the two do not
 * push each other from channel to channel. A hash has the model in it, because a prompt cache is a model's.
 *
 * A minter goes before the client's own name of the conversation, because nobody else could answer at all; it is looked
 * up first, and when it is unknown or gone the next sign counts.
 */
export function affinityOf(request: AffinityRequest): readonly Affinity[] {
  const { header, body, members, conversation } = request;
  const signs: Affinity[] = [];
  const minted = members === null ? null : mintedName(body, members);
  if (minted !== null) signs.push(minted);
  const named = namedByClient(header, conversation, () =>
    textOf(body, members?.get('prompt_cache_key')),
  );
  if (named !== null) signs.push(named);
  // What follows an earlier response does not begin where the conversation began.
  if (signs.length > 0 || members === null) return signs;
  const beginning = beginningOf(request.protocol, body, members);
  return beginning === null ? [] : [{ source: 'hash', beginning }];
}

function namedByClient(
  header: HeaderLookup,
  conversation: string | null,
  promptCacheKey: () => string | null,
): Affinity | null {
  const inHeaders = conversationInHeaders(header);
  if (inHeaders !== null) return { source: 'header', key: inHeaders };
  if (conversation !== null) return { source: 'userId', key: conversation };
  const cacheKey = promptCacheKey();
  return cacheKey === null ? null : { source: 'promptCacheKey', key: cacheKey };
}

/** `previous_response_id`, a stored `conversation` of the Responses API, or Gemini's `cachedContent`. */
function mintedName(body: Uint8Array, members: ReadonlyMap<string, Member>): Affinity | null {
  const response =
    textOf(body, members.get('previous_response_id')) ?? idOf(body, members.get('conversation'));
  if (response !== null) return { source: 'previousResponse', mintedId: response };
  const content =
    textOf(body, members.get('cachedContent')) ?? textOf(body, members.get('cached_content'));
  return content === null ? null : { source: 'cachedContent', mintedId: content };
}

/** A conversation of the Responses API stands there by its id or as an object with one. */
function idOf(body: Uint8Array, member: Member | undefined): string | null {
  if (member?.kind !== 'object') return textOf(body, member);
  const scan = scanObject(body, member.start, member.end);
  return scan.ok ? textOf(body, scan.members.get('id')) : null;
}

function textOf(body: Uint8Array, member: Member | undefined): string | null {
  if (member?.kind !== 'string' || member.end - member.start > 6 * LONGEST_NAME_CHARS) return null;
  const text = readString(body, member);
  return text === null || text === '' || text.length > LONGEST_NAME_CHARS ? null : text;
}
