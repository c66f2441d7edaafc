/**
 * CPU of one choice among 200 channels with 20 keys each, and among the few that most people have.
 * `node test/bench/choose.ts` prints the figures; `npm run bench` reports the dearest of the large ones.
 */
import type { UrlId } from '../../main/contracts/channel.ts';
import type { Settings } from '../../main/contracts/settings.ts';
import { findCandidates } from '../../main/core/candidates.ts';
import type { Asking, ChoosingDeps } from '../../main/proxy/choice.ts';
import { choose } from '../../main/proxy/choose.ts';
import { AvailabilityBook } from '../../main/state/availability-book.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';
import { HealthWindow } from '../../main/state/health-window.ts';
import { LatencyBook } from '../../main/state/latency-book.ts';
import { RotationBook } from '../../main/state/rotation-book.ts';
import { SettingsBook } from '../../main/state/settings-book.ts';
import { aChannel, aKey } from '../support/channel-builder.ts';
import { limitBook, unpriced } from '../support/limit-book.ts';

/** The budget of one choice. */
export const CHOICE_BUDGET_US = 50;
const ROUNDS = 7;
const CHOICES = 2_000;
const HOUR_MS = 3_600_000;

type World = { readonly asking: Asking; readonly deps: ChoosingDeps };

function world(channelCount: number, keyCount: number, given: Partial<Settings> = {}): World {
  const settings = new SettingsBook({ values: given, lockedBy: {} }, {});
  const now = (): number => Date.now();
  const after = (): unknown => undefined;
  const channels = Array.from({ length: channelCount }, (_, index) => {
    const id = index + 1;
    const keys = Array.from({ length: keyCount }, (_key, key) => aKey(id * 100 + key));
    return aChannel(id, { keys, keyStrategy: 'round_robin' });
  });
  const rules = DEFAULT_SETTINGS;
  const candidates = findCandidates(channels, { accepts: ['anthropic'], model: 'claude-x', rules });
  const availability = new AvailabilityBook({
    port: { save: () => undefined },
    now,
    after,
    settings: () => settings.current(),
    onKeyExhausted: () => undefined,
  });
  return {
    asking: {
      call: { isOver: false },
      admission: { candidates, deadlineAt: null, estimates: unpriced() },
      ledger: { firstAttemptAt: null },
    },
    deps: {
      availability,
      settings,
      rotation: new RotationBook(),
      latency: new LatencyBook(),
      health: new HealthWindow(() => settings.current().healthWindowMs),
      clock: { now, after: () => () => undefined },
      random: Math.random,
      limits: limitBook(now, () => settings.current()),
    },
  };
}

/** Cools down what of each channel `what` names. */
function cooled(one: World, what: (index: number) => 'channel' | 'model' | number | null): World {
  const { availability } = one.deps;
  const until = Date.now() + HOUR_MS;
  for (const [index, { channel }] of one.asking.admission.candidates.eligible.entries()) {
    const part = what(index);
    const channelId = channel.id;
    if (part === 'channel') availability.cool({ kind: 'channel', channelId }, until);
    else if (part === 'model')
      availability.cool({ kind: 'model', channelId, model: 'claude-x' }, until);
    else {
      for (const key of channel.keys.slice(0, part ?? 0)) {
        availability.cool({ kind: 'key', channelId, keyId: key.id }, until);
      }
    }
  }
  return one;
}

/** Every channel has answered before. */
function measured(one: World): World {
  for (const { channel } of one.asking.admission.candidates.eligible) {
    const target = { channelId: channel.id, urlId: 1 as UrlId, upstreamModel: 'claude-x' };
    one.deps.latency.note(target, 100 + (channel.id % 7), Date.now());
  }
  return one;
}

async function microseconds({ asking, deps }: World): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let n = 0; n < CHOICES; n++) {
      const choice = await choose(asking, [], deps);
      if (choice === null) throw new Error('nothing was chosen');
      deps.availability.release(choice.lease);
      choice.hold.end(0);
    }
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / CHOICES);
  }
  return rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN;
}

/** Made when they are measured, and not before: the worlds are large. */
const CASES: readonly (readonly [string, () => World])[] = [
  ['1 channel, calm', () => world(1, 1)],
  ['3 channels, calm', () => world(3, 1)],
  ['5 channels of 2 keys, calm', () => world(5, 2)],
  ['200 channels of 20 keys, calm', () => world(200, 20)],
  [
    '  … a tenth of the channels cool',
    () => cooled(world(200, 20), (n) => (n % 10 === 0 ? 'channel' : null)),
  ],
  ['  … half of the keys of all cool', () => cooled(world(200, 20), () => 10)],
  ['  … all but one cool', () => cooled(world(200, 20), (n) => (n === 100 ? null : 'model'))],
  ['  … everything cools', () => cooled(world(200, 20), () => 'channel')],
  ['  … all 4,000 keys cool', () => cooled(world(200, 20), () => 20)],
  ['  … health score', () => world(200, 20, { isHealthScoreEnabled: true })],
  ['  … least in flight', () => world(200, 20, { balancing: 'least_in_flight' })],
  ['  … fastest', () => measured(world(200, 20, { balancing: 'fastest' }))],
  ['  … weighted random', () => world(200, 20, { balancing: 'weighted_random' })],
];

/** Microseconds of each case by its name. */
export async function measureChoices(): Promise<ReadonlyMap<string, number>> {
  const figures = new Map<string, number>();
  for (const [name, make] of CASES) figures.set(name, await microseconds(make()));
  return figures;
}

/** Those of 200 channels with 20 keys each. */
export async function measureLargeChoices(): Promise<readonly number[]> {
  const figures = await measureChoices();
  return [...figures].flatMap(([name, figure]) => (/^(200| {2}…)/.test(name) ? [figure] : []));
}

if (import.meta.main) {
  const figures = await measureChoices();
  for (const [name, figure] of figures) {
    console.log(`${name.padEnd(40)} ${figure.toFixed(1).padStart(7)} µs`);
  }
  const isOver = Math.max(...figures.values()) > CHOICE_BUDGET_US;
  const budget = `the budget of ${String(CHOICE_BUDGET_US)} µs.`;
  console.log(isOver ? `Over ${budget}` : `Within ${budget}`);
}
