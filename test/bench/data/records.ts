import type { ChannelId, KeyId } from '../../../main/contracts/channel.ts';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import type { AttemptRecord, RequestRecord } from '../../../main/contracts/record.ts';
import type { TokenId } from '../../../main/contracts/token.ts';
import { requestIdOf } from '../../../main/core/request-id.ts';
import type { RecordEntry } from '../../../main/store/record-sink.ts';
import { aCost, anAttempt, aRequest } from '../../support/record-builder.ts';
import { aUsage } from '../../support/usage-builder.ts';

const DAY_MS = 24 * 3_600_000;
const CHANNELS = 12;
const KEYS_EACH = 3;

/** Who asks, and for what: a token is nearly always one client with a few models. */
type Asker = {
  readonly token: number;
  readonly client: string;
  readonly protocol: Protocol;
  readonly models: readonly string[];
};

const ASKERS: readonly Asker[] = [
  { token: 1, client: 'claude-code', protocol: 'anthropic', models: ['opus-4-5', 'haiku-4-5'] },
  { token: 2, client: 'claude-code', protocol: 'anthropic', models: ['sonnet-4-5', 'haiku-4-5'] },
  { token: 3, client: 'claude-code', protocol: 'anthropic', models: ['opus-4-5', 'sonnet-4-5'] },
  { token: 4, client: 'codex', protocol: 'openai-responses', models: ['gpt-5.2', 'gpt-5.2-codex'] },
  { token: 5, client: 'codex', protocol: 'openai-responses', models: ['gpt-5.2-codex'] },
  { token: 6, client: 'opencode', protocol: 'openai-chat', models: ['glm-4.6', 'deepseek-chat'] },
  {
    token: 7,
    client: 'gemini-cli',
    protocol: 'gemini',
    models: ['gemini-3-pro', 'gemini-3-flash'],
  },
  { token: 8, client: 'python', protocol: 'openai-chat', models: ['gpt-5.2', 'kimi-k2', 'qwen3'] },
];

const FAILURES: readonly Pick<AttemptRecord, 'outcome' | 'status' | 'blame' | 'detail'>[] = [
  { outcome: 'answered', status: 529, blame: 'channel', detail: 'Overloaded' },
  { outcome: 'answered', status: 429, blame: 'key', detail: 'rate limit of 50 requests a minute' },
  {
    outcome: 'answered',
    status: 500,
    blame: 'channel',
    detail: 'Internal server error (req_0a1b)',
  },
  {
    outcome: 'refused',
    status: null,
    blame: 'channel',
    detail: 'connect ECONNREFUSED 10.0.0.7:443',
  },
];

/** The same requests at each call: many, one behind the other, over so many days until `until`. */
export function* manyRecords(count: number, days: number, until: number): Generator<RecordEntry> {
  const random = seeded(7);
  const from = until - days * DAY_MS;
  let at = from;
  for (let n = 0; n < count; n++) {
    // By day there is four times as much as by night, on average one each `gap`.
    const gap = (until - at) / (count - n);
    const hour = (at % DAY_MS) / 3_600_000;
    const pace = hour > 7 && hour < 20 ? 1.45 : 0.5;
    at = Math.min(until, at + (gap * 2 * random()) / pace);
    yield anEntry(at, n, random);
  }
}

function anEntry(at: number, n: number, random: () => number): RecordEntry {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() ** 2 * list.length)] as T;
  const asker = pick(ASKERS);
  const model = pick(asker.models);
  // A model is offered by three channels, of which one does most.
  const channelOf = (turn: number): number =>
    1 + ((model.length * 5 + Math.floor(random() ** 2 * 3) + turn) % CHANNELS);
  const startedAt = Math.floor(at);
  const id = requestIdOf(startedAt * 1000 + (n % 1000));
  const durationMs = Math.round(800 + 30_000 * random() ** 4);
  const firstByteMs = Math.round(300 + 4000 * random() ** 4);
  const fate = random();
  // One in 25 needs a second attempt, one in a hundred has no answer.
  const failed = fate < 0.01 ? 3 : fate < 0.05 ? 1 : 0;
  const tries = fate < 0.01 ? failed : failed + 1;
  const attempts: AttemptRecord[] = [];
  for (let number = 1; number <= tries; number++) {
    const channelId = channelOf(number) as ChannelId;
    const keyId = (channelId * 10 + Math.floor(random() * KEYS_EACH)) as KeyId;
    attempts.push(
      anAttempt({
        requestId: id,
        number,
        channelId,
        channelName: `Channel ${String(channelId)}`,
        keyId,
        keyMask: `sk-${String(keyId)}…6789`,
        startedAt,
        durationMs,
        firstByteMs,
        ...(number <= failed ? pick(FAILURES) : {}),
      }),
    );
  }
  return {
    record: aRecord(at, id, asker, model, attempts, { durationMs, firstByteMs, random }),
    attempts,
  };
}

function aRecord(
  at: number,
  id: string,
  { token, client, protocol }: Asker,
  model: string,
  attempts: readonly AttemptRecord[],
  {
    durationMs,
    firstByteMs,
    random,
  }: { durationMs: number; firstByteMs: number; random: () => number },
): RequestRecord {
  const last = attempts.at(-1);
  const isAnswered = last?.status === 200;
  const whole = (most: number): number => Math.floor(most * random() ** 3);
  const outputTokens = whole(4000);
  const usage = aUsage({
    inputTokens: whole(5000),
    cacheReadTokens: whole(150_000),
    cacheWrite5mTokens: whole(8000),
    outputTokens,
  });
  return aRequest({
    id,
    startedAt: Math.floor(at),
    endedAt: Math.floor(at) + durationMs,
    tokenId: token as TokenId,
    tokenName: `token ${String(token)}`,
    conversation: `c-${String(Math.floor(at / 1_200_000))}-${String(token)}`,
    clientFamily: client,
    protocol,
    requestedModel: model,
    returnedModel: model,
    isStreaming: random() < 0.8,
    status: last?.status ?? null,
    outcome: isAnswered ? 'answered' : 'upstreamFailed',
    detail: isAnswered ? '' : (last?.detail ?? ''),
    channelId: last?.channelId ?? null,
    channelName: last?.channelName ?? '',
    keyMask: last?.keyMask ?? '',
    attemptCount: attempts.length,
    durationMs,
    firstByteMs: isAnswered ? firstByteMs : null,
    requestBytes: 40_000 + whole(400_000),
    responseBytes: outputTokens * 40,
    usage: isAnswered ? usage : null,
    cost: isAnswered ? aCost({ pricedModel: model, nanoUsd: outputTokens * 15_000 }) : null,
  });
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
