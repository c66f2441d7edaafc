import type { Channel } from '../contracts/channel.ts';
import type { Settings } from '../contracts/settings.ts';
import type { Route } from './dispatchers.ts';

/** The way from here to an origin of the channel; `settings` as they hold for it. */
export function routeOf(
  { proxyUrl, isTlsInsecure }: Channel,
  origin: string,
  { connectTimeoutMs }: Pick<Settings, 'connectTimeoutMs'>,
): Route {
  return { origin, proxyUrl, isTlsInsecure, connectTimeoutMs };
}
