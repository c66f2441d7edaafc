import type { ChannelTestResult, ModelFetchResult } from '../contracts/admin-api.ts';
import type { Channel, ChannelKey, ChannelTrial, ChannelUrl } from '../contracts/channel.ts';
import { ANY_MODEL } from '../contracts/constants.ts';
import type { Protocol } from '../contracts/protocol.ts';
import { spokenAt } from '../core/conversion/spoken.ts';
import { settingsFor } from '../core/channel-settings.ts';
import { listedModels, modelsPath, trialRequest } from '../core/probe-requests.ts';
import { outcomeText } from '../core/outcome.ts';
import { redactText } from '../core/redact.ts';
import { buildUpstreamHeaders } from '../core/upstream-headers.ts';
import { joinUpstreamUrl, splitUrl } from '../core/upstream-url.ts';
import { collectBody } from './collect.ts';
import { connectionOutcome } from './connection-error.ts';
import { codingsOf, decodeBeginning } from './content-coding.ts';
import type { ProxyDeps } from './deps.ts';
import { dispatch, isFailure } from './dispatch.ts';
import { headerOf } from './raw-headers.ts';
import { routeOf } from './route.ts';
import { UpstreamAnswer } from './upstream-answer.ts';
import type { WireRequest } from './wire-request.ts';

type ProbeDeps = Pick<ProxyDeps, 'dispatchers' | 'settings' | 'clock'>;

type Exchange = {
  readonly status: number | null;
  readonly durationMs: number;
  readonly firstByteMs: number | null;
  readonly contentType: string | null;
  /** Decoded, keys masked. */
  readonly body: string;
};

/** A person waits in front of the screen. */
const PROBE_LIMITS = { maxBytes: 1024 * 1024, maxMs: 60_000 };
const SHOWN_CHARACTERS = 16_384;

/** Sends a small real request to a channel and reports what came back in the upstream's own words. */
export async function testChannel(
  trial: ChannelTrial,
  deps: ProbeDeps,
): Promise<ChannelTestResult> {
  const { channel } = trial;
  const key = pick(channel.keys, trial.keyId);
  const url = pick(speaking(channel, trial.protocol), trial.urlId);
  const protocol = trial.protocol ?? firstSpoken(channel, url);
  const entry = channel.models.find((one) => one.name === trial.model);
  const firstModel = channel.models.find((one) => one.isEnabled && !one.name.includes(ANY_MODEL));
  const chosen = entry ?? (trial.model === null ? firstModel : undefined);
  const model = channel.modelOverride ?? chosen?.upstreamNames[0] ?? chosen?.name ?? trial.model;
  if (key?.secret == null || url === undefined || model === null) {
    return {
      ...NOT_SENT,
      url: url?.url ?? '',
      keyMask: key?.mask ?? '',
      model: model ?? '',
      body: whyNot(key, url),
    };
  }
  const { path, body } = trialRequest(protocol, model, trial.prompt, trial.isStreaming);
  const request = probeRequest(channel, url, key.secret, protocol, 'POST', path, body, deps);
  const exchange = await send(request, key.secret, deps);
  const isOk = exchange.status !== null && exchange.status < 300;
  return {
    ...exchange,
    isOk,
    url: request.url,
    keyMask: key.mask,
    model,
    body: exchange.body.slice(0, SHOWN_CHARACTERS),
  };
}

/** Asks a channel's upstream for the models it offers. */
export async function fetchModels(channel: Channel, deps: ProbeDeps): Promise<ModelFetchResult> {
  const key = pick(channel.keys, null);
  const url = pick(channel.urls, null);
  const protocol = firstSpoken(channel, url);
  if (key?.secret == null || url === undefined) {
    return { isOk: false, status: null, message: whyNot(key, url), url: url?.url ?? '' };
  }
  return modelsAt(channel, url, key.secret, protocol, deps);
}

/** Asks a URL of a channel for the models that it offers, in a protocol that it speaks. */
export async function modelsAt(
  channel: Channel,
  url: ChannelUrl,
  secret: string,
  protocol: Protocol,
  deps: ProbeDeps,
): Promise<ModelFetchResult> {
  const base = { ...url, isExact: false };
  const path = modelsPath(protocol);
  const request = probeRequest(channel, base, secret, protocol, 'GET', path, null, deps);
  const { status, body } = await send(request, secret, deps);
  const models = status !== null && status < 300 ? listedModels(body) : null;
  if (models !== null) return { isOk: true, models, url: request.url };
  return { isOk: false, status, message: body.slice(0, SHOWN_CHARACTERS), url: request.url };
}

