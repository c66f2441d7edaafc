import type { ChannelInput } from '../contracts/channel.schema.ts';
import type { ChannelDraft, ChannelOverrides } from '../contracts/channel.ts';
import type { ChannelChecks } from '../contracts/checks.ts';
import { ANY_MODEL, NO_CHANNEL_LIMITS, NO_CHECKS } from '../contracts/constants.ts';
import type { ChannelLimits, HoursOfDay } from '../contracts/limits.ts';
import type { FieldErrors } from './field-errors.ts';
import { given, refuseTwice, seedLimit } from './seed-words.ts';

/** The base with what the input says put over it, in our words or the seeds'. */
export function mergedLimits(
  base: ChannelLimits,
  input: ChannelInput,
  errors: FieldErrors,
): ChannelLimits {
  const { limits } = input;
  const seeds = given({
    dayUsd: seedLimit(input.daily_cost_limit),
    requestsPerMinute: seedLimit(input.rpm_limit),
    maxConcurrency: seedLimit(input.max_concurrency),
  });
  const merged = limits === null ? NO_CHANNEL_LIMITS : { ...base, ...given(limits ?? {}) };
  refuseTwice(errors, input, [
    ['daily_cost_limit', 'limits.dayUsd', limits?.dayUsd],
    ['rpm_limit', 'limits.requestsPerMinute', limits?.requestsPerMinute],
    ['max_concurrency', 'limits.maxConcurrency', limits?.maxConcurrency],
    ['available_time_start', 'limits.hours', limits?.hours],
    ['available_time_end', 'limits.hours', limits?.hours],
  ]);
  return { ...merged, ...seeds, hours: seedHours(merged.hours, input, errors) };
}

/** A setting that is null is followed again like everybody's. */
export function mergedOverrides(
  base: ChannelOverrides,
  { overrides }: ChannelInput,
): ChannelOverrides {
  if (overrides === null) return {};
  const merged = Object.entries({ ...base, ...given(overrides ?? {}) });
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

/** A model that is named asks for a message to it; without one, the free check is left as it is. */
export function mergedChecks(
  base: ChannelChecks,
  input: ChannelInput,
  errors: FieldErrors,
): ChannelChecks {
  const { checks, scheduled_check_model: model } = input;
  refuseTwice(errors, input, [
    ['scheduled_check_enabled', 'checks.isEnabled', checks?.isEnabled],
    ['scheduled_check_model', 'checks.model', checks?.model],
  ]);
  return {
    ...(checks === null ? NO_CHECKS : { ...base, ...given(checks ?? {}) }),
    ...given({ isEnabled: input.scheduled_check_enabled }),
    ...(model === undefined
      ? {}
      : model === null || model === ''
        ? { model: null }
        : { model, kind: 'message' }),
  };
}

export function mergedMultiplier(
  base: number,
  { priceMultiplier, cost_multiplier: seed, ...input }: ChannelInput,
  errors: FieldErrors,
): number {
  refuseTwice(errors, { ...input, cost_multiplier: seed }, [
    ['cost_multiplier', 'priceMultiplier', priceMultiplier],
  ]);
  return priceMultiplier ?? seed ?? base;
}

/** Half of the seeds' two fields changes half of what is there. */
function seedHours(
  base: HoursOfDay | null,
  { available_time_start: start, available_time_end: end }: ChannelInput,
  errors: FieldErrors,
): HoursOfDay | null {
  if (start === undefined && end === undefined) return base;
  const from = start === undefined ? (base?.from ?? '') : (start ?? '');
  const to = end === undefined ? (base?.to ?? '') : (end ?? '');
  if (from === '' && to === '') return null;
  if (from === '' || to === '') {
    const missing = from === '' ? 'available_time_start' : 'available_time_end';
    errors.report(missing, 'is missing: give both times, or neither');
  } else if (from === to) {
    errors.report('available_time_end', 'must not be the same as available_time_start');
  }
  return { from, to };
}

/** A paid check of a model that the channel does not have would fail for ever. */
export function checkCheckModel({ checks, models }: ChannelDraft, errors: FieldErrors): void {
  if (checks.kind !== 'message' || checks.model === null) return;
  if (models.some(({ name }) => name === checks.model || name === ANY_MODEL)) return;
  errors.report('checks.model', "must be one of the channel's models");
}
