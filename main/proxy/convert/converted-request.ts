import { settingsFor } from '../../core/channel-settings.ts';
import { carriedHeaders } from '../../core/conversion/headers.ts';
import { convertedOperation } from '../../core/conversion/target.ts';
import type { Conversion } from '../../core/candidates.ts';
import type { Candidate } from '../../core/select.ts';
import { buildUpstreamHeaders } from '../../core/upstream-headers.ts';
import { joinUpstreamUrl, splitUrl } from '../../core/upstream-url.ts';
import type { Admission } from '../admission.ts';
import type { ProxyDeps } from '../deps.ts';
import { accountOf, type BodyFilter } from '../opaque-tokens.ts';
import { routeOf } from '../route.ts';
import type { Asker, UpstreamRequest } from '../upstream-request.ts';

/** What a candidate is sent that speaks another protocol than the client. */
export function convertedRequest(
  call: Asker,
  admission: Pick<Admission, 'conversions'>,
  candidate: Candidate,
  { to }: Conversion,
  filter: BodyFilter | null,
  deps: Pick<ProxyDeps, 'settings'>,
): UpstreamRequest {
  const { channel } = candidate.eligible;
  const current = deps.settings.current();
  const settings = settingsFor(current, channel);
  const converted = admission.conversions.of(candidate, { to }, current);
  const filtered = filter?.(to, converted.bytes) ?? { body: converted.bytes, count: 0 };
  const { url: base, isExact } = candidate.url;
  const query = converted.query === '' ? '' : `?${converted.query}`;
  const url = joinUpstreamUrl(base, isExact, converted.path, query);
  const { origin, path, host } = splitUrl(url);
  return {
    candidate,
    route: routeOf(channel, origin, settings),
    path,
    url,
    method: call.method,
    headers: buildUpstreamHeaders({
      raw: [
        ...carriedHeaders(call.req.rawHeaders),
        ...['content-type', 'application/json'],
        ...converted.headers.flat(),
      ],
      protocol: to,
      secret: candidate.key.secret ?? '',
      host,
      extra: channel.headers,
      isBodyDecoded: true,
      isPlainWanted: true,
    }),
    body: filtered.body,
    settings,
    protocol: to,
    operation: convertedOperation(to),
    converted,
    conversion: { to, losses: converted.losses },
    account: accountOf(candidate),
    strippedTokens: filtered.count,
    isUsageHidden: false,
  };
}
