import type { ChannelView } from '#contracts/channel';
import type { RequestRecord } from '#contracts/record';
import type { TokenView } from '#contracts/token';
import type { FilterSources } from './filter-suggestions.ts';

/** Models are those that were asked for lately, then those that channels name. */
export function filterSources(
  channels: readonly ChannelView[],
  tokens: readonly TokenView[],
  records: readonly RequestRecord[],
): FilterSources {
  const asked = records.slice(0, 100).map(({ requestedModel }) => requestedModel ?? '');
  const named = channels.flatMap(({ models }) => models.map(({ name }) => name));
  const models = new Set([...asked, ...named].filter((name) => name !== '' && name !== '*'));
  return {
    channels: channels.map(({ name }) => name),
    tokens: tokens.map(({ name }) => name),
    models: [...models],
  };
}
