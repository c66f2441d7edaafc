import type { ChannelView } from '#contracts/channel';
import type { CooldownView } from '#contracts/cooldown';

export type Situation = {
  readonly kind: 'fine' | 'noneEnabled' | 'allCooling' | 'unusable';
  /** Enabled channels without a key that could be used. */
  readonly unusable: readonly string[];
  /** Channels that cool as a whole. */
  readonly cooling: ReadonlySet<number>;
};

/** Whether requests have anywhere to go. */
export function situation(
  channels: readonly ChannelView[],
  cooldowns: readonly CooldownView[],
): Situation {
  const cooling = new Set<number>(
    cooldowns
      .filter(({ scope, state }) => scope.kind === 'channel' && state === 'open')
      .map(({ scope }) => scope.channelId),
  );
  const enabled = channels.filter(({ isEnabled }) => isEnabled);
  const unusable = enabled
    .filter(({ keys }) => !keys.some((key) => key.isEnabled && !key.isLocked))
    .map(({ name }) => name);
  const kind = kindOf();
  return { kind, unusable, cooling };

  function kindOf(): Situation['kind'] {
    if (channels.length === 0) return 'fine';
    if (enabled.length === 0) return 'noneEnabled';
    if (enabled.every(({ id }) => cooling.has(id))) return 'allCooling';
    return unusable.length > 0 ? 'unusable' : 'fine';
  }
}
