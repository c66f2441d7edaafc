import { describe, expect, it } from 'vitest';
import { changedDraft, newDraft, replacedDraft } from '../../main/admin/channel-draft.ts';
import { fieldsOf } from '../../main/admin/schema-errors.ts';
import { channelInputSchema } from '../../main/contracts/channel.schema.ts';
import type { Channel, ChannelDraft } from '../../main/contracts/channel.ts';
import { NO_CHANNEL_LIMITS, NO_CHECKS } from '../../main/contracts/constants.ts';
import { AppError } from '../../main/core/app-error.ts';
import { aChannel } from '../support/channel-builder.ts';

const checks = { isOwnAddress: () => false, isOwnToken: () => false };

const valid = {
  name: 'Claude',
  api_key: 'sk-ant-first-0123456789',
  url: 'https://api.anthropic.com',
  models: ['claude-x', 'claude-y'],
};

function create(input: object): ChannelDraft {
  return newDraft(channelInputSchema.parse({ ...valid, ...input }), checks);
}

function change(existing: Channel, input: object): ChannelDraft {
  return changedDraft(existing, channelInputSchema.parse(input), checks);
}

/** What is wrong with a new channel, by field. */
function faultsOf(input: object): Record<string, string> {
  const parsed = channelInputSchema.safeParse({ ...valid, ...input });
  if (!parsed.success) return fieldsOf(parsed.error);
  try {
    newDraft(parsed.data, checks);
    return {};
  } catch (error) {
    if (error instanceof AppError && error.fields !== undefined) return { ...error.fields };
    throw error;
  }
}

const HOURS = { from: '22:00', to: '06:30' };

/** A channel of which everything was said. */
const full = aChannel(1, {
  limits: { dayUsd: 5, monthUsd: 80, requestsPerMinute: 60, maxConcurrency: 4, hours: HOURS },
  overrides: { cooldownAuthMs: 1000, maxKeysPerChannel: 2, budgetAlertPercents: [50] },
  cheaperModels: [{ model: 'claude-x', cheaper: 'claude-y' }],
  checks: { isEnabled: true, kind: 'message', intervalMs: 60_000, model: 'claude-x' },
  urlOrder: 'fastest',
  isTlsInsecure: true,
  modelOverride: 'one',
  takeBack: 'at_once',
});

