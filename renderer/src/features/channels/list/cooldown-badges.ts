import type { ChannelView } from '#contracts/channel';
import type { CooldownScope, CooldownView } from '#contracts/cooldown';

/** What the API wants to be told which part of a channel is meant. */
export type CooldownPart = {
  readonly key_id?: number;
  readonly url_id?: number;
  readonly model?: string;
};

/**
 * What cools of one channel, the widest first. A channel that cools because all its keys or URLs do is told by them
 * alone: it has no clock of its own.
 */
export function cooldownsOf(
  channel: Pick<ChannelView, 'id'>,
  all: readonly CooldownView[],
): readonly CooldownView[] {
  return all
    .filter(({ scope }) => scope.channelId === channel.id)
    .toSorted((a, b) => RANKS[a.scope.kind] - RANKS[b.scope.kind] || b.until - a.until);
}

const RANKS: Readonly<Record<CooldownScope['kind'], number>> = {
  channel: 0,
  model: 1,
  url: 2,
  key: 3,
};

export function partOf(scope: CooldownScope): CooldownPart {
  switch (scope.kind) {
    case 'key':
      return { key_id: scope.keyId };
    case 'url':
      return { url_id: scope.urlId };
    case 'model':
      return { model: scope.model };
    case 'channel':
      return {};
  }
}

export function cooldownId({ scope }: CooldownView): string {
  return JSON.stringify(partOf(scope));
}

/** Minutes and seconds as a clock shows them; hours where there are any. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}
