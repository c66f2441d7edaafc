import type { ChannelId, KeyId } from '../contracts/channel.ts';
import type { CooldownScope } from '../contracts/cooldown.ts';
import type { Settings } from '../contracts/settings.ts';
import type { Circuit } from '../core/availability/circuit.ts';
import type { CooldownPort } from './circuit-table.ts';
import type { After } from './in-flight.ts';
import type { Lease } from './lease.ts';

/** What the book of who may be tried needs of the world. */
export type AvailabilityDeps = {
  readonly port: CooldownPort;
  readonly now: () => number;
  readonly after: After;
  readonly settings: () => Settings;
  /** A key was refused in as many cooldowns in a row as the setting allows. */
  readonly onKeyExhausted: (channelId: ChannelId, keyId: KeyId) => void;
  /** Time alone does not make it half-open: a check does. */
  readonly isLeftToChecks?: (scope: CooldownScope, circuit: Circuit) => boolean;
};

export type Taken = { readonly kind: 'free'; readonly lease: Lease };
