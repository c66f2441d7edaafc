import type { ChannelKey, KeyId, UrlId } from '../contracts/channel.ts';
import type { CooldownScope } from '../contracts/cooldown.ts';
import type { Circuit } from '../core/availability/circuit.ts';
import type { Least } from '../core/availability/least-cooling.ts';

export type CircuitEntry = {
  readonly scope: CooldownScope;
  readonly circuit: Circuit;
  /** As it was before it opened last, so that an opening can be undone. */
  readonly before: Circuit | null;
};

/** How some keys of a channel stand. */
export type KeySummary = {
  readonly keys: readonly ChannelKey[];
  readonly freeCount: number;
  readonly least: Least<ChannelKey> | null;
  /** Epoch ms. Until then only a change of a circuit can make it wrong. */
  readonly validUntil: number;
};

/** The circuits of one channel, found by id: making a name for each of thousands of keys would take longer than choosing. */
export class ChannelCircuits {
  channel: CircuitEntry | undefined;
  readonly keys = new Map<KeyId, CircuitEntry>();
  readonly urls = new Map<UrlId, CircuitEntry>();
  readonly models = new Map<string, CircuitEntry>();
  /** What was last found out about its keys, while nothing has changed. */
  keySummary: KeySummary | null = null;

  get isEmpty(): boolean {
    return this.channel === undefined && this.isChannelAlone;
  }

  /** Nothing but the channel as a whole. */
  get isChannelAlone(): boolean {
    return this.keys.size === 0 && this.urls.size === 0 && this.models.size === 0;
  }

  set(entry: CircuitEntry): void {
    this.keySummary = null;
    const { scope } = entry;
    if (scope.kind === 'key') this.keys.set(scope.keyId, entry);
    else if (scope.kind === 'url') this.urls.set(scope.urlId, entry);
    else if (scope.kind === 'model') this.models.set(scope.model, entry);
    else this.channel = entry;
  }

  delete(scope: CooldownScope): void {
    this.keySummary = null;
    if (scope.kind === 'key') this.keys.delete(scope.keyId);
    else if (scope.kind === 'url') this.urls.delete(scope.urlId);
    else if (scope.kind === 'model') this.models.delete(scope.model);
    else this.channel = undefined;
  }
}