describe('what a channel may be told', () => {
  it('is left alone by default', () => {
    expect(create({})).toMatchObject({
      limits: NO_CHANNEL_LIMITS,
      overrides: {},
      checks: NO_CHECKS,
      urlOrder: 'in_order',
      isTlsInsecure: false,
      modelOverride: null,
      takeBack: 'when_idle',
    });
  });

  it.each([
    {
      limits: { dayUsd: 0, monthUsd: 12.5, requestsPerMinute: 1, maxConcurrency: 1, hours: HOURS },
    },
    { overrides: { firstByteTimeoutMs: 0, failuresBeforeOpening: 3, totalTimeoutMs: 86_400_000 } },
    { checks: { isEnabled: true, kind: 'message', intervalMs: 10_000, model: 'claude-y' } },
    { checks: { isEnabled: true, kind: 'head', intervalMs: null, model: 'unused' } },
    { urlOrder: 'fastest', isTlsInsecure: true, modelOverride: 'm', takeBack: 'at_once' },
  ])('is taken as it is said: %j', (input) => {
    expect(create(input)).toMatchObject(input);
  });

  it.each<[object, string, string]>([
    [{ limits: { dayUsd: -0.01 } }, 'limits.dayUsd', 'must be at least 0'],
    [{ limits: { monthUsd: 1_000_001 } }, 'limits.monthUsd', 'must be at most 1000000'],
    [{ limits: { requestsPerMinute: 0 } }, 'limits.requestsPerMinute', 'must be at least 1'],
    [{ limits: { maxConcurrency: 1.5 } }, 'limits.maxConcurrency', 'must be a whole number'],
    [{ limits: { perHour: 1 } }, 'limits.perHour', 'is not a known field'],
    [
      { limits: { hours: { from: '24:00', to: '06:00' } } },
      'limits.hours.from',
      'must be a time such as 08:30',
    ],
    [
      { limits: { hours: { from: '8:00', to: '09:00' } } },
      'limits.hours.from',
      'must be a time such as 08:30',
    ],
    [{ limits: { hours: { from: '08:00' } } }, 'limits.hours.to', 'must be a time such as 08:30'],
    [
      { limits: { hours: { from: '08:00', to: '08:00' } } },
      'limits.hours.to',
      'must not be the same as from',
    ],
    [{ overrides: { port: 1 } }, 'overrides.port', 'is not a known field'],
    [
      { overrides: { budgetAlertPercents: [80, 0] } },
      'overrides.budgetAlertPercents.1',
      'must be at least 1',
    ],
    [
      { overrides: { budgetPausePercent: 1001 } },
      'overrides.budgetPausePercent',
      'must be at most 1000',
    ],
    [{ cheaperModels: [{ model: 'a' }] }, 'cheaperModels.0.cheaper', 'must be a string'],
    [
      { cheaperModels: [{ model: 'a', cheaper: 'b*' }] },
      'cheaperModels.0.cheaper',
      'must be the name of a model, without *',
    ],
    [
      { cheaperModels: [{ model: 'a', cheaper: 'a' }] },
      'cheaperModels.0.cheaper',
      'must be another model',
    ],
    [
      {
        cheaperModels: [
          { model: 'a', cheaper: 'b' },
          { model: 'a', cheaper: 'c' },
        ],
      },
      'cheaperModels.1.model',
      'is named twice',
    ],
    [{ overrides: { maxKeysPerChannel: 0 } }, 'overrides.maxKeysPerChannel', 'must be at least 1'],
    [
      { overrides: { gateTimeoutMs: 86_400_001 } },
      'overrides.gateTimeoutMs',
      'must be at most 86400000',
    ],
    [{ checks: { kind: 'ping' } }, 'checks.kind', 'must be one of head, models, message'],
    [{ checks: { intervalMs: 1 } }, 'checks.intervalMs', 'must be at least 10000'],
    [
      { checks: { kind: 'message', model: 'gpt-5' } },
      'checks.model',
      "must be one of the channel's models",
    ],
    [{ scheduled_check_model: 'gpt-5' }, 'checks.model', "must be one of the channel's models"],
    [{ urlOrder: 'random' }, 'urlOrder', 'must be one of in_order, fastest'],
    [{ takeBack: 'never' }, 'takeBack', 'must be one of at_once, when_idle'],
    [{ modelOverride: '' }, 'modelOverride', 'must not be empty'],
    [{ daily_cost_limit: -1 }, 'daily_cost_limit', 'must be at least 0'],
    [{ rpm_limit: 2.5 }, 'rpm_limit', 'must be a whole number'],
    [{ max_concurrency: -1 }, 'max_concurrency', 'must be at least 0'],
    [
      { available_time_start: '08:00' },
      'available_time_end',
      'is missing: give both times, or neither',
    ],
    [
      { available_time_start: '', available_time_end: '08:00' },
      'available_time_start',
      'is missing: give both times, or neither',
    ],
    [
      { available_time_start: '08:00', available_time_end: '08:00' },
      'available_time_end',
      'must not be the same as available_time_start',
    ],
    [
      { available_time_start: '25:00', available_time_end: '08:00' },
      'available_time_start',
      'must be a time such as 08:30',
    ],
    [
      { rpm_limit: 5, limits: { requestsPerMinute: 5 } },
      'rpm_limit',
      'give either limits.requestsPerMinute or rpm_limit',
    ],
    [
      { scheduled_check_enabled: true, checks: { isEnabled: true } },
      'scheduled_check_enabled',
      'give either checks.isEnabled or scheduled_check_enabled',
    ],
  ])('is refused: %j', (input, field, message) => {
    expect(faultsOf(input)).toEqual({ [field]: message });
  });

  it('may be checked with any model when the channel takes any', () => {
    const input = { models: ['*'], checks: { kind: 'message', model: 'gpt-5' } };
    expect(create(input).checks.model).toBe('gpt-5');
  });

  it.each<[object, object]>([
    [
      { daily_cost_limit: 2.5, rpm_limit: 60, max_concurrency: 4 },
      { limits: { ...NO_CHANNEL_LIMITS, dayUsd: 2.5, requestsPerMinute: 60, maxConcurrency: 4 } },
    ],
    [{ daily_cost_limit: 0, rpm_limit: 0, max_concurrency: 0 }, { limits: NO_CHANNEL_LIMITS }],
    [
      { available_time_start: '22:00', available_time_end: '06:30' },
      { limits: { ...NO_CHANNEL_LIMITS, hours: HOURS } },
    ],
    [{ available_time_start: '', available_time_end: null }, { limits: NO_CHANNEL_LIMITS }],
    [{ scheduled_check_enabled: true }, { checks: { ...NO_CHECKS, isEnabled: true } }],
    [
      { scheduled_check_enabled: true, scheduled_check_model: 'claude-y' },
      { checks: { ...NO_CHECKS, isEnabled: true, kind: 'message', model: 'claude-y' } },
    ],
    [{ scheduled_check_model: '' }, { checks: NO_CHECKS }],
  ])("is understood in the seeds' words: %j", (input, expected) => {
    expect(create(input)).toMatchObject(expected);
  });
});

