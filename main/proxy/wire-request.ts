import type { Settings } from '../contracts/settings.ts';
import type { Route } from './dispatchers.ts';

/** What goes over the wire. */
export type WireRequest = {
  readonly route: Route;
  readonly path: string;
  readonly url: string;
  readonly method: string;
  readonly headers: readonly string[];
  readonly body: Buffer | null;
  /** As they hold for the channel. */
  readonly settings: Settings;
};
