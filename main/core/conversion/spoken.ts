import type { Channel, ChannelUrl } from '../../contracts/channel.ts';
import { PROTOCOLS } from '../../contracts/constants.ts';
import type { Protocol } from '../../contracts/protocol.ts';

type Speaker = Pick<Channel, 'protocols'> & {
  readonly urls: readonly Pick<ChannelUrl, 'protocols' | 'isEnabled'>[];
};

/** What is spoken at one URL of a channel. */
export function spokenAt(
  channel: Pick<Channel, 'protocols'>,
  url: Pick<ChannelUrl, 'protocols'>,
): readonly Protocol[] {
  return url.protocols ?? channel.protocols;
}

/** What is spoken at any of its enabled URLs; what the channel says where none is enabled. */
export function spokenBy(channel: Speaker): readonly Protocol[] {
  const { urls, protocols } = channel;
  if (urls.every((url) => url.protocols === null)) return protocols;
  const spoken = new Set(urls.flatMap((url) => (url.isEnabled ? spokenAt(channel, url) : [])));
  return spoken.size === 0 ? protocols : PROTOCOLS.filter((protocol) => spoken.has(protocol));
}
