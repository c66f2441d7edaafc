import type { ReplayAnswer, ReplayOrder, ReplayPlanned } from '../contracts/capture.ts';
import type { Channel } from '../contracts/channel.ts';
import { exclusionText, findCandidates, type Exclusion } from '../core/candidates.ts';
import { credentialsIn, isCredentialHeader, maskHeaders } from '../core/capture/mask-headers.ts';
import { settingsFor } from '../core/channel-settings.ts';
import { isConvertible } from '../core/conversion/target.ts';
import { mergeAnswer } from '../core/merge/answer-merger.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { Sentence } from '../contracts/sentence.ts';
import { redactText } from '../core/redact.ts';
import { routeRequest, type ProxyRoute } from '../core/route.ts';
import type { Candidate } from '../core/select.ts';
import { buildUpstreamHeaders } from '../core/upstream-headers.ts';
import { joinUpstreamUrl, splitUrl } from '../core/upstream-url.ts';
import { AttemptCapture } from './capture/attempt-capture.ts';
import { MemoryBudget } from './capture/memory-budget.ts';
import { redactBody } from './capture/redact-body.ts';
import { convertedRequest } from './convert/converted-request.ts';
import { Conversions } from './convert/conversions.ts';
import type { ProxyDeps } from './deps.ts';
import { dispatch } from './dispatch.ts';
import { headerOf } from './raw-headers.ts';
import { readFacts, withModel } from './request-model.ts';
import { routeOf } from './route.ts';
import { UpstreamAnswer } from './upstream-answer.ts';
import type { WireRequest } from './wire-request.ts';

type ReplayDeps = Pick<ProxyDeps, 'dispatchers' | 'settings' | 'clock' | 'limits' | 'log'>;

type Prepared = {
  /** That of the channel. */
  readonly protocol: Protocol;
  readonly candidate: Candidate;
  readonly isStreaming: boolean;
  readonly wire: WireRequest;
};

const SHOWN_CHARACTERS = 64 * 1024;

/** What a replay would send, and to whom. Sends nothing. */
export function planReplay(order: ReplayOrder, deps: ReplayDeps): ReplayPlanned {
  const prepared = prepare(order, deps);
  if ('text' in prepared) return { ok: false, why: prepared };
  const { candidate, wire } = prepared;
  return {
    ok: true,
    plan: {
      method: wire.method,
      url: redactText(wire.url, [candidate.key.secret ?? '']),
      channelName: order.channel.name,
      keyMask: candidate.key.mask,
      model: candidate.upstreamModel,
      bodyBytes: wire.body?.length ?? 0,
    },
  };
}

/**
 * Sends a captured request once more, to exactly one channel, and collects the answer. It fails over to nobody, cools
 * nothing down, and is in no record: the log alone tells of it.
 */
export async function replay(order: ReplayOrder, deps: ReplayDeps): Promise<ReplayAnswer> {
  const prepared = prepare(order, deps);
  if ('text' in prepared) throw new Error(prepared.text);
  const { protocol, candidate, wire } = prepared;
  const { settings } = wire;
  const maxBytes = settings.captureMaxBytes;
  const memory = new MemoryBudget(maxBytes);
  const now = (): number => deps.clock.now();
  const capture = new AttemptCapture(1, candidate, wire, { maxBytes, memory, now });
  await collect(prepared, capture, deps);
  await capture.body?.settled();

  const secrets = [candidate.key.secret ?? '', ...credentialsIn(wire.headers)];
  const { isWhole = true } = capture.body?.describe() ?? {};
  const body = redactBody(capture.body?.bytes() ?? Buffer.alloc(0), secrets, isWhole);
  const answer = capture.answer();
  const { failure, durationMs } = capture;
  const outcome = answer === null ? (failure ?? 'no answer') : String(answer.status);
  deps.log.info(
    `replayed [${order.requestId}] to channel ${JSON.stringify(order.channel.name)} key ${candidate.key.mask}: ${redactText(outcome, secrets)}`,
  );
  return {
    status: answer?.status ?? null,
    durationMs: durationMs ?? 0,
    firstByteMs: answer?.arrivals[0]?.[1] ?? null,
    headers: maskHeaders(answer?.headers ?? [], secrets),
    body: body.toString('utf8').slice(0, SHOWN_CHARACTERS),
    merged: mergeAnswer(protocol, body),
    failure: failure === null ? null : redactText(failure, secrets),
  };
}

/** Resolves when the answer is over, or will not come. */
function collect(
  { wire, isStreaming }: Prepared,
  capture: AttemptCapture,
  { dispatchers, clock }: ReplayDeps,
): Promise<void> {
  const { firstByteTimeoutMs, idleTimeoutMs, totalTimeoutMs } = wire.settings;
  const timeouts = {
    isStreaming,
    firstByteMs: firstByteTimeoutMs,
    idleMs: idleTimeoutMs,
    totalMs: totalTimeoutMs,
  };
  return new Promise((resolve) => {
    const answer = new UpstreamAnswer(clock, timeouts, noop, capture);
    // The capture has taken what it wants by then.
    answer.pipe({ write: () => true, end: resolve, fail: () => resolve() });
    dispatch(dispatchers.for(wire.route), wire, answer);
  });
}

