import type { ChannelHeader } from '../contracts/channel.ts';
import type { Protocol } from '../contracts/protocol.ts';

export { callerTimeoutMs } from './caller-timeout.ts';

export type UpstreamHeadersInput = {
  /** Names and values in turn, as Node's `rawHeaders`. */
  readonly raw: readonly string[];
  readonly protocol: Protocol;
  readonly secret: string;
  /** The upstream's host without its port. */
  readonly host: string;
  readonly extra: readonly ChannelHeader[];
  /** The body goes on decoded, so that its content-encoding no longer holds. */
  readonly isBodyDecoded: boolean;
  /** The answer has to come without a content coding. */
  readonly isPlainWanted?: boolean;
};

/** They belong to one connection, not to the message (RFC 9110 §7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Where clients put their token and upstreams expect the key. */
const CREDENTIALS: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'x-goog-api-key']);

/** Written anew for every attempt, or meant for us alone. `expect` has been answered by our own listener. */
const OURS: ReadonlySet<string> = new Set([
  'content-length',
  'expect',
  'host',
  'x-timeout-ms',
  'x-timeout-s',
]);

/** For callers by hand (curl): an Anthropic upstream refuses a request that names no version. */
const ANTHROPIC_VERSION = '2023-06-01';

/**
 * Whether a channel may not set a header of this lower-case name: keys are injected in their own place,
 * and the rest would contradict the message that is really sent.
 */
export function isReservedHeader(name: string): boolean {
  return (
    HOP_BY_HOP.has(name) || CREDENTIALS.has(name) || OURS.has(name) || name === 'content-encoding'
  );
}

/**
 * The headers of an attempt, names and values in turn: the client's own, in their order and case, without
 * what must not leave this program; then the channel's key, and last the channel's extra headers.
 */
export function buildUpstreamHeaders(input: UpstreamHeadersInput): string[] {
  const { raw } = input;
  const listed = connectionNames(raw);
  const extra = settableHeaders(input.extra);
  const headers: string[] = [];
  let hasVersion = false;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || CREDENTIALS.has(lower) || OURS.has(lower)) continue;
    if (listed?.has(lower) || extra?.has(lower)) continue;
    if (lower === 'content-encoding' && input.isBodyDecoded) continue;
    if (lower === 'accept-encoding' && input.isPlainWanted === true) continue;
    const value = lower === 'cookie' ? withoutOwnCookies(raw[i + 1] ?? '') : (raw[i + 1] ?? '');
    if (value === null) continue;
    if (lower === 'anthropic-version') hasVersion = true;
    headers.push(name, value);
  }
  pushKey(headers, input);
  if (input.protocol === 'anthropic' && !hasVersion && !extra?.has('anthropic-version')) {
    headers.push('anthropic-version', ANTHROPIC_VERSION);
  }
  if (extra !== null) {
    for (const { name, value } of extra.values()) if (value !== null) headers.push(name, value);
  }
  return headers;
}

/**
 * The headers of an upstream's answer for the client, names and values in turn. A body that was rewritten
 * is neither as long nor encoded as the upstream said.
 */
export function answerHeaders(
  raw: readonly string[],
  options: { readonly isBodyRewritten: boolean },
): string[] {
  const listed = connectionNames(raw);
  const headers: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    const lower = name.toLowerCase();
    if (HOP_BY_HOP.has(lower) || listed?.has(lower)) continue;
    if (options.isBodyRewritten && (lower === 'content-length' || lower === 'content-encoding')) {
      continue;
    }
    headers.push(name, raw[i + 1] ?? '');
  }
  return headers;
}

/** Relays read the key from either place; Anthropic itself would take a Bearer value for an OAuth token. */
function pushKey(headers: string[], { protocol, secret, host }: UpstreamHeadersInput): void {
  switch (protocol) {
    case 'anthropic':
      headers.push('x-api-key', secret);
      if (host !== 'api.anthropic.com') headers.push('authorization', `Bearer ${secret}`);
      return;
    case 'openai-chat':
    case 'openai-responses':
      headers.push('authorization', `Bearer ${secret}`);
      return;
    case 'gemini':
      headers.push('x-goog-api-key', secret);
      return;
  }
}

/** Lower-case names that a Connection header declares to belong to the connection; null when there is none. */
function connectionNames(raw: readonly string[]): ReadonlySet<string> | null {
  let names: Set<string> | null = null;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
    names ??= new Set();
    for (const listed of (raw[i + 1] ?? '').split(',')) names.add(listed.trim().toLowerCase());
  }
  return names;
}

/** By lower-case name, the last of a name winning; null when the channel has none. */
function settableHeaders(
  extra: readonly ChannelHeader[],
): ReadonlyMap<string, ChannelHeader> | null {
  if (extra.length === 0) return null;
  const headers = new Map<string, ChannelHeader>();
  for (const header of extra) {
    const lower = header.name.toLowerCase();
    if (!isReservedHeader(lower)) headers.set(lower, header);
  }
  return headers;
}

/** A Cookie header without our UI's sessions (`ccload_8080=…`); null when nothing else was in it. */
function withoutOwnCookies(value: string): string | null {
  if (!value.includes('ccload_')) return value;
  const crumbs = value.split(';');
  const kept = crumbs.filter((crumb) => !/^\s*ccload_\d+\s*(?:=|$)/.test(crumb));
  if (kept.length === crumbs.length) return value;
  const rest = kept.join(';').trim();
  return rest === '' ? null : rest;
}