it('guesses the protocol by the model that is sent whatever was asked for', () => {
  const input = { url: 'https://relay.example', modelOverride: 'gemini-3-pro' };
  expect(create(input).protocols).toEqual(['gemini']);
});

describe('a change of a channel', () => {
  it('keeps what it does not name', () => {
    const { limits, overrides, checks: kept, urlOrder, takeBack } = full;
    expect(change({ ...full, models: create({}).models }, { name: 'other' })).toMatchObject({
      limits,
      overrides,
      checks: kept,
      urlOrder,
      takeBack,
      isTlsInsecure: true,
      modelOverride: 'one',
    });
  });

  it('reaches into the parts: absent stays, null goes, a value counts', () => {
    const changed = change(full, {
      limits: { dayUsd: null, monthUsd: 90 },
      overrides: { cooldownAuthMs: null, gateTimeoutMs: 5 },
      checks: { intervalMs: null },
      modelOverride: null,
    });
    expect(changed.limits).toEqual({ ...full.limits, dayUsd: null, monthUsd: 90 });
    expect(changed.overrides).toEqual({
      maxKeysPerChannel: 2,
      budgetAlertPercents: [50],
      gateTimeoutMs: 5,
    });
    expect(changed.cheaperModels).toEqual(full.cheaperModels);
    expect(changed.checks).toEqual({ ...full.checks, intervalMs: null });
    expect(changed.modelOverride).toBeNull();
  });

  it('puts a whole part back with null', () => {
    const changed = change(full, {
      limits: null,
      overrides: null,
      checks: null,
      cheaperModels: null,
    });
    expect(changed).toMatchObject({
      limits: NO_CHANNEL_LIMITS,
      checks: NO_CHECKS,
      cheaperModels: [],
    });
    expect(changed.overrides).toEqual({});
  });

  it("moves one end of the hours in the seeds' words", () => {
    const { hours } = change(full, { available_time_end: '07:00' }).limits;
    expect(hours).toEqual({ from: '22:00', to: '07:00' });
  });

  it('as a replacement begins from the defaults', () => {
    const input = channelInputSchema.parse({ ...valid, limits: { dayUsd: 1 } });
    expect(replacedDraft(full, input, checks)).toMatchObject({
      limits: { ...NO_CHANNEL_LIMITS, dayUsd: 1 },
      checks: NO_CHECKS,
      takeBack: 'when_idle',
      isTlsInsecure: false,
    });
    expect(replacedDraft(full, input, checks).overrides).toEqual({});
  });
});

describe('the names of a model upstream', () => {
  it.each<[object, readonly string[]]>([
    [{ name: 'a', upstreamNames: ['b', 'c'] }, ['b', 'c']],
    [{ name: 'a', upstreamNames: ['a', 'c'] }, ['a', 'c']],
    [{ name: 'a', upstreamNames: ['a'] }, []],
    [{ name: 'a', upstreamNames: [] }, []],
    [{ name: 'a', upstreamName: 'b' }, ['b']],
    [{ name: 'a', upstreamName: null }, []],
    [{ model: 'a', redirect_model: 'b' }, ['b']],
  ])('are read from %j', (model, names) => {
    expect(create({ models: [model] }).models[0]?.upstreamNames).toEqual(names);
  });

  it.each<[object, string, string]>([
    [{ upstreamNames: ['b', 'b'] }, 'models.0.upstreamNames.1', 'is there twice'],
    [{ upstreamNames: [''] }, 'models.0.upstreamNames.0', 'must not be empty'],
    [
      { upstreamNames: ['b'], upstreamName: 'c' },
      'models.0.upstreamNames',
      'give either a list or a single name',
    ],
  ])('are refused: %j', (model, field, message) => {
    expect(faultsOf({ models: [{ name: 'a', ...model }] })).toEqual({ [field]: message });
  });
});
