import type { Protocol } from '../contracts/protocol.ts';
import { readSignature } from '../core/convert/inner/signature.ts';
import type { ByteFind } from '../core/opaque/carriers.ts';
import { isForeignTo, type Account } from '../core/opaque/foreign.ts';
import { MintedTokens } from '../core/opaque/minted-tokens.ts';
import { stripAll, stripForeign } from '../core/opaque/strip.ts';
import type { Operation } from '../core/route.ts';
import type { Candidate } from '../core/select.ts';
import type { Admission } from './admission.ts';
import type { ConversationPlace } from './conversation-place.ts';
import type { ProxyDeps } from './deps.ts';
import { tokenHash } from './token-hash.ts';

/** Operations whose requests and answers carry opaque tokens. */
const CARRYING: ReadonlySet<Operation> = new Set([
  'messages',
  'countTokens',
  'chat',
  'responses',
  'generate',
]);

/** A signature of another protocol begins with its name; so much of it tells. */
const LONGEST_MARK = 64;

type TokenDeps = Pick<ProxyDeps, 'channels' | 'clock' | 'provenances' | 'settings'>;

type Request = Pick<Admission, 'route' | 'facts'>;

/** To whom a request is sent, and in what. */
type SentTo = { readonly account: Account; readonly protocol: Protocol };

/** Changes the body that is about to be sent to an account. */
export type BodyFilter = (protocol: Protocol, body: Buffer) => { body: Buffer; count: number };

export function accountOf({ eligible, key }: Candidate): Account {
  return { channelId: eligible.channel.id, keyId: key.id };
}

/**
 * Takes out of a request what the candidate would refuse because another account minted it; null when there is nothing
 * to look for. That is so in nearly all cases: nobody else has minted anything, or the conversation has never been
 * anywhere else.
 */
export function foreignFilter(
  request: Request,
  candidate: Candidate,
  place: Pick<ConversationPlace, 'mayCarryForeign' | 'looked'>,
  deps: TokenDeps,
): BodyFilter | null {
  const account = accountOf(candidate);
  if (!mayCarry(request, deps) || !deps.provenances.knowsOthersThan(account)) return null;
  if (!place.mayCarryForeign(candidate)) return null;
  return (protocol, body) => {
    const now = deps.clock.now();
    const { body: kept, count } = stripForeign(protocol, body, findIn(body), (token) => {
      if (isOfOtherProtocol(token, protocol)) return true;
      const provenance = deps.provenances.find(tokenHash(token), now);
      return provenance !== null && isForeignTo(account, provenance, protocol);
    });
    place.looked(count > 0);
    return { body: asBuffer(kept), count };
  };
}

/** Takes everything out, for after a refusal; null when that is not wanted. */
export function bareFilter(request: Request, deps: TokenDeps): BodyFilter | null {
  if (!mayCarry(request, deps)) return null;
  return (protocol, body) => {
    const { body: kept, count } = stripAll(protocol, body);
    return { body: asBuffer(kept), count };
  };
}

/** An account has refused the request and answered it without its tokens: it is not sent them again. */
export function noteRefused(
  {
    account,
    protocol,
    converted,
  }: SentTo & { readonly converted: { readonly bytes: Buffer } | null },
  { body }: Pick<Admission, 'body'>,
  deps: Pick<TokenDeps, 'clock' | 'provenances'>,
): void {
  const now = deps.clock.now();
  const sent = converted?.bytes ?? body.plain;
  stripForeign(protocol, sent, findIn(sent), (token) => {
    deps.provenances.note(tokenHash(token), { ...account, isRefused: true }, now);
    return false;
  });
}

/** Remembers what an account mints in its answer, which is to be given to the scanner; null when nobody needs to know. */
export function mintedScanner(
  request: Request,
  { account, protocol }: SentTo,
  deps: TokenDeps,
): ((plain: Buffer) => void) | null {
  if (!mayCarry(request, deps) || !hasOthers(deps)) return null;
  const scanner = new MintedTokens(protocol);
  return (plain) => {
    for (const token of scanner.push(plain)) {
      const now = deps.clock.now();
      deps.provenances.note(tokenHash(token), { ...account, isRefused: false }, now);
    }
  };
}

/** The client was given it by an upstream of another protocol, in a place of its own protocol. */
function isOfOtherProtocol(token: Uint8Array, protocol: Protocol): boolean {
  const beginning = asBuffer(token).toString('latin1', 0, LONGEST_MARK);
  return readSignature(beginning, protocol, null)?.protocol !== protocol;
}

function mayCarry({ route, facts }: Request, { settings }: Pick<TokenDeps, 'settings'>): boolean {
  return (
    settings.current().isForeignTokenStripped &&
    facts.members !== null &&
    CARRYING.has(route.operation)
  );
}

/** Whether there is anywhere else to go. */
function hasOthers({ channels }: Pick<TokenDeps, 'channels'>): boolean {
  const [first, ...more] = channels.all();
  return more.length > 0 || (first?.keys.length ?? 0) > 1;
}

function findIn(bytes: Uint8Array): ByteFind {
  const buffer = asBuffer(bytes);
  return (text, from) => buffer.indexOf(text, from, 'latin1');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
