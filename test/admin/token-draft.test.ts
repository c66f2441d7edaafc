import { describe, expect, it } from 'vitest';
import { changedTokenDraft, newTokenDraft } from '../../main/admin/token-draft.ts';
import { fieldsOf } from '../../main/admin/schema-errors.ts';
import type { ChannelId } from '../../main/contracts/channel.ts';
import { NO_LIMITS, UNLIMITED_TOKEN } from '../../main/contracts/constants.ts';
import { tokenChangeSchema, tokenDraftSchema } from '../../main/contracts/token.schema.ts';
import type { Token, TokenDraft, TokenId } from '../../main/contracts/token.ts';
import { AppError } from '../../main/core/app-error.ts';

/** Channels 1 to 3. */
const channels = { find: (id: ChannelId) => (id <= 3 ? { id } : undefined) };

const token: Token = {
  ...UNLIMITED_TOKEN,
  id: 1 as TokenId,
  name: 'desk',
  hash: 'h',
  mask: 'm',
  isLocal: false,
  createdAt: 0,
  lastUsedAt: null,
};

const limited: Token = {
  ...token,
  limits: { dayUsd: 1, monthUsd: 20, requestsPerMinute: 30, maxConcurrency: 2 },
  models: ['claude-*'],
  channelRule: 'deny',
  // Channel 9 is gone.
  channelIds: [2, 9] as ChannelId[],
};

function create(input: object): TokenDraft {
  return newTokenDraft(tokenDraftSchema.parse({ name: 'n', ...input }), channels);
}

function change(existing: Token, input: object): TokenDraft {
  return changedTokenDraft(existing, tokenChangeSchema.parse(input), channels);
}

function faultsOf(input: object, existing = token): Record<string, string> {
  const parsed = tokenChangeSchema.safeParse(input);
  if (!parsed.success) return fieldsOf(parsed.error);
  try {
    changedTokenDraft(existing, parsed.data, channels);
    return {};
  } catch (error) {
    if (error instanceof AppError && error.fields !== undefined) return { ...error.fields };
    throw error;
  }
}

describe('a new token', () => {
  it('is not limited unless somebody says so', () => {
    expect(create({})).toEqual({ ...UNLIMITED_TOKEN, name: 'n' });
  });

  it.each<[object, Partial<TokenDraft>]>([
    [{ limits: { dayUsd: 1 } }, { limits: { ...NO_LIMITS, dayUsd: 1 } }],
    [{ models: ['a', 'b*', 'a'] }, { models: ['a', 'b*'] }],
    [{ models: null }, { models: [] }],
    [
      { channelRule: 'deny', channelIds: [1, 2, 1] },
      { channelRule: 'deny', channelIds: [1, 2] as ChannelId[] },
    ],
    [{ channelIds: [1] }, { channelRule: 'allow', channelIds: [1] as ChannelId[] }],
    [{ channelRule: 'all', channelIds: [1] }, { channelRule: 'all' }],
    [{ max_concurrency: 3 }, { limits: { ...NO_LIMITS, maxConcurrency: 3 } }],
    [{ max_concurrency: 0 }, { limits: NO_LIMITS }],
    [{ allowed_models: ['a'] }, { models: ['a'] }],
    [{ allowed_models: null }, { models: [] }],
    [{ allowed_channel_ids: [3] }, { channelRule: 'allow', channelIds: [3] as ChannelId[] }],
    [
      { allowed_channel_ids: [3], channel_restriction_mode: 'deny' },
      { channelRule: 'deny', channelIds: [3] as ChannelId[] },
    ],
    [{ allowed_channel_ids: [], channel_restriction_mode: 'allow' }, { channelRule: 'all' }],
  ])('is limited by %j', (input, expected) => {
    expect(create(input)).toMatchObject(expected);
  });

  it.each<[object, string, string]>([
    [{ limits: { dayUsd: -1 } }, 'limits.dayUsd', 'must be at least 0'],
    [{ limits: { maxConcurrency: 0 } }, 'limits.maxConcurrency', 'must be at least 1'],
    [{ limits: { hours: null } }, 'limits.hours', 'is not a known field'],
    [{ models: [''] }, 'models.0', 'must not be empty'],
    [{ channelRule: 'some' }, 'channelRule', 'must be one of all, allow, deny'],
    [{ channelIds: [1, 4] }, 'channelIds.1', 'is not a channel'],
    [{ allowed_channel_ids: [4] }, 'allowed_channel_ids.0', 'is not a channel'],
    [
      { channelRule: 'allow' },
      'channelIds',
      'is empty, so that no channel would be left; name one, or set channelRule to all',
    ],
    [
      { cost_limit_usd: 5 },
      'cost_limit_usd',
      'is for the whole life of a token; give limits.dayUsd or limits.monthUsd instead',
    ],
    [
      { max_concurrency: 1, limits: { maxConcurrency: 1 } },
      'max_concurrency',
      'give either limits.maxConcurrency or max_concurrency',
    ],
    [
      { allowed_models: ['a'], models: ['a'] },
      'allowed_models',
      'give either models or allowed_models',
    ],
    [
      { channelRule: 'deny', channel_restriction_mode: 'deny' },
      'channel_restriction_mode',
      'give either channelRule or channel_restriction_mode',
    ],
  ])('is refused with %j', (input, field, message) => {
    expect(faultsOf(input)).toEqual({ [field]: message });
  });
});

describe('a change of a token', () => {
  it('keeps what it does not name', () => {
    const { limits, models, channelRule, channelIds } = limited;
    expect(change(limited, { name: 'x' })).toEqual({
      ...UNLIMITED_TOKEN,
      name: 'x',
      limits,
      models,
      channelRule,
      channelIds,
    });
  });

  it.each<[object, Partial<TokenDraft>]>([
    [{ limits: { dayUsd: null } }, { limits: { ...limited.limits, dayUsd: null } }],
    [{ limits: null }, { limits: NO_LIMITS }],
    [{ models: null }, { models: [] }],
    [{ channelIds: null }, { channelRule: 'all', channelIds: [] }],
    [{ channelIds: [1] }, { channelRule: 'deny', channelIds: [1] as ChannelId[] }],
    [{ channelRule: 'allow' }, { channelRule: 'allow', channelIds: limited.channelIds }],
    [{ channel_restriction_mode: 'allow' }, { channelRule: 'allow' }],
    [{ channelIds: limited.channelIds }, { channelIds: limited.channelIds }],
  ])('to %j', (input, expected) => {
    expect(change(limited, input)).toMatchObject(expected);
  });
});
