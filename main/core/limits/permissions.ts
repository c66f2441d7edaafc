import type { ChannelId } from '../../contracts/channel.ts';
import type { Token } from '../../contracts/token.ts';
import { fitsPattern } from '../model-pattern.ts';

/** Whether a token may ask for a model: its list holds names and patterns with `*`, an empty one permits all. */
export function isModelPermitted({ models }: Pick<Token, 'models'>, asked: string): boolean {
  if (models.length === 0) return true;
  const name = asked.toLowerCase();
  return models.some((pattern) => fitsPattern(pattern.toLowerCase(), name));
}

/** Whether a token's requests may go to a channel. */
export function isChannelPermitted(
  { channelRule, channelIds }: Pick<Token, 'channelRule' | 'channelIds'>,
  id: ChannelId,
): boolean {
  switch (channelRule) {
    case 'all':
      return true;
    case 'allow':
      return channelIds.includes(id);
    case 'deny':
      return !channelIds.includes(id);
  }
}
