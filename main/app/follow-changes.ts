import type { Settings } from '../contracts/settings.ts';
import { settingsFor } from '../core/channel-settings.ts';
import { splitUrl } from '../core/upstream-url.ts';
import type { ProxyDeps } from '../proxy/deps.ts';
import type { Route } from '../proxy/dispatchers.ts';
import { routeOf } from '../proxy/route.ts';
import type { ChannelBook } from '../state/channel-book.ts';
import type { Entrance } from './entrance.ts';
import type { Logger } from './logger.ts';

/** What has to act when channels or settings change. */
export function followChanges(proxy: ProxyDeps, entrance: Entrance, log: Logger): void {
  const { doors } = entrance;
  const retain = (): void => {
    proxy.dispatchers.retain(routesOf(proxy.channels, proxy.settings.current()));
  };
  proxy.channels.subscribe(retain);
  proxy.settings.subscribe((settings) => {
    retain();
    proxy.slots.admit();
    doors.setTimeouts(settings);
    if (proxy.settings.lockedBy('port') !== null) return;
    const before = doors.address;
    entrance.follow(settings.port, settings).then(
      () => {
        if (doors.address !== before) log.info(`now listening on ${doors.address}`);
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        log.error(`still listening on ${doors.address}: ${reason}`);
      },
    );
  });
}

function routesOf(channels: ChannelBook, settings: Settings): Route[] {
  return channels.all().flatMap((channel) => {
    const own = settingsFor(settings, channel);
    return channel.urls.map(({ url }) => routeOf(channel, splitUrl(url).origin, own));
  });
}
