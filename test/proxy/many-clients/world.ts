import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { StoredCooldown } from '../../../main/core/availability/circuit.ts';
import type { CandidateTarget } from '../../../main/core/availability/scopes.ts';
import { UNLIMITED_TOKEN } from '../../../main/contracts/constants.ts';
import type { AttemptRecord, RequestRecord } from '../../../main/contracts/record.ts';
import type { Settings } from '../../../main/contracts/settings.ts';
import type { TokenId } from '../../../main/contracts/token.ts';
import type { ProxyDeps } from '../../../main/proxy/deps.ts';
import { Dispatchers } from '../../../main/proxy/dispatchers.ts';
import { Slots } from '../../../main/proxy/slots.ts';
import { seededDice, type Dice } from '../../../main/simulator/dice.ts';
import { AffinityBook } from '../../../main/state/affinity-book.ts';
import { AvailabilityBook } from '../../../main/state/availability-book.ts';
import { ChannelBook } from '../../../main/state/channel-book.ts';
import { HealthWindow } from '../../../main/state/health-window.ts';
import { InFlight } from '../../../main/state/in-flight.ts';
import type { Lease } from '../../../main/state/lease.ts';
import { LatencyBook } from '../../../main/state/latency-book.ts';
import { MintedBook } from '../../../main/state/minted-book.ts';
import { NetworkSense } from '../../../main/state/network-sense.ts';
import { OutputBook } from '../../../main/state/output-book.ts';
import { RecentAnswers } from '../../../main/state/recent-answers.ts';
import { ProvenanceBook } from '../../../main/state/provenance-book.ts';
import { RotationBook } from '../../../main/state/rotation-book.ts';
import { SettingsBook } from '../../../main/state/settings-book.ts';
import { TokenBook } from '../../../main/state/token-book.ts';
import { aRuleBook } from '../../support/rule-builder.ts';
import { limitBook } from '../../support/limit-book.ts';
import { VirtualTime } from './virtual-time.ts';
import { VirtualUpstreams } from './virtual-upstreams.ts';
import { Weather } from './weather.ts';

export const TOKEN = 'ccl-one-of-many-clients';

export type Finished = {
  readonly record: RequestRecord;
  readonly attempts: readonly AttemptRecord[];
};

/** The data plane as the program joins it, between virtual clients and virtual upstreams. */
export class World {
  readonly time = new VirtualTime();
  readonly startedAt = this.time.now();
  readonly weather: Weather;
  readonly dice: Dice;
  readonly upstreams: VirtualUpstreams;
  readonly channels = new ChannelBook();
  readonly availability: CountingBook;
  readonly deps: ProxyDeps;
  readonly finished = new Map<string, Finished>();
  /** All that were ever written down. */
  readonly cooldowns: StoredCooldown[] = [];
  /** How often the channels were switched. */
  switches = 0;

