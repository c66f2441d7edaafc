import type { RequestDetailView } from '#contracts/admin-api';
import type { ChannelId, ChannelView, KeyId, UrlId } from '#contracts/channel';
import { NO_CHANNEL_LIMITS, NO_CHECKS, USAGE_COUNTS } from '#contracts/constants';
import type { LimitState } from '#contracts/limits';
import type { ClosedRequest, InFlightView } from '#contracts/live-events';
import type { RequestRecord } from '#contracts/record';
import type { Figures, Statistics, UsageCounts } from '#contracts/statistics';
import type { Usage } from '#contracts/usage';
import { NO_COUNTS } from '../../../main/core/usage/counts.ts';

const NOTHING_USED: LimitState = {
  zone: 'UTC',
  dayEndsAt: 0,
  monthEndsAt: 0,
  spentDayUsd: 0,
  spentMonthUsd: 0,
  dayForecast: null,
  monthForecast: null,
  reservedUsd: 0,
  inFlight: 0,
  requestsLastMinute: null,
};

export function aChannel(
  facts: Partial<Omit<ChannelView, 'id'>> & { id?: number } = {},
): ChannelView {
  const { id = 1, ...rest } = facts;
  return {
    name: `channel-${id}`,
    isEnabled: true,
    protocols: ['anthropic'],
    priority: 0,
    weight: null,
    keyStrategy: 'round_robin',
    urls: [
      {
        id: id as UrlId,
        url: 'https://api.example.com',
        isExact: false,
        isEnabled: true,
        protocols: null,
        vendor: null,
        vendorQuirks: {},
        resultingUrl: 'https://api.example.com/v1/messages',
      },
    ],
    keys: [{ id: id as KeyId, mask: 'sk-a…xyz1', note: '', isEnabled: true, isLocked: false }],
    models: [{ name: '*', upstreamNames: [], isEnabled: true }],
    headers: [],
    proxyUrl: null,
    urlOrder: 'in_order',
    isTlsInsecure: false,
    modelOverride: null,
    takeBack: 'when_idle',
    priceMultiplier: 1,
    limits: NO_CHANNEL_LIMITS,
    cheaperModels: [],
    limitState: NOTHING_USED,
    overrides: {},
    quirks: {},
    checks: NO_CHECKS,
    position: id,
    createdAt: 0,
    lastCheck: null,
    updatedAt: 0,
    ...rest,
    id: id as ChannelId,
  };
}

export function aRunningRequest(facts: Partial<InFlightView> = {}): InFlightView {
  return {
    id: 'r1',
    startedAt: 1_000_000,
    phase: 'streaming',
    method: 'POST',
    path: '/v1/messages',
    protocol: 'anthropic',
    requestedModel: 'claude-sonnet',
    upstreamModel: 'claude-sonnet',
    isStreaming: true,
    tokenName: 'Local',
    clientFamily: 'claude-code',
    channelName: 'main',
    keyMask: 'sk-a…xyz1',
    attemptCount: 1,
    attempts: [],
    convertedTo: null,
    outputTokens: null,
    isOutputEstimated: false,
    queueReason: null,
    canTryNext: false,
    typicalFirstByteMs: null,
    firstByteMs: 120,
    requestBytes: 90_000,
    responseBytes: 500,
    ...facts,
  };
}

export function aClosedRequest(facts: Partial<ClosedRequest> = {}): ClosedRequest {
  return {
    id: 'r1',
    outcome: 'answered',
    status: 200,
    channelName: 'main',
    durationMs: 1000,
    costNanoUsd: null,
    ...facts,
  };
}

export function aRecord(facts: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: 'r1',
    startedAt: 1_000_000,
    endedAt: 1_001_000,
    tokenId: null,
    tokenName: 'Local',
    conversation: null,
    affinity: null,
    clientFamily: 'claude-code',
    protocol: 'anthropic',
    operation: 'messages',
    method: 'POST',
    path: '/v1/messages',
    requestedModel: 'claude-sonnet',
    upstreamModel: 'claude-sonnet',
    returnedModel: null,
    isStreaming: true,
    status: 200,
    outcome: 'answered',
    detail: '',
    channelId: null,
    channelName: 'main',
    keyMask: 'sk-a…xyz1',
    attemptCount: 1,
    firstByteMs: 120,
    durationMs: 1_000,
    requestBytes: 90_000,
    responseBytes: 500,
    isHeadSentEarly: false,
    conversion: null,
    usage: null,
    cost: null,
    ...facts,
  };
}

type ShownAttempt = RequestDetailView['attempts'][number];

/** Of the record above. */
export function anAttempt(facts: Partial<ShownAttempt> = {}): ShownAttempt {
  return {
    requestId: 'r1',
    number: 1,
    channelId: 1 as ChannelId,
    channelName: 'main',
    keyId: 1 as KeyId,
    keyMask: 'sk-a…xyz1',
    url: 'https://api.example.com/v1/messages',
    upstreamModel: 'claude-sonnet',
    isModelCheaper: false,
    choice: 'rotation',
    choiceText: '',
    strippedTokens: 0,
    outcome: 'answered',
    status: 200,
    blame: 'nobody',
    detail: '',
    startedAt: 1_000_000,
    durationMs: 1_000,
    firstByteMs: 120,
    conversion: null,
    cooled: null,
    ...facts,
  };
}

export function someFigures(facts: Partial<Figures> = {}): Figures {
  const nothing = Object.fromEntries(USAGE_COUNTS.map((name) => [name, 0])) as UsageCounts;
  return {
    ...nothing,
    successRate: null,
    cacheHitShare: null,
    estimatedShare: null,
    outputTokensPerSecond: null,
    firstByteP50Ms: null,
    firstByteP95Ms: null,
    firstByteMeanMs: null,
    durationP50Ms: null,
    durationP95Ms: null,
    durationMeanMs: null,
    ...facts,
  };
}

/** Of two days in UTC. */
export function someStatistics(facts: Partial<Statistics> = {}): Statistics {
  const DAY_MS = 86_400_000;
  return {
    range: { from: 0, to: 2 * DAY_MS },
    zone: 'UTC',
    starts: [0, DAY_MS],
    total: someFigures(),
    buckets: [someFigures(), someFigures()],
    previous: null,
    groups: [],
    ...facts,
  };
}

/** What a request used: nothing but what is given. */
export function aUsage(change: Partial<Usage> = {}): Usage {
  return { ...NO_COUNTS, returnedModel: null, isPartial: false, isEstimated: false, ...change };
}
