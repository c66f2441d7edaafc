import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import type { ClosedRequest } from '../../main/contracts/live-events.ts';
import type { AttemptRecord, RecordCost, RequestRecord } from '../../main/contracts/record.ts';
import type { TokenId } from '../../main/contracts/token.ts';

/** A request that was answered; name what matters to the test. */
export function aRequest(overrides: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: requestId(1),
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_002_000,
    tokenId: 1 as TokenId,
    tokenName: 'local',
    conversation: null,
    affinity: null,
    clientFamily: 'claude-code',
    protocol: 'anthropic',
    operation: 'messages',
    method: 'POST',
    path: '/v1/messages',
    requestedModel: 'claude-sonnet-4-5',
    upstreamModel: null,
    returnedModel: null,
    isStreaming: true,
    status: 200,
    outcome: 'answered',
    detail: '',
    channelId: 1 as ChannelId,
    channelName: 'First',
    keyMask: 'sk-f…6789',
    attemptCount: 1,
    firstByteMs: 300,
    durationMs: 2000,
    requestBytes: 1024,
    responseBytes: 2048,
    isHeadSentEarly: false,
    conversion: null,
    usage: null,
    cost: null,
    ...overrides,
  };
}

/** The same request while its answer is under way. */
export function anOpenRequest(overrides: Partial<RequestRecord> = {}): RequestRecord {
  return aRequest({ endedAt: null, outcome: null, durationMs: null, ...overrides });
}

/** An attempt of `aRequest` that was answered. */
export function anAttempt(overrides: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    requestId: requestId(1),
    number: 1,
    channelId: 1 as ChannelId,
    channelName: 'First',
    keyId: 1 as KeyId,
    keyMask: 'sk-f…6789',
    url: 'https://first.example/v1/messages',
    upstreamModel: null,
    isModelCheaper: false,
    choice: 'rotation',
    strippedTokens: 0,
    outcome: 'answered',
    status: 200,
    blame: 'nobody',
    detail: '',
    startedAt: 1_700_000_000_000,
    durationMs: 2000,
    firstByteMs: 300,
    conversion: null,
    cooled: null,
    ...overrides,
  };
}

/** A cost of 30,000 nano-dollars by the catalogue's price. */
export function aCost(overrides: Partial<RecordCost> = {}): RecordCost {
  return {
    nanoUsd: 30_000,
    pricedModel: 'claude-sonnet-4-5',
    multiplier: 1,
    lines: [
      {
        model: 'claude-sonnet-4-5',
        priceClass: 'input',
        quantity: 10,
        listPriceNanoUsd: 3_000_000_000,
        priceNanoUsd: 3_000_000_000,
        costNanoUsd: 30_000,
      },
    ],
    unpriced: [],
    surcharge: null,
    source: { kind: 'catalogue', provider: 'anthropic', model: 'claude-sonnet-4-5' },
    ...overrides,
  };
}

/** Ids that sort like their numbers. */
export function requestId(number: number): string {
  return `r${String(number).padStart(11, '0')}`;
}

/** The end of a request that was answered without an attempt. */
export function closedAs(id: string, overrides: Partial<ClosedRequest> = {}): ClosedRequest {
  return {
    id,
    outcome: 'answered',
    status: 200,
    channelName: null,
    durationMs: 10,
    costNanoUsd: null,
    ...overrides,
  };
}
