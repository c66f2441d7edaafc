import { collectDefaultMetrics, Registry } from 'prom-client';
import type { ChannelId } from '../../contracts/channel.ts';
import { CHANNEL_STATES } from '../../contracts/constants.ts';
import type { InFlightPhase } from '../../contracts/live-events.ts';
import { channelStateOf } from '../../core/channel-state.ts';
import type { ProxyDeps } from '../../proxy/deps.ts';
import type { RunTotals } from '../../state/run-totals.ts';
import type { Store } from '../../store/store.ts';
import { sampleCounter, sampleGauge, type Sample } from './sampled.ts';
import { registerTraffic } from './traffic.ts';

/** What is measured, all of it known anyway: nothing is counted for the metrics alone. */
export type Measured = Pick<
  ProxyDeps,
  'channels' | 'inFlight' | 'slots' | 'settings' | 'availability' | 'limits' | 'clock'
> & {
  readonly totals: RunTotals;
  readonly store: Pick<Store, 'retention' | 'recordWriter'>;
  readonly version: string;
};

const PHASES = [
  'queued',
  'connecting',
  'waiting',
  'held',
  'streaming',
  'ending',
] as const satisfies readonly InFlightPhase[];

/** Everything a scrape is answered with. One for each program, because tests run several in one process. */
export function makeRegistry(measured: Measured): Registry {
  const registry = new Registry();
  // The process and its event loop, under the names that dashboards know.
  collectDefaultMetrics({ register: registry });
  sampleGauge(
    registry,
    { name: 'ccload_build_info', help: 'Always 1; the version is the label.', labels: ['version'] },
    () => [[{ version: measured.version }, 1]],
  );
  registerTraffic(registry, measured.totals, (id) => measured.channels.find(id as ChannelId)?.name);
  registerRequests(registry, measured);
  registerChannels(registry, measured);
  registerDatabase(registry, measured);
  return registry;
}

function registerRequests(registry: Registry, { inFlight, slots, settings }: Measured): void {
  sampleGauge(
    registry,
    {
      name: 'ccload_in_flight_requests',
      help: 'Requests that were accepted and have not ended, by what they are at.',
      labels: ['phase'],
    },
    () => {
      const running = inFlight.list().map(({ phase }): Sample => [{ phase }, 1]);
      return [...PHASES.map((phase): Sample => [{ phase }, 0]), ...running];
    },
  );
  sampleGauge(
    registry,
    { name: 'ccload_queued_requests', help: 'Requests that wait for a slot.' },
    () => [[{}, slots.queued]],
  );
  sampleGauge(registry, { name: 'ccload_slots_taken', help: 'Requests that hold a slot.' }, () => [
    [{}, slots.taken],
  ]);
  sampleGauge(
    registry,
    { name: 'ccload_slots', help: 'Requests that may hold a slot at once.' },
    () => [[{}, settings.current().maxConcurrency]],
  );
}

function registerChannels(
  registry: Registry,
  { channels, availability, limits, settings }: Measured,
): void {
  sampleGauge(
    registry,
    {
      name: 'ccload_channel_state',
      help: '1 for the state that a channel is in, 0 for the others.',
      labels: ['channel', 'state'],
    },
    () => {
      const open = availability
        .list()
        .filter(({ scope, state }) => scope.kind === 'channel' && state === 'open');
      const cooling = new Set(open.map(({ scope }) => scope.channelId));
      return channels.all().flatMap((channel) => {
        const { id, name } = channel;
        const pausePercent =
          channel.overrides.budgetPausePercent ?? settings.current().budgetPausePercent;
        const bar = limits.barOf({ kind: 'channel', id }, channel.limits, NOTHING, pausePercent);
        const now = channelStateOf(channel, bar, cooling.has(id));
        return CHANNEL_STATES.map((state): Sample => [
          { channel: name, state },
          state === now ? 1 : 0,
        ]);
      });
    },
  );
  sampleGauge(
    registry,
    {
      name: 'ccload_cooldowns',
      help: 'What cools down or is on trial: keys, URLs and models of channels, and whole channels.',
      labels: ['channel', 'kind', 'state'],
    },
    () =>
      availability.list().flatMap(({ scope, state }): Sample[] => {
        const channel = channels.find(scope.channelId)?.name;
        return channel === undefined
          ? []
          : [[{ channel, kind: scope.kind, state: STATE_NAMES[state] }, 1]];
      }),
  );
}

/** A request that costs nothing: only what forbids every request counts. */
const NOTHING = { model: null, nanoUsd: () => 0 };

const STATE_NAMES = { open: 'open', halfOpen: 'half_open' } as const;

function registerDatabase(registry: Registry, { store }: Measured): void {
  sampleGauge(
    registry,
    {
      name: 'ccload_database_size_bytes',
      help: 'Of the database, without the room that removed rows have left.',
    },
    // A database in trouble is no reason not to tell of the rest.
    () =>
      store.retention.usedBytes().then(
        (bytes): Sample[] => [[{}, bytes]],
        (): Sample[] => [],
      ),
  );
  sampleCounter(
    registry,
    {
      name: 'ccload_lost_records_total',
      help: 'Rows that could not be written: too many waited, or the database refused them.',
    },
    () => [[{}, store.recordWriter.droppedCount]],
  );
}
