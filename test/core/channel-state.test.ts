import { expect, it } from 'vitest';
import type { ChannelKey, KeyId } from '../../main/contracts/channel.ts';
import { channelStateOf } from '../../main/core/channel-state.ts';
import type { LimitReason } from '../../main/core/limits/limit-reason.ts';

const key: ChannelKey = { id: 1 as KeyId, secret: 's', mask: '…', note: '', isEnabled: true };
const works = { isEnabled: true, keys: [key] };
const spent: LimitReason = {
  kind: 'money',
  period: 'day',
  limitUsd: 1,
  pausePercent: 100,
  until: 0,
};
const night: LimitReason = { kind: 'hours', hours: { from: '09:00', to: '17:00' }, until: 0 };
const busy: LimitReason = { kind: 'concurrency', limit: 1 };

it.each([
  ['ready', 'nothing is in its way', works, null, false],
  ['ready', 'only its places are taken', works, busy, false],
  ['cooling', 'it failed', works, null, true],
  ['over_budget', 'its money is spent, whether it cools or not', works, spent, true],
  ['closed', 'it is outside its hours', works, night, true],
  ['disabled', 'it is switched off, whatever else', { ...works, isEnabled: false }, spent, true],
  ['disabled', 'it has no key', { ...works, keys: [] }, null, false],
  ['disabled', 'its key is off', { ...works, keys: [{ ...key, isEnabled: false }] }, null, false],
  ['disabled', 'its key is locked', { ...works, keys: [{ ...key, secret: null }] }, null, false],
] as const)('is %s when %s', (state, _, channel, bar, isCooling) => {
  expect(channelStateOf(channel, bar, isCooling)).toBe(state);
});
