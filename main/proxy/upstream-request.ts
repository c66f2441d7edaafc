import type { Settings } from '../contracts/settings.ts';
import { settingsFor } from '../core/channel-settings.ts';
import type { Candidate } from '../core/select.ts';
import { buildUpstreamHeaders } from '../core/upstream-headers.ts';
import { joinUpstreamUrl, splitUrl } from '../core/upstream-url.ts';
import type { Admission } from './admit.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';
import type { Route } from './dispatchers.ts';
import { withModel } from './request-model.ts';
import { routeOf } from './route.ts';

/** What is sent to an upstream. */
export type UpstreamRequest = {
  readonly route: Route;
  readonly path: string;
  readonly url: string;
  readonly method: string;
  readonly headers: readonly string[];
  readonly body: Buffer | null;
  /** As they hold for the channel. */
  readonly settings: Settings;
};

/** The same, as one attempt of a client's request. */
export type AttemptRequest = UpstreamRequest & { readonly candidate: Candidate };

/** What a candidate is sent: the client's own bytes, but for the model's name where the channel redirects it. */
export function upstreamRequest(
  call: Call,
  admission: Admission,
  candidate: Candidate,
  deps: Pick<ProxyDeps, 'settings'>,
): AttemptRequest {
  const { route, facts, body } = admission;
  const { eligible, upstreamModel } = candidate;
  const { channel } = eligible;
  const isRedirected = upstreamModel !== null && upstreamModel !== facts.model;
  const sent = isRedirected
    ? withModel(facts, body.plain, route.path, upstreamModel)
    : { body: body.received, path: route.path };
  const isBodyDecoded = isRedirected && body.plain !== body.received;
  const { url: base, isExact } = candidate.url;
  const url = joinUpstreamUrl(base, isExact, sent.path, route.query);
  const { origin, path, host } = splitUrl(url);
  const settings = settingsFor(deps.settings.current(), channel);
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
    }),
    body: sent.body.length > 0 ? sent.body : null,
    settings,
  };
}
