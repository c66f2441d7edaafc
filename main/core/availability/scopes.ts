import type { Channel, ChannelId, KeyId, UrlId } from '../../contracts/channel.ts';
import type { CooldownScope } from '../../contracts/cooldown.ts';
import type { BlameReason, Verdict } from '../classify.ts';

/** What an attempt is made with, as far as it can cool down. */
export type CandidateTarget = {
  readonly channelId: ChannelId;
  readonly keyId: KeyId;
  readonly urlId: UrlId;
  /** Null when the request names no model; then no model can be blamed. */
  readonly upstreamModel: string | null;
};

/** Everything of a candidate that can cool down. */
export function scopesOf(target: CandidateTarget): readonly CooldownScope[] {
  const { channelId, keyId, urlId, upstreamModel } = target;
  const scopes: CooldownScope[] = [
    { kind: 'channel', channelId },
    { kind: 'url', channelId, urlId },
    { kind: 'key', channelId, keyId },
  ];
  if (upstreamModel !== null) scopes.push({ kind: 'model', channelId, model: upstreamModel });
  return scopes;
}

/** One text per scope, different for different ones. */
export function scopeName(scope: CooldownScope): string {
  switch (scope.kind) {
    case 'key':
      return `key ${String(scope.keyId)}`;
    case 'url':
      return `url ${String(scope.urlId)}`;
    case 'model':
      return `model ${String(scope.channelId)} ${scope.model}`;
    case 'channel':
      return `channel ${String(scope.channelId)}`;
  }
}

/** Reasons that come from an answer the upstream gave about the key or the model: the channel itself works. */
const CHANNEL_SPOKE: ReadonlySet<BlameReason> = new Set([
  'auth',
  'balance',
  'quota',
  'rateLimit',
  'model',
]);

/**
 * Whether a failed attempt proves all the same that a wider scope works. A refused key was refused by
 * somebody: URL and channel are there. A timeout or a fault proves the URL, which let itself be connected.
 */
export function isProven(kind: CooldownScope['kind'], verdict: Verdict): boolean {
  const { blame, reason } = verdict;
  if (reason === 'unreachable' || reason === 'selfLoop') return false;
  if (kind === 'url') return blame === 'key' || blame === 'model' || blame === 'channel';
  return kind === 'channel' && (blame === 'key' || blame === 'model') && CHANNEL_SPOKE.has(reason);
}

/**
 * Whether what was known of a scope says nothing any more, because it is gone or a person changed what
 * it was about: another secret, another address, switched on again.
 */
export function isOutdated(
  scope: CooldownScope,
  before: Channel | undefined,
  after: Channel | undefined,
): boolean {
  if (after === undefined) return true;
  if (before !== undefined && isSwitchedOn(before, after)) return true;
  const isMoved =
    before !== undefined &&
    (before.proxyUrl !== after.proxyUrl || before.isTlsInsecure !== after.isTlsInsecure);
  switch (scope.kind) {
    case 'model':
      return false;
    case 'channel':
      return isMoved || (before !== undefined && addressesOf(before) !== addressesOf(after));
    case 'key': {
      const key = after.keys.find((one) => one.id === scope.keyId);
      const past = before?.keys.find((one) => one.id === scope.keyId);
      if (key === undefined || past === undefined) return key === undefined;
      // A locked key has no secret here; it did not change by being locked.
      const isSame = past.secret === null || key.secret === null || past.secret === key.secret;
      return !isSame || isSwitchedOn(past, key);
    }
    case 'url': {
      const url = after.urls.find((one) => one.id === scope.urlId);
      const past = before?.urls.find((one) => one.id === scope.urlId);
      if (url === undefined || past === undefined) return url === undefined;
      return isMoved || past.url !== url.url || isSwitchedOn(past, url);
    }
  }
}

type Switch = { readonly isEnabled: boolean };

function isSwitchedOn(before: Switch, after: Switch): boolean {
  return !before.isEnabled && after.isEnabled;
}

function addressesOf(channel: Channel): string {
  return channel.urls
    .filter((url) => url.isEnabled)
    .map((url) => `${String(url.isExact)} ${url.url}`)
    .join('\n');
}
