import type { Channel } from '../contracts/channel.ts';
import { ANY_MODEL } from '../contracts/constants.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { Token } from '../contracts/token.ts';
import { isChannelPermitted, isModelPermitted } from '../core/limits/permissions.ts';
import { matchModel } from '../core/model-match.ts';
import { upstreamModels } from '../core/route.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';

/** The client of a list waits while one channel after the other fails. */
const MAX_ASKED = 3;

/**
 * What the first channel lists that answers, each asked in its own protocol: where no channel names its models, and none
 * may answer the client itself, because all speak another protocol or the token may not see all of the list.
 */
export async function modelsOfUpstreams(
  call: Pick<Call, 'target' | 'isOver'>,
  client: Protocol,
  token: Token | null,
  deps: ProxyDeps,
): Promise<readonly string[]> {
  const { channels, settings, availability, clock } = deps;
  const { accepts } = upstreamModels(client, call.target);
  const rules = settings.current();
  const { eligible } = channels.candidates(accepts, null, rules, client);
  const now = clock.now();
  const askable = eligible.filter(
    (one) =>
      offersUnnamed(one.channel) &&
      (token === null || isChannelPermitted(token, one.channel.id)) &&
      availability.parts.hasFree(one, now),
  );
  for (const { channel, urls, keys, converts } of askable.slice(0, MAX_ASKED)) {
    const [url] = urls;
    const secret = keys[0]?.secret ?? null;
    if (call.isOver) break;
    if (url === undefined || secret === null) continue;
    const fetched = await deps.askModels(channel, url, secret, converts?.to ?? client);
    if (!fetched.isOk) continue;
    return fetched.models.filter(
      (name) =>
        (channel.models.length === 0 || matchModel(channel.models, name, rules) !== null) &&
        (token === null || isModelPermitted(token, name)),
    );
  }
  return [];
}

/** All models, or all that fit a pattern. */
function offersUnnamed({ models }: Channel): boolean {
  return (
    models.length === 0 ||
    models.some(({ name, isEnabled }) => isEnabled && name.includes(ANY_MODEL))
  );
}
