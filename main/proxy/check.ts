import type { Channel, ChannelUrl, KeyId } from '../contracts/channel.ts';
import type { CheckResult } from '../contracts/checks.ts';
import type { CooldownScope } from '../contracts/cooldown.ts';
import { cooldownLengths } from '../core/availability/rules.ts';
import { settingsFor } from '../core/channel-settings.ts';
import { checkMeaning, type CheckMeaning } from '../core/checks/meaning.ts';
import { probesOf, type Probe } from '../core/checks/plan.ts';
import { isCheckable, isProvenBy } from '../core/checks/proof.ts';
import { classify } from '../core/classify.ts';
import { outcomeText } from '../core/outcome.ts';
import { modelsPath, trialRequest } from '../core/probe-requests.ts';
import { redactText } from '../core/redact.ts';
import { splitUrl } from '../core/upstream-url.ts';
import type { ProxyDeps } from './deps.ts';
import { exchange, type Exchanged } from './exchange.ts';
import { firstSpoken, probeRequest } from './probe.ts';
import { headerOf } from './raw-headers.ts';
import { routeOf } from './route.ts';
import type { WireRequest } from './wire-request.ts';

export type CheckDeps = Pick<
  ProxyDeps,
  'dispatchers' | 'settings' | 'clock' | 'availability' | 'network'
>;

type Probed = { readonly isOk: boolean; readonly text: string; readonly ms: number };

const MINUTE_MS = 60_000;
const MAX_TEXT_CHARACTERS = 300;

/** In the place of the key of a check that sends none. */
const NO_KEY = 0 as KeyId;

/**
 * Asks a channel's upstream whether it is there, and tells the availability book. Not a request of anybody: it leaves no
 * record and moves no conversation.
 */
export async function checkChannel(
  channel: Channel,
  deps: CheckDeps,
  signal: AbortSignal,
): Promise<CheckResult> {
  const at = deps.clock.now();
  const probes = probesOf(channel, (scope) => isCooling(scope, channel, deps));
  if (probes.length === 0) {
    const text =
      'nothing to check: it needs an enabled URL, a usable key and, for a message, a model';
    return { at, ok: false, text, ms: 0 };
  }
  const all = await Promise.all(probes.map((probe) => sendProbe(channel, probe, deps, signal)));
  const [first] = all;
  const told = all.find(({ isOk }) => !isOk) ?? first;
  const ms = Math.max(...all.map((one) => one.ms));
  return { at, ok: all.every(({ isOk }) => isOk), text: told?.text ?? '', ms };
}

function isCooling(scope: CooldownScope, channel: Channel, { availability }: CheckDeps): boolean {
  const circuit = availability.circuitOf(scope);
  return circuit !== null && circuit.until !== 0 && isCheckable(channel, scope, circuit);
}

async function sendProbe(
  channel: Channel,
  probe: Probe,
  deps: CheckDeps,
  signal: AbortSignal,
): Promise<Probed> {
  const { availability, clock } = deps;
  const { url, key, upstreamModel } = probe;
  const request = requestOf(channel, probe, deps);
  const lease = availability.takeForCheck({
    channelId: channel.id,
    keyId: key?.id ?? NO_KEY,
    urlId: url.id,
    upstreamModel,
  });
  const startedAt = clock.now();
  try {
    const exchanged = await exchange(request, deps, signal);
    const meaning = meant(exchanged, channel, url, request, deps);
    // A check that was broken off says nothing.
    if (!signal.aborted) {
      const { charge, proof } = meaning;
      availability.settleCheck(lease, charge, (kind, reason) =>
        proof === null ? false : isProvenBy(proof, kind, reason),
      );
    }
    const text = `${request.method} ${url.url}: ${said(exchanged)}`;
    const safe = redactText(text, [key?.secret ?? '']).slice(0, MAX_TEXT_CHARACTERS);
    return { isOk: meaning.isOk, text: safe, ms: clock.now() - startedAt };
  } finally {
    availability.release(lease);
  }
}

function requestOf(
  channel: Channel,
  { url, key, upstreamModel }: Probe,
  deps: CheckDeps,
): WireRequest {
  const protocol = firstSpoken(channel, url);
  if (key === null) return headRequest(channel, url.url, deps);
  const { secret } = key;
  if (upstreamModel === null) {
    const base = { ...url, isExact: false };
    return probeRequest(
      channel,
      base,
      secret ?? '',
      protocol,
      'GET',
      modelsPath(protocol),
      null,
      deps,
    );
  }
  const { path, body } = trialRequest(protocol, upstreamModel, null, false);
  return probeRequest(channel, url, secret ?? '', protocol, 'POST', path, body, deps);
}

/** Without a key: it asks for nothing that needs one. */
function headRequest(channel: Channel, url: string, deps: CheckDeps): WireRequest {
  const settings = settingsFor(deps.settings.current(), channel);
  const { origin, path } = splitUrl(url);
  const headers = ['accept', '*/*'];
  const route = routeOf(channel, origin, settings);
  return { route, path, url, method: 'HEAD', headers, body: null, settings };
}

function meant(
  { facts, head, text }: Exchanged,
  channel: Channel,
  url: ChannelUrl,
  request: WireRequest,
  { network, clock }: CheckDeps,
): CheckMeaning {
  const now = clock.now();
  const raw = head?.headers ?? [];
  const evidence = {
    outcome: facts,
    protocol: firstSpoken(channel, url),
    now,
    utcOffsetMs: -new Date(now).getTimezoneOffset() * MINUTE_MS,
    header: (name: string) => headerOf(raw, name),
    text,
  };
  const lengths = cooldownLengths(request.settings);
  const meaning = checkMeaning(channel.checks.kind, facts, classify(evidence, lengths));
  const isProxyFault = facts.kind === 'unreachable' && facts.cause === 'proxy';
  const isUnreachable = meaning.charge?.reason === 'unreachable';
  if (!isProxyFault) network.note(request.route.origin, !isUnreachable, now);
  return head === null && network.isDown(now) ? { ...meaning, charge: null } : meaning;
}

/** In one line: nothing that an upstream says steers a terminal. */
function said({ facts, text }: Exchanged): string {
  if (facts.kind === 'answered' && facts.status < 300) return String(facts.status);
  const words = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const what = facts.kind === 'answered' ? String(facts.status) : outcomeText(facts);
  return words === '' ? what : `${what} ${words}`;
}