  constructor(seed: number, settings: Partial<Settings>) {
    const { time } = this;
    this.weather = new Weather(seed);
    this.dice = seededDice(seed);
    this.upstreams = new VirtualUpstreams(
      this.weather,
      time,
      seededDice(seed + 1),
      (id) => this.channels.find(id)?.isEnabled ?? false,
    );
    // What a client did not ask for is taken out of its stream; here it is compared with what was sent.
    // The answers are compared byte by byte with what the upstreams composed.
    const values = { isUsageAskedFor: false, conversion: 'never' as const, ...settings };
    const settingsBook = new SettingsBook({ values, lockedBy: {} }, {});
    this.availability = new CountingBook({
      port: { save: ({ saved }) => this.cooldowns.push(...saved) },
      now: () => time.now(),
      after: (ms, run) => time.after(ms, run),
      settings: () => settingsBook.current(),
      onKeyExhausted: () => {
        throw new Error('no setting asks for that');
      },
    });
    this.channels.subscribe(() => {
      this.availability.retain(this.channels.all());
    });
    this.deps = {
      channels: this.channels,
      tokens: tokenBook(),
      settings: settingsBook,
      availability: this.availability,
      network: new NetworkSense(
        () => true,
        (sinceMs) => {
          this.availability.forgive(sinceMs);
        },
      ),
      rotation: new RotationBook(),
      rules: aRuleBook(),
      recentAnswers: new RecentAnswers(),
      latency: new LatencyBook(),
      health: new HealthWindow(() => settingsBook.current().healthWindowMs),
      minted: new MintedBook(),
      affinities: new AffinityBook(() => settingsBook.current()),
      provenances: new ProvenanceBook(),
      inFlight: new InFlight((ms, run) => time.after(ms, run)),
      limits: limitBook(
        () => time.now(),
        () => settingsBook.current(),
      ),
      budgets: { applied: (candidates) => candidates, cheaperFor: () => null },
      outputs: new OutputBook(),
      prices: { known: () => null, estimate: () => ({ reserveNanoUsd: null }) },
      slots: new Slots(() => settingsBook.current(), time),
      dispatchers: new VirtualDispatchers(this.upstreams),
      records: {
        open: () => undefined,
        close: (record, attempts) => this.finished.set(record.id, { record, attempts }),
      },
      captures: { attempt: () => null, close: () => undefined },
      countTokens: () => Promise.reject(new Error('nobody asks for a count')),
      askModels: () => Promise.reject(new Error('nobody asks for models')),
      price: () => null,
      log: SILENT,
      clock: time,
      random: seededDice(seed + 2),
    };
    this.#switch();
  }

  /** Milliseconds since the start. */
  get elapsed(): number {
    return this.time.now() - this.startedAt;
  }

  /** Every way to send a request. */
  targets(): readonly CandidateTarget[] {
    return this.channels.all().flatMap((channel) =>
      channel.keys.flatMap((key) =>
        channel.urls.flatMap((url) =>
          channel.models.map(({ name, upstreamNames }) => ({
            channelId: channel.id,
            keyId: key.id,
            urlId: url.id,
            upstreamModel: upstreamNames[0] ?? name,
          })),
        ),
      ),
    );
  }

  /** The owner of the channels switches them on and off. */
  #switch(): void {
    this.switches += 1;
    this.channels.replaceAll(this.weather.channelsAt(this.elapsed));
    this.time.after(this.weather.nextSwitchAfter(this.elapsed) - this.elapsed, () => {
      this.#switch();
    });
  }
}

/** The real book, which also knows every lease that it gave. */
class CountingBook extends AvailabilityBook {
  readonly leases = new Set<Lease>();
  /** Leases on what was cooling, because nothing else was left. */
  forced = 0;

  override tryTake(...given: Parameters<AvailabilityBook['tryTake']>) {
    const taken = super.tryTake(...given);
    if (taken.kind === 'free') this.leases.add(taken.lease);
    return taken;
  }

  override takeAnyway(...given: Parameters<AvailabilityBook['takeAnyway']>) {
    const lease = super.takeAnyway(...given);
    if (lease !== null) {
      this.leases.add(lease);
      this.forced += 1;
    }
    return lease;
  }
}

/** Every way out leads to the virtual upstreams. */
class VirtualDispatchers extends Dispatchers {
  readonly #upstreams: Dispatcher;

  constructor(upstreams: Dispatcher) {
    super({
      outboundProxy: { httpProxy: null, httpsProxy: null, noProxy: null },
      isOwnListener: () => false,
      prepareTls: () => undefined,
    });
    this.#upstreams = upstreams;
  }

  override for(): Dispatcher {
    return this.#upstreams;
  }

  override fresh(): Dispatcher {
    throw new Error('no virtual connection is ever used twice');
  }
}

function tokenBook(): TokenBook {
  const book = new TokenBook();
  book.replaceAll([
    {
      ...UNLIMITED_TOKEN,
      id: 1 as TokenId,
      name: 'Clients',
      hash: createHash('sha256').update(TOKEN).digest('hex'),
      mask: 'ccl-…',
      isLocal: false,
      createdAt: 0,
      lastUsedAt: null,
    },
  ]);
  return book;
}

const SILENT = {
  isAccessLogged: () => false,
  isDebugLogged: () => false,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
