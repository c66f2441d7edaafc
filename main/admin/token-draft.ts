import type { ChannelId } from '../contracts/channel.ts';
import { NO_LIMITS, UNLIMITED_TOKEN } from '../contracts/constants.ts';
import type { TokenInput } from '../contracts/token.schema.ts';
import type { ChannelRule, Token, TokenDraft } from '../contracts/token.ts';
import { FieldErrors } from './field-errors.ts';
import { given, refuseTwice, seedLimit } from './seed-words.ts';

/** The channels there are. */
type Channels = { find(id: ChannelId): unknown };

/** A new token: what is not said is not limited. */
export function newTokenDraft(
  input: TokenInput & { readonly name: string },
  channels: Channels,
): TokenDraft {
  return merge({ ...UNLIMITED_TOKEN, name: input.name }, input, channels);
}

/** A token changed in part: what is not said stays, and null removes the limit. */
export function changedTokenDraft(
  existing: Token,
  input: TokenInput,
  channels: Channels,
): TokenDraft {
  const { name, isEnabled, expiresAt, limits, models, channelRule, channelIds } = existing;
  const base = { name, isEnabled, expiresAt, limits, models, channelRule, channelIds };
  // A list read before a channel was deleted may be written back; ids are never used again.
  const find = (id: ChannelId) => channelIds.includes(id) || channels.find(id);
  return merge(base, input, { find });
}

function merge(base: TokenDraft, input: TokenInput, channels: Channels): TokenDraft {
  const errors = new FieldErrors();
  refuseTwice(errors, input, [
    ['max_concurrency', 'limits.maxConcurrency', input.limits?.maxConcurrency],
    ['allowed_models', 'models', input.models],
    ['allowed_channel_ids', 'channelIds', input.channelIds],
    ['channel_restriction_mode', 'channelRule', input.channelRule],
  ]);
  const models = input.models === undefined ? input.allowed_models : input.models;
  const ids = input.channelIds === undefined ? input.allowed_channel_ids : input.channelIds;
  const channelIds = ids === undefined ? base.channelIds : [...new Set(ids)];
  const idsField = input.allowed_channel_ids === undefined ? 'channelIds' : 'allowed_channel_ids';
  channelIds.forEach((id, at) => {
    if (!channels.find(id)) errors.report(`${idsField}.${at.toString()}`, 'is not a channel');
  });
  const channelRule = ruleOf(base, input, channelIds);
  if (channelRule === 'allow' && channelIds.length === 0) {
    errors.report(
      idsField,
      'is empty, so that no channel would be left; name one, or set channelRule to all',
    );
  }
  errors.throwIfAny();
  return {
    name: input.name ?? base.name,
    isEnabled: input.isEnabled ?? base.isEnabled,
    expiresAt: input.expiresAt === undefined ? base.expiresAt : input.expiresAt,
    limits: {
      ...(input.limits === null ? NO_LIMITS : { ...base.limits, ...given(input.limits ?? {}) }),
      ...given({ maxConcurrency: seedLimit(input.max_concurrency) }),
    },
    models: models === undefined ? base.models : [...new Set(models)],
    channelRule,
    channelIds,
  };
}

/** A list without a rule is one of permitted channels, as in the seeds; a list that is emptied limits nothing. */
function ruleOf(
  base: TokenDraft,
  input: TokenInput,
  channelIds: readonly ChannelId[],
): ChannelRule {
  if (input.channelRule !== undefined) return input.channelRule;
  const isListGiven = input.channelIds !== undefined || input.allowed_channel_ids !== undefined;
  const mode = input.channel_restriction_mode;
  if (!isListGiven && mode === undefined) return base.channelRule;
  if (channelIds.length === 0) return 'all';
  return mode ?? (base.channelRule === 'all' ? 'allow' : base.channelRule);
}
