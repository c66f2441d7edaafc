import type { Channel } from '../../contracts/channel.ts';
import type { WouldBeSent } from '../../contracts/route-explanation.ts';
import { readCredentials } from '../../core/credentials.ts';
import { shownHeaders } from '../../core/explain/shown-headers.ts';
import { matchModel } from '../../core/model-match.ts';
import { redactText } from '../../core/redact.ts';
import type { Candidate } from '../../core/select.ts';
import type { Admission } from '../admission.ts';
import { queryOf } from '../call.ts';
import type { ConversationPlace } from '../conversation-place.ts';
import type { ProxyDeps } from '../deps.ts';
import { foreignFilter } from '../opaque-tokens.ts';
import { requestFor } from '../request-for.ts';
import type { UpstreamRequest } from '../upstream-request.ts';
import type { AskedCall } from './asked-call.ts';

/** The request of a question, ready to be looked at from all sides. */
export type Asked = {
  readonly call: AskedCall;
  readonly admission: Admission;
  readonly place: ConversationPlace;
  /** Its body was not recorded. */
  readonly isBodyKnown: boolean;
};

/** What a candidate would be sent: made as for an attempt, but with the key's mask for the key. */
export function wouldBeSent(asked: Asked, candidate: Candidate, deps: ProxyDeps): WouldBeSent {
  const { call, admission, place } = asked;
  const { eligible, key, url, upstreamModel } = candidate;
  const { channel } = eligible;
  const masked = { ...candidate, key: { ...key, secret: key.mask } };
  const unnoted = {
    mayCarryForeign: (one: Candidate) => place.mayCarryForeign(one),
    looked: () => undefined,
  };
  const filter = foreignFilter(admission, candidate, unnoted, deps);
  const request = requestFor(call, admission, masked, filter, deps);
  const secrets = [
    ...channel.keys.flatMap(({ secret }) => secret ?? []),
    ...readCredentials(call.header, queryOf(call.target)),
  ];
  return {
    method: request.method,
    url: redactText(request.url, secrets),
    urlId: url.id,
    keyId: key.id,
    keyMask: key.mask,
    upstreamModel,
    protocol: request.protocol,
    conversion: request.conversion,
    modelMatch: eligible.isCheaper === true ? 'budget' : modelMatch(channel, admission, deps),
    headers: shownHeaders(request.headers, key.mask, secrets),
    body: asked.isBodyKnown ? bodyChanges(admission, upstreamModel, request) : null,
  };
}

function bodyChanges(
  { facts, body: given }: Admission,
  upstreamModel: string | null,
  { body, strippedTokens, isUsageHidden }: UpstreamRequest,
): WouldBeSent['body'] {
  const from = facts.model;
  const isRenamed = from !== null && upstreamModel !== null && from !== upstreamModel;
  return {
    givenBytes: given.received.length,
    sentBytes: body?.length ?? 0,
    model: isRenamed ? { from, to: upstreamModel } : null,
    strippedTokens,
    isUsageAskedFor: isUsageHidden,
  };
}

function modelMatch(
  { modelOverride, models }: Channel,
  { facts }: Admission,
  { settings }: ProxyDeps,
): WouldBeSent['modelMatch'] {
  if (facts.model === null) return null;
  if (modelOverride !== null) return 'override';
  return matchModel(models, facts.model, settings.current())?.by ?? null;
}
