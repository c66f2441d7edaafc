import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelView } from '../../main/contracts/channel.ts';
import type { CooldownPreset, CooldownView } from '../../main/contracts/cooldown.ts';
import type { SettingView } from '../../main/contracts/settings.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';
import { A_CHANNEL, openAdmin, type Admin, type Answer } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];
let path: string;
let keyId: number;
let urlId: number;

beforeEach(async () => {
  admin = await openAdmin({
    locked: {
      values: { cooldownMinMs: 7000 },
      lockedBy: { cooldownMinMs: 'CCLOAD_COOLDOWN_MIN_SEC' },
    },
  });
  ({ asAdmin } = await admin.logIn());
  const channel: ChannelView = (await asAdmin('POST', '/admin/channels', A_CHANNEL)).json.data;
  path = `/admin/channels/${channel.id.toString()}`;
  keyId = channel.keys[0]?.id ?? 0;
  urlId = channel.urls[0]?.id ?? 0;
});

afterEach(async () => {
  await admin.close();
});

/** What cools, by its kind, and how it stands. */
function cooling(answer: Answer): readonly string[] {
  const views: readonly CooldownView[] = answer.json.data;
  return views.map(({ scope, state }) => `${scope.kind} ${state}`);
}

describe('a cooldown set by hand', () => {
  it('is of the channel, or of the part that is named', async () => {
    await asAdmin('POST', `${path}/cooldown`, { duration_ms: 60_000 });
    await asAdmin('POST', `${path}/cooldown`, { duration_ms: 60_000, key_id: keyId });
    await asAdmin('POST', `${path}/cooldown`, { duration_ms: 60_000, url_id: urlId });
    const last = await asAdmin('POST', `${path}/cooldown`, { duration_ms: 60_000, model: 'm' });
    expect(last.status).toBe(200);
    expect(cooling(last)).toEqual(['channel open', 'key open', 'url open', 'model open']);
    const [first]: readonly CooldownView[] = last.json.data;
    expect(first).toMatchObject({
      until: admin.clock.now + 60_000,
      openedAt: admin.clock.now,
      isManual: true,
      reason: 'none',
      follows: null,
    });
  });

  it('of a key has a call of its own, as in the seeds', async () => {
    const key = `${path}/keys/${keyId.toString()}/cooldown`;
    expect(cooling(await asAdmin('POST', key, { duration_ms: 1000 }))).toEqual(['key open']);
    expect(cooling(await asAdmin('POST', `${key}/try-now`))).toEqual(['key halfOpen']);
    expect(cooling(await asAdmin('POST', `${key}/clear`))).toEqual([]);
  });

  it.each([
    [{}, 'duration_ms'],
    [{ duration_ms: 999 }, 'duration_ms'],
    [{ duration_ms: 1e15 }, 'duration_ms'],
    [{ duration_ms: 1000, url_id: 999 }, 'url_id'],
    [{ duration_ms: 1000, model: '' }, 'model'],
    [{ duration_ms: 1000, key_id: 1, model: 'm' }, 'key_id'],
  ])('is refused for %j with a word about %s', async (body, field) => {
    const answer = await asAdmin('POST', `${path}/cooldown`, body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.json.error.fields)).toEqual([field]);
    expect(admin.cooldowns.list()).toEqual([]);
  });

  it('is refused for what does not exist', async () => {
    const body = { duration_ms: 1000 };
    const answers = [
      await asAdmin('POST', '/admin/channels/999/cooldown', body),
      await asAdmin('POST', `${path}/keys/999/cooldown`, body),
      await asAdmin('POST', `${path}/cooldown`, { ...body, key_id: 999 }),
    ];
    expect(answers.map(({ status, json }) => [status, json.error.code])).toEqual([
      [404, 'channel.not-found'],
      [404, 'channel.key-not-found'],
      [404, 'channel.key-not-found'],
    ]);
  });
});

describe('clear and try now', () => {
  beforeEach(async () => {
    await asAdmin('POST', `${path}/cooldown`, { duration_ms: 60_000 });
    await asAdmin('POST', `${path}/cooldown`, { duration_ms: 60_000, model: 'm' });
  });

  it('reach one part alone', async () => {
    const tried = await asAdmin('POST', `${path}/cooldown/try-now`, { model: 'm' });
    expect(cooling(tried)).toEqual(['channel open', 'model halfOpen']);
    const cleared = await asAdmin('POST', `${path}/cooldown/clear`, { model: 'm' });
    expect(cooling(cleared)).toEqual(['channel open']);
  });

  it('reach all of a channel where no part is named', async () => {
    const tried = await asAdmin('POST', `${path}/cooldown/try-now`);
    expect(cooling(tried)).toEqual(['channel halfOpen', 'model halfOpen']);
    expect(cooling(await asAdmin('POST', `${path}/cooldown/clear`, {}))).toEqual([]);
  });

  it('reach everything there is', async () => {
    expect(cooling(await asAdmin('GET', '/admin/cooldowns'))).toHaveLength(2);
    expect(cooling(await asAdmin('POST', '/admin/cooldowns/clear'))).toEqual([]);
    expect(cooling(await asAdmin('GET', '/admin/cooldowns'))).toEqual([]);
  });
});

describe('the presets', () => {
  it('are listed with what they set', async () => {
    const presets: readonly CooldownPreset[] = (await asAdmin('GET', '/admin/cooldowns/presets'))
      .json.data;
    expect(presets.map(({ name }) => name)).toEqual(['like-ccload', 'like-cc-proxy']);
    expect(DEFAULT_SETTINGS).toMatchObject(presets[0]?.settings ?? { isMissing: true });
    expect(presets[1]?.settings).toMatchObject({
      failuresBeforeOpening: 3,
      cooldownServerMs: 30_000,
      cooldownMaxMs: 30_000,
    });
  });

  it('apply at once and in full, and can be taken back', async () => {
    const answer = await asAdmin('POST', '/admin/cooldowns/presets/like-cc-proxy');
    const views: readonly SettingView[] = answer.json.data;
    expect(views.find(({ name }) => name === 'failuresBeforeOpening')?.value).toBe(3);
    expect(admin.books.settings.current()).toMatchObject({ cooldownUnreachableMs: 30_000 });
    await asAdmin('POST', '/admin/cooldowns/presets/like-ccload');
    const defaults = { ...DEFAULT_SETTINGS, cooldownMinMs: 7000 };
    expect(admin.books.settings.current()).toEqual(defaults);
  });

  it('leave alone what the environment sets', async () => {
    await asAdmin('POST', '/admin/cooldowns/presets/like-cc-proxy');
    expect(admin.books.settings.current().cooldownMinMs).toBe(7000);
    expect((await admin.store.settings.readAll()).has('cooldownMinMs')).toBe(false);
  });

  it('are known by their names alone', async () => {
    expect((await asAdmin('POST', '/admin/cooldowns/presets/like-magic')).status).toBe(404);
  });
});

it('needs a session for each of these calls', async () => {
  const calls = [
    '/admin/cooldowns/clear',
    `${path}/cooldown`,
    '/admin/cooldowns/presets/like-ccload',
  ];
  for (const call of calls) expect((await admin.call('POST', call)).status).toBe(401);
});
