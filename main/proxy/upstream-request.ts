import type { Protocol } from '../contracts/protocol.ts';
import type { RecordConversion } from '../contracts/record.ts';
import { settingsFor } from '../core/channel-settings.ts';
import type { Account } from '../core/opaque/foreign.ts';
import type { Operation } from '../core/route.ts';
import type { Candidate } from '../core/select.ts';
import { buildUpstreamHeaders } from '../core/upstream-headers.ts';
import { joinUpstreamUrl, splitUrl } from '../core/upstream-url.ts';
import type { Admission } from './admission.ts';
import type { Call } from './call.ts';
import type { ConvertedRequest } from './convert/conversions.ts';
import type { ProxyDeps } from './deps.ts';
import { accountOf, type BodyFilter } from './opaque-tokens.ts';
import { withModel, withUsageAsked } from './request-model.ts';
import { routeOf } from './route.ts';
import type { WireRequest } from './wire-request.ts';

/** What a candidate is sent for a client. */
export type UpstreamRequest = WireRequest & {
  readonly candidate: Candidate;
  /** Whose upstream it is sent to. */
  readonly account: Account;
  /** What it is sent in; that of the client unless the candidate converts. */
  readonly protocol: Protocol;
  readonly operation: Operation;
  /** Null where it is sent in the client's protocol. */
  readonly converted: ConvertedRequest | null;
  /** The same for its record. */
  readonly conversion: RecordConversion | null;
  /** Opaque tokens of others that were taken out or replaced. */
  readonly strippedTokens: number;
  /** The client is not to see the chunk with the usage, which it has not asked for. */
  readonly isUsageHidden: boolean;
};

/** What of a client's request is passed on as it came. */
export type Asker = Pick<Call, 'method'> & { readonly req: Pick<Call['req'], 'rawHeaders'> };

/**
 * What a candidate is sent: the client's own bytes, but for the model's name where the channel redirects it, and for the
 * opaque tokens that it would refuse.
 */
export function upstreamRequest(
  call: Asker,
  admission: Admission,
  candidate: Candidate,
  filter: BodyFilter | null,
  deps: Pick<ProxyDeps, 'settings'>,
): UpstreamRequest {
  const { route, facts, body } = admission;
  const { eligible, upstreamModel } = candidate;
  const { channel } = eligible;
  const settings = settingsFor(deps.settings.current(), channel);
  const newModel = upstreamModel !== facts.model ? upstreamModel : null;
  const isUsageWanted = settings.isUsageAskedFor && facts.isStreaming && route.operation === 'chat';
  const asking = isUsageWanted ? withUsageAsked(facts, body.plain, route.path, newModel) : null;
  const named = namedParts(admission, asking, newModel);
  const filtered = filter?.(route.protocol, named.body) ?? { body: named.body, count: 0 };
  // What nobody has changed goes as it came, in its coding.
  const isChanged = filtered.body !== body.plain;
  const sent = isChanged ? filtered.body : body.received;
  const isBodyDecoded = isChanged && body.plain !== body.received;
  const { url: base, isExact } = candidate.url;
  const url = joinUpstreamUrl(base, isExact, named.path, route.query);
  const { origin, path, host } = splitUrl(url);
  return {
    candidate,
    route: routeOf(channel, origin, settings),
    path,
    url,
    method: call.method,
    headers: buildUpstreamHeaders({
      raw: call.req.rawHeaders,
      protocol: route.protocol,
      secret: candidate.key.secret ?? '',
      host,
      extra: channel.headers,
      isBodyDecoded,
      // What was not asked for is taken out of the stream, which can be done where it is plain.
      isPlainWanted: asking !== null,
    }),
    body: sent.length > 0 ? sent : null,
    settings,
    protocol: route.protocol,
    operation: route.operation,
    converted: null,
    conversion: null,
    account: accountOf(candidate),
    strippedTokens: filtered.count,
    isUsageHidden: asking !== null,
  };
}

/** The client's own bytes where nothing has to change. */
function namedParts(
  { route, facts, body }: Admission,
  asking: Buffer | null,
  newModel: string | null,
): { readonly body: Buffer; readonly path: string } {
  const { path } = route;
  if (asking !== null) return { body: asking, path };
  if (newModel !== null) return withModel(facts, body.plain, path, newModel);
  return { body: body.plain, path };
}
