import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelKey, KeyId } from '../../main/contracts/channel.ts';
import { aChannel } from '../support/channel-builder.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;

beforeEach(async () => {
  admin = await openAdmin({ isBare: true });
});

afterEach(async () => {
  await admin.close();
});

const key: ChannelKey = { id: 1 as KeyId, secret: 's', mask: '…', note: '', isEnabled: true };

describe('GET /health', () => {
  it('answers the fields of ours and of every seed, without a session', async () => {
    admin.books.channels.replaceAll([
      aChannel(1),
      aChannel(2, { isEnabled: false }),
      aChannel(3, { keys: [{ ...key, isEnabled: false }] }),
    ]);
    const answer = await admin.call('GET', '/health');
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      status: 'ok',
      version: '1.2.3',
      time: '2026-01-02T03:04:05.000Z',
      totalChannels: 3,
      enabledChannels: 2,
      inFlight: 0,
      total_servers: 3,
      available_servers: 1,
      load_balancer: 'weighted_round_robin',
      fallback: true,
      success: true,
      data: { status: 'ok' },
    });
  });

  it.each([
    ['ok', 'there are no channels yet', []],
    ['ok', 'one of several can be used', [aChannel(1), aChannel(2, { keys: [] })]],
    ['degraded', 'all are switched off', [aChannel(1, { isEnabled: false })]],
    ['degraded', 'the keys are locked', [aChannel(1, { keys: [{ ...key, secret: null }] })]],
  ])('is %s when %s', async (status, _, channels) => {
    admin.books.channels.replaceAll(channels);
    expect((await admin.call('GET', '/health')).json).toMatchObject({ status });
  });

  it('does not wait for the database', async () => {
    const never = new Promise<never>(() => undefined);
    admin.deps.store.settings.readAll = () => never;
    admin.deps.store.sessions.list = () => never;
    expect((await admin.call('GET', '/health')).status).toBe(200);
  });
});

describe('GET /public/version', () => {
  it('answers the version in the envelope', async () => {
    const answer = await admin.call('GET', '/public/version');
    expect(answer.json).toEqual({ success: true, data: { version: '1.2.3' } });
  });
});