const NOT_SENT = {
  isOk: false,
  status: null,
  durationMs: 0,
  firstByteMs: null,
  contentType: null,
} as const;

function whyNot(key: ChannelKey | undefined, url: ChannelUrl | undefined): string {
  if (url === undefined) return 'The channel has no such enabled URL.';
  if (key === undefined) return 'The channel has no such enabled key.';
  if (key.secret === null) return "The channel's keys are locked.";
  return 'Name a model to test with: the channel lists none.';
}

/** The URLs at which a trial in the protocol can be made; all where it is left open. */
function speaking(channel: Channel, protocol: Protocol | null): readonly ChannelUrl[] {
  if (protocol === null) return channel.urls;
  return channel.urls.filter((url) => spokenAt(channel, url).includes(protocol));
}

/** What a URL is asked in by ourselves. */
export function firstSpoken(channel: Channel, url: ChannelUrl | undefined): Protocol {
  const [first = 'anthropic'] = url === undefined ? channel.protocols : spokenAt(channel, url);
  return first;
}

function pick<T extends { readonly id: number; readonly isEnabled: boolean }>(
  parts: readonly T[],
  id: number | null,
): T | undefined {
  return id === null ? parts.find((part) => part.isEnabled) : parts.find((part) => part.id === id);
}

/** What a channel is sent by ourselves, as any attempt would be. */
export function probeRequest(
  channel: Channel,
  base: ChannelUrl,
  secret: string,
  protocol: Protocol,
  method: string,
  path: string,
  body: string | null,
  deps: ProbeDeps,
): WireRequest {
  const at = path.indexOf('?');
  const [bare, query] = at === -1 ? [path, ''] : [path.slice(0, at), path.slice(at)];
  const url = joinUpstreamUrl(base.url, base.isExact, bare, query);
  const { origin, path: target, host } = splitUrl(url);
  const settings = settingsFor(deps.settings.current(), channel);
  const raw = ['accept', '*/*', ...(body === null ? [] : ['content-type', 'application/json'])];
  return {
    route: routeOf(channel, origin, settings),
    path: target,
    url,
    method,
    headers: buildUpstreamHeaders({
      raw,
      protocol,
      secret,
      host,
      extra: channel.headers,
      isBodyDecoded: false,
    }),
    body: body === null ? null : Buffer.from(body),
    settings,
  };
}

async function send(request: WireRequest, secret: string, deps: ProbeDeps): Promise<Exchange> {
  const { clock, dispatchers } = deps;
  const startedAt = clock.now();
  const timeouts = { isStreaming: false, firstByteMs: 0, idleMs: 0, totalMs: PROBE_LIMITS.maxMs };
  const answer = new UpstreamAnswer(clock, timeouts, noop);
  dispatch(dispatchers.for(request.route), request, answer);
  const head = await answer.head;
  if (isFailure(head)) {
    const outcome =
      head.kind === 'timedOut'
        ? head
        : connectionOutcome(head.error, request.settings.connectTimeoutMs);
    const durationMs = clock.now() - startedAt;
    const body = redactText(outcomeText(outcome), [secret]);
    return { status: null, durationMs, firstByteMs: null, contentType: null, body };
  }
  const collected = await collectBody(answer, PROBE_LIMITS, clock);
  const codings = codingsOf(headerOf(head.headers, 'content-encoding'));
  const decoded = await decodeBeginning(collected.bytes, codings, PROBE_LIMITS.maxBytes);
  return {
    status: head.status,
    durationMs: clock.now() - startedAt,
    firstByteMs: answer.firstByteAt === null ? null : answer.firstByteAt - startedAt,
    contentType: headerOf(head.headers, 'content-type') ?? null,
    body: redactText(decoded?.toString('utf8') ?? '(unreadable body)', [secret]),
  };
}

function noop(): void {
  // Nobody watches the phases of a trial.
}
