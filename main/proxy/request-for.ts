import type { Candidate } from '../core/select.ts';
import type { Admission } from './admission.ts';
import { convertedRequest } from './convert/converted-request.ts';
import type { ProxyDeps } from './deps.ts';
import type { BodyFilter } from './opaque-tokens.ts';
import { upstreamRequest, type Asker, type UpstreamRequest } from './upstream-request.ts';

/** What a candidate is sent: the client's own request, or the same in the candidate's protocol. */
export function requestFor(
  call: Asker,
  admission: Admission,
  candidate: Candidate,
  filter: BodyFilter | null,
  deps: Pick<ProxyDeps, 'settings'>,
): UpstreamRequest {
  const { converts } = candidate.eligible;
  return converts === undefined
    ? upstreamRequest(call, admission, candidate, filter, deps)
    : convertedRequest(call, admission, candidate, converts, filter, deps);
}
