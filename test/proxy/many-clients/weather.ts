import type { Channel, ChannelId } from '../../../main/contracts/channel.ts';
import { KEY_STRATEGIES } from '../../../main/contracts/constants.ts';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { createSchedule, type Climate, type Schedule } from '../../../main/simulator/schedule.ts';
import { aChannel, aKey, aUrl } from '../../support/channel-builder.ts';

const CHANNELS = 20;

export const MODELS = ['sonnet', 'haiku', 'rare'] as const;
export const PROTOCOLS = ['anthropic', 'openai-chat', 'openai-responses', 'gemini'] as const;

/** Moods of the simulator, and two that only a network has: `refused` and `no-route`. */
const GOOD = ['healthy-6+slow-300-200', 'healthy-4+slow-1500-300'] as const;
const FINE: ReadonlySet<string> = new Set(GOOD);

const good: Climate<string>['good'] = [
  { value: GOOD[0], weight: 4, minMs: 20_000, maxMs: 90_000 },
  { value: GOOD[1], weight: 1, minMs: 10_000, maxMs: 40_000 },
];

function bad(...names: readonly [string, ...string[]]): Climate<string>['bad'] {
  const [first, ...others] = names.map((value) => ({
    value,
    weight: 1,
    minMs: 5_000,
    maxMs: 45_000,
  }));
  if (first === undefined) throw new Error('a climate has bad days');
  return [first, ...others];
}

const CLIMATES = {
  channel: {
    good,
    bad: bad(
      ...([
        'status-500',
        'status-503',
        'status-529',
        'flaky-50-502',
        'html-502',
        'redirect',
      ] as const),
      ...(['rate-limited-account-30', 'soft-error', 'soft-error-large', 'error-first'] as const),
      ...([
        'error-after-ping',
        'empty',
        'empty-stream',
        'no-model',
        'reset-before-content',
      ] as const),
      ...([
        'hang-before-head',
        'hang-before-content',
        'reset-middle',
        'close-inside-event',
      ] as const),
    ),
  },
  key: {
    good,
    bad: bad('rate-limited', 'rate-limited-20', 'rate-limited-date-45', 'quota-2', 'invalid-key'),
  },
  url: { good, bad: bad('refused', 'no-route', 'reset-before-head') },
} as const;

const SWITCHES: Climate<boolean> = {
  good: [{ value: true, weight: 1, minMs: 40_000, maxMs: 200_000 }],
  bad: [{ value: false, weight: 1, minMs: 1_000, maxMs: 40_000 }],
};

/** A channel with everything that will happen to it. Times count from the start. */
type Place = {
  readonly channel: Channel;
  readonly isOn: Schedule<boolean>;
  readonly mood: Schedule<string>;
  readonly keys: ReadonlyMap<string, Schedule<string>>;
  readonly origins: ReadonlyMap<string, Schedule<string>>;
};

/** Twenty channels whose moods are known for all time, so that a test can say afterwards who would have answered. */
export class Weather {
  readonly #places: readonly Place[];

  constructor(seed: number) {
    this.#places = Array.from({ length: CHANNELS }, (_, index) => placeOf(index, seed * 1000));
  }

  /** The channels as their owner has switched them at this moment. */
  channelsAt(ms: number): readonly Channel[] {
    return this.#places.map(({ channel, isOn }) => ({
      ...channel,
      isEnabled: isOn.at(ms).value,
    }));
  }

  /** When a channel is switched next. */
  nextSwitchAfter(ms: number): number {
    return Math.min(...this.#places.map(({ isOn }) => isOn.at(ms).untilMs));
  }

  /** What an attempt meets, by where it goes and the key it brings: the address first, then the service, then the key. */
  meets(origin: string, secret: string, ms: number): { channelId: ChannelId; mood: string } {
    for (const { channel, mood, keys, origins } of this.#places) {
      const moods = [origins.get(origin), mood, keys.get(secret)].map((one) => one?.at(ms).value);
      if (moods[0] === undefined || moods[1] === undefined) continue;
      if (moods[2] === undefined) throw new Error(`${channel.name} was sent a key of another`);
      const met = moods.find((one) => one !== undefined && !FINE.has(one)) ?? moods[1];
      return { channelId: channel.id, mood: met };
    }
    throw new Error(`there is no ${origin}`);
  }

  /** The channels that, at every moment, were switched on and would have answered a request like this. */
  reliable(
    protocol: Protocol | null,
    model: string | null,
    fromMs: number,
    toMs: number,
  ): readonly string[] {
    const isFine = (schedule: Schedule<string>): boolean =>
      always(schedule, (mood) => FINE.has(mood), fromMs, toMs);
    return this.#places.flatMap(({ channel, isOn, mood, keys, origins }) =>
      channel.protocols.some((one) => one === protocol) &&
      channel.models.some(({ name }) => name === model) &&
      always(isOn, (value) => value, fromMs, toMs) &&
      isFine(mood) &&
      [...keys.values()].some(isFine) &&
      [...origins.values()].some(isFine)
        ? [channel.name]
        : [],
    );
  }
}

function placeOf(index: number, seed: number): Place {
  const id = index + 1;
  const keys = Array.from({ length: 1 + (index % 3) }, (_, nth) => aKey(id * 10 + nth));
  const urls = Array.from({ length: index % 4 === 0 ? 2 : 1 }, (_, nth) => aUrl(id * 10 + nth));
  const offered = MODELS.filter((_, nth) => nth === index % 2 || (nth === 2 && index % 5 === 0));
  const channel = aChannel(id, {
    keys,
    urls,
    protocols: PROTOCOLS.filter((_, nth) => index % 2 === 0 || nth % 2 === (index % 4) >> 1),
    priority: index % 3,
    keyStrategy: KEY_STRATEGIES[index % KEY_STRATEGIES.length] ?? 'sequential',
    models: offered.map((name) => ({
      name,
      upstreamNames: index % 4 === 1 ? [`${name}-here`] : [],
      isEnabled: true,
    })),
  });
  return {
    channel,
    isOn: createSchedule(SWITCHES, seed + id),
    mood: createSchedule(CLIMATES.channel, seed + id + 100),
    keys: new Map(
      keys.map(({ id: key, secret }) => [
        secret ?? '',
        createSchedule(CLIMATES.key, seed + key + 200),
      ]),
    ),
    origins: new Map(
      urls.map(({ id: url, url: origin }) => [
        origin,
        createSchedule(CLIMATES.url, seed + url + 500),
      ]),
    ),
  };
}

function always<T>(
  schedule: Schedule<T>,
  isTrue: (value: T) => boolean,
  fromMs: number,
  toMs: number,
): boolean {
  for (let at = fromMs; at <= toMs;) {
    const { value, untilMs } = schedule.at(at);
    if (!isTrue(value)) return false;
    at = untilMs;
  }
  return true;
}
