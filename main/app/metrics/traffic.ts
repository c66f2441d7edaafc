import type { Registry } from 'prom-client';
import { HISTOGRAM_BOUNDS_MS } from '../../contracts/constants.ts';
import type { UsageCounts } from '../../contracts/statistics.ts';
import {
  addSums,
  countsOf,
  durationsOf,
  firstBytesOf,
  noSums,
  type Sums,
} from '../../core/statistics/figures.ts';
import type { RunTotals } from '../../state/run-totals.ts';
import { sampleCounter, sampleHistogram, type Sample } from './sampled.ts';

const NANO_USD_A_USD = 1e9;
const MS_A_SECOND = 1000;
const BOUNDS_SECONDS = HISTOGRAM_BOUNDS_MS.map((ms) => ms / MS_A_SECOND);

type Parts = Readonly<Record<string, (counts: UsageCounts) => number>>;

/** Each request ended in one of these ways. */
const OUTCOMES: Parts = {
  success: ({ answered, errorAnswers }) => answered - errorAnswers,
  error_answer: ({ errorAnswers }) => errorAnswers,
  upstream_failed: ({ upstreamFailed }) => upstreamFailed,
  no_candidate: ({ noCandidate }) => noCandidate,
  rejected: ({ rejected }) => rejected,
  broken: ({ broken }) => broken,
  client_left: ({ clientLeft }) => clientLeft,
  cancelled: ({ cancelled }) => cancelled,
  interrupted: ({ interrupted }) => interrupted,
};

/** Each token is of one class; reasoning is a part of the output. */
const TOKEN_CLASSES: Parts = {
  input: ({ inputTokens }) => inputTokens,
  cache_read: ({ cacheReadTokens }) => cacheReadTokens,
  cache_write_5m: ({ cacheWrite5mTokens }) => cacheWrite5mTokens,
  cache_write_1h: ({ cacheWrite1hTokens }) => cacheWrite1hTokens,
  cache_write: ({ cacheWriteTokens }) => cacheWriteTokens,
  output: ({ outputTokens }) => outputTokens,
};

type Traffic = {
  /** By channel and protocol. Requests that no channel served have an empty name for it. */
  usage(): readonly { readonly channel: string; readonly protocol: string; readonly sums: Sums }[];
  attempts(): readonly {
    readonly channel: string;
    readonly outcome: string;
    readonly count: number;
  }[];
};

/** What went through since the program started. `nameOf`: undefined when there is no such channel any more. */
export function registerTraffic(
  registry: Registry,
  totals: RunTotals,
  nameOf: (channelId: number) => string | undefined,
): void {
  const named = <T extends { readonly channelId: number }>(all: readonly T[]) =>
    all.flatMap((one) => {
      const channel = one.channelId === 0 ? '' : nameOf(one.channelId);
      return channel === undefined ? [] : [{ ...one, channel }];
    });
  const traffic = { usage: () => named(totals.usage), attempts: () => named(totals.attempts) };
  registerRequests(registry, traffic);
  registerUsage(registry, traffic);
  registerTimes(registry, traffic);
}

function registerRequests(registry: Registry, traffic: Traffic): void {
  sampleCounter(
    registry,
    {
      name: 'ccload_requests_total',
      help: 'Requests of clients that have ended, by the channel that was tried last.',
      labels: ['channel', 'protocol', 'outcome'],
    },
    () =>
      traffic
        .usage()
        .flatMap(({ channel, protocol, sums }) =>
          partsOf(OUTCOMES, sums).map(([outcome, n]): Sample => [
            { channel, protocol, outcome },
            n,
          ]),
        ),
  );
  sampleCounter(
    registry,
    {
      name: 'ccload_attempts_total',
      help: 'Attempts at channels, by how they ended; http429 is an answer with that status.',
      labels: ['channel', 'outcome'],
    },
    () => traffic.attempts().map(({ channel, outcome, count }) => [{ channel, outcome }, count]),
  );
}

function registerUsage(registry: Registry, traffic: Traffic): void {
  sampleCounter(
    registry,
    {
      name: 'ccload_tokens_total',
      help: 'Tokens used, as the upstream or else this program counted them.',
      labels: ['channel', 'class'],
    },
    () =>
      traffic
        .usage()
        .flatMap(({ channel, sums }) =>
          partsOf(TOKEN_CLASSES, sums).map(([name, n]): Sample => [{ channel, class: name }, n]),
        ),
  );
  for (const [name, help, read] of BY_CHANNEL) {
    sampleCounter(registry, { name, help, labels: ['channel'] }, () =>
      traffic.usage().map(({ channel, sums }) => [{ channel }, read(countsOf(sums))]),
    );
  }
}

const BY_CHANNEL: readonly [name: string, help: string, read: (counts: UsageCounts) => number][] = [
  [
    'ccload_reasoning_tokens_total',
    'The part of the output tokens that is reasoning.',
    ({ reasoningTokens }) => reasoningTokens,
  ],
  [
    'ccload_cost_usd_total',
    'What requests cost, as far as prices are known.',
    ({ costNanoUsd }) => costNanoUsd / NANO_USD_A_USD,
  ],
  [
    'ccload_unpriced_requests_total',
    'Requests whose price is unknown, wholly or in part.',
    ({ unknownCostRequests }) => unknownCostRequests,
  ],
];

function registerTimes(registry: Registry, traffic: Traffic): void {
  const times =
    (countsFrom: (sums: Sums) => readonly number[], msFrom: (counts: UsageCounts) => number) =>
    () =>
      [...byChannel(traffic)].map(([channel, sums]) => ({
        labels: { channel },
        counts: countsFrom(sums),
        sumSeconds: msFrom(countsOf(sums)) / MS_A_SECOND,
      }));
  sampleHistogram(
    registry,
    {
      name: 'ccload_first_byte_seconds',
      help: 'From the request being accepted to the first byte for the client.',
    },
    BOUNDS_SECONDS,
    times(firstBytesOf, ({ firstByteMs }) => firstByteMs),
  );
  sampleHistogram(
    registry,
    {
      name: 'ccload_request_duration_seconds',
      help: 'From the request being accepted to its end.',
    },
    BOUNDS_SECONDS,
    times(durationsOf, ({ durationMs }) => durationMs),
  );
}

function partsOf(parts: Parts, sums: Sums): [name: string, count: number][] {
  const counts = countsOf(sums);
  return Object.entries(parts).map(([name, read]) => [name, read(counts)]);
}

function byChannel(traffic: Traffic): ReadonlyMap<string, Sums> {
  const found = new Map<string, number[]>();
  for (const { channel, sums } of traffic.usage()) {
    const known = found.get(channel) ?? noSums();
    addSums(known, sums);
    found.set(channel, known);
  }
  return found;
}