/** What of the channel the request is sent with; a sentence when there is nothing. */
function chosenOf(
  { channel, keyId, model }: ReplayOrder,
  { accepts, protocol, operation }: ProxyRoute,
  asked: string | null,
  deps: ReplayDeps,
): Candidate | Sentence {
  // A person has chosen the channel, and the model where there is one: nothing else decides.
  const settings = deps.settings.current();
  const demand = {
    accepts,
    model: model === null ? asked : null,
    rules: settings,
    ...(isConvertible(operation)
      ? { conversion: { from: protocol, mode: settings.conversion } }
      : {}),
  };
  const { eligible, exclusions } = findCandidates([{ ...channel, isEnabled: true }], demand);
  const [one] = eligible;
  if (one === undefined) return refusalOf(channel, exclusions, deps);
  const key = keyId === null ? one.keys[0] : one.keys.find(({ id }) => id === keyId);
  const [url] = one.urls;
  if (key === undefined || url === undefined) {
    return sentence('noSuchKey', 'The channel has no such usable key.');
  }
  const upstreamModel = model ?? one.upstreamModels[0] ?? null;
  return { eligible: { ...one, upstreamModels: [upstreamModel] }, key, url, upstreamModel };
}

function refusalOf(
  { name }: Channel,
  exclusions: readonly Pick<Exclusion, 'reason'>[],
  { clock, limits }: ReplayDeps,
): Sentence {
  const moment = { now: clock.now(), zone: limits.zone };
  const why = exclusions.map(({ reason }) => exclusionText(reason, moment)).join(', ');
  const text = `The channel "${name}" ${why}.`;
  return { code: exclusions[0]?.reason.kind ?? 'noChannel', values: { channel: name }, text };
}

function sentence(code: string, text: string): Sentence {
  return { code, values: {}, text };
}

/** The request as this channel is sent it; a sentence when it cannot be. */
function prepare(order: ReplayOrder, deps: ReplayDeps): Prepared | Sentence {
  const { request, body, channel } = order;
  const header = (name: string): string | undefined => headerOf(request.headers, name);
  const route = routeRequest(request.method, request.target, header);
  if (route.kind !== 'proxy') {
    return sentence('notForUpstream', 'This request is none that an upstream is sent.');
  }
  const plain = Buffer.from(body.buffer, body.byteOffset, body.length);
  const read = readFacts(route, header('content-type') ?? '', plain);
  if (!read.ok) return sentence('bodyUnreadable', 'The body cannot be read any more.');
  const { facts } = read;

  const candidate = chosenOf(order, route, facts.model, deps);
  if ('text' in candidate) return candidate;
  const { key, url, upstreamModel, eligible } = candidate;
  if (eligible.converts !== undefined) {
    const conversions = new Conversions({ route, facts, body: { received: plain, plain } });
    const reason = conversions.barOf(eligible, deps.settings.current());
    if (reason !== null) return refusalOf(channel, [{ reason }], deps);
    const asker = {
      method: request.method,
      req: { rawHeaders: withoutCredentials(request.headers) },
    };
    const wire = convertedRequest(asker, { conversions }, candidate, eligible.converts, null, deps);
    return { protocol: wire.protocol, candidate, isStreaming: facts.isStreaming, wire };
  }
  const named =
    upstreamModel === null || upstreamModel === facts.model
      ? { body: plain, path: route.path }
      : withModel(facts, plain, route.path, upstreamModel);
  const target = joinUpstreamUrl(url.url, url.isExact, named.path, route.query);
  const { origin, path, host } = splitUrl(target);
  const settings = settingsFor(deps.settings.current(), channel);
  return {
    protocol: route.protocol,
    candidate,
    isStreaming: facts.isStreaming,
    wire: {
      route: routeOf(channel, origin, settings),
      path,
      url: target,
      method: request.method,
      headers: buildUpstreamHeaders({
        raw: withoutCredentials(request.headers),
        protocol: route.protocol,
        secret: key.secret ?? '',
        host,
        extra: channel.headers,
        isBodyDecoded: true,
      }),
      body: named.body.length > 0 ? named.body : null,
      settings,
    },
  };
}

/** What was masked must not be sent as if it were a value. */
function withoutCredentials(headers: readonly string[]): string[] {
  return headers.filter(
    (_, at) => !isCredentialHeader(headers[at - (at % 2)]?.toLowerCase() ?? ''),
  );
}

function noop(): void {
  // Nobody watches the phases of a replay.
}
