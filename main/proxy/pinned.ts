import type { Candidates } from '../core/candidates.ts';
import { isConvertible } from '../core/conversion/target.ts';
import { idsInPath } from '../core/minted-id.ts';
import type { ProxyRoute } from '../core/route.ts';
import type { ProxyDeps } from './deps.ts';
import type { RequestFacts } from './request-model.ts';

/**
 * The candidates of a request. One that names no model but an id (a file, a batch, a stored response) goes to the channel
 * and key that minted the id: nobody else knows it.
 */
export function pinned(
  route: ProxyRoute,
  facts: RequestFacts,
  deps: Pick<ProxyDeps, 'channels' | 'minted' | 'settings' | 'budgets'>,
): Candidates {
  const { accepts, protocol, operation } = route;
  const settings = deps.settings.current();
  const from = isConvertible(operation) ? protocol : null;
  const candidates = deps.channels.candidates(accepts, facts.model, settings, from);
  if (facts.model !== null) return deps.budgets.applied(candidates);
  for (const id of idsInPath(route.path).toReversed()) {
    const minter = deps.minted.find(id);
    if (minter === undefined) continue;
    const eligible = candidates.eligible.flatMap((one) => {
      const keys = one.keys.filter((key) => key.id === minter.keyId);
      return one.channel.id === minter.channelId && keys.length > 0 ? [{ ...one, keys }] : [];
    });
    // The minter may be gone or disabled; then the others may at least say that they do not know the id.
    if (eligible.length > 0) return { eligible, exclusions: candidates.exclusions };
  }
  return candidates;
}
