import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingSchemas } from '../../main/contracts/settings.schema.ts';
import type { SettingName, SettingView } from '../../main/contracts/settings.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

const PATH = '/admin/settings';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin({
    isBare: true,
    locked: {
      values: { maxConcurrency: 7 },
      lockedBy: { maxConcurrency: 'CCLOAD_MAX_CONCURRENCY' },
    },
  });
  ({ asAdmin } = await admin.logIn());
});

afterEach(async () => {
  await admin.close();
});

describe('GET /admin/settings', () => {
  it('lists every setting with value, default, unit and who locks it', async () => {
    const views = (await asAdmin('GET', PATH)).json.data as SettingView[];
    expect(views.map((view) => view.name)).toEqual(Object.keys(DEFAULT_SETTINGS));
    const find = (name: SettingName) => views.find((view) => view.name === name);
    expect(find('idleTimeoutMs')).toEqual({
      name: 'idleTimeoutMs',
      value: 300_000,
      defaultValue: 300_000,
      unit: 'ms',
      kind: 'number',
      choices: null,
      min: 0,
      max: 86_400_000,
      group: 'timeouts',
      lockedBy: null,
    });
    expect(find('maxBodyBytes')?.unit).toBe('bytes');
    expect(find('port')?.unit).toBeNull();
    expect(find('maxConcurrency')).toEqual({
      name: 'maxConcurrency',
      value: 7,
      defaultValue: 1000,
      unit: 'count',
      lockedBy: 'CCLOAD_MAX_CONCURRENCY',
      kind: 'number',
      choices: null,
      min: 1,
      max: 100_000,
      group: 'proxy',
    });
  });

  it('has a default within its own bounds for each', () => {
    for (const [name, schema] of Object.entries(settingSchemas)) {
      const value = DEFAULT_SETTINGS[name as SettingName];
      expect([name, schema.safeParse(value).success]).toEqual([name, true]);
    }
  });
});

describe('PATCH /admin/settings', () => {
  it('applies at once, and is stored', async () => {
    const body = { idleTimeoutMs: 0, logLevel: 'debug', corsOrigins: ['http://localhost:5173'] };
    const answer = await asAdmin('PATCH', PATH, body);
    expect(answer.status).toBe(200);
    expect(admin.books.settings.current()).toEqual({
      ...DEFAULT_SETTINGS,
      ...body,
      maxConcurrency: 7,
    });
    expect(Object.fromEntries(await admin.store.settings.readAll())).toEqual(body);
  });

  it('takes the balancing of single priorities, each once', async () => {
    const groupBalancing = [
      { priority: 10, balancing: 'fastest' },
      { priority: -1, balancing: 'random' },
    ];
    const answer = await asAdmin('PATCH', PATH, { groupBalancing });
    const views = answer.json.data as SettingView[];
    expect(views.find((one) => one.name === 'groupBalancing')).toMatchObject({
      value: groupBalancing,
      defaultValue: [],
      unit: null,
    });
    const twice = [...groupBalancing, { priority: 10, balancing: 'random' }];
    const refused = await asAdmin('PATCH', PATH, { groupBalancing: twice });
    expect(refused.json.error.fields).toEqual({ groupBalancing: 'must name each priority once' });
    expect(admin.books.settings.current().groupBalancing).toEqual(groupBalancing);
  });

  it('keeps what was set before', async () => {
    await asAdmin('PATCH', PATH, { idleTimeoutMs: 1 });
    await asAdmin('PATCH', PATH, { drainMs: 2 });
    expect(admin.books.settings.current()).toMatchObject({ idleTimeoutMs: 1, drainMs: 2 });
  });

  it('changes nothing when one value is wrong, and names each', async () => {
    const body = { drainMs: 5, idleTimeoutMs: -1, logLevel: 'loud', speed: 1 };
    const answer = await asAdmin('PATCH', PATH, body);
    expect([answer.status, answer.json.error.code]).toEqual([400, 'request.invalid']);
    expect(answer.json.error.fields).toEqual({
      idleTimeoutMs: 'must be at least 0',
      logLevel: 'must be one of error, warn, info, debug',
      speed: 'is not a known field',
    });
    expect(admin.books.settings.current().drainMs).toBe(DEFAULT_SETTINGS.drainMs);
  });

  it('refuses what the environment sets, with the name of the variable', async () => {
    const answer = await asAdmin('PATCH', PATH, { drainMs: 5, maxConcurrency: 9 });
    expect(answer.json.error.fields['maxConcurrency']).toContain('CCLOAD_MAX_CONCURRENCY');
    expect(await admin.store.settings.readAll()).toEqual(new Map());
  });

  it.each([
    ['port', 0],
    ['port', 65_536],
    ['port', '8080'],
    ['maxBodyBytes', 0],
    ['maxConcurrency', 1.5],
    ['isFailoverEnabled', 1],
    ['corsOrigins', ['*']],
    ['corsOrigins', ['null']],
    ['corsOrigins', ['https://a.example/path']],
    ['corsOrigins', ['https://user@a.example']],
    ['corsOrigins', 'https://a.example'],
    ['trustedProxies', ['proxy.example']],
    ['trustedProxies', ['10.0.0.0/33']],
    ['balancing', 'lucky'],
    ['groupBalancing', [{ priority: 1 }]],
    ['groupBalancing', [{ priority: 1.5, balancing: 'random' }]],
    ['healthMinSamples', 0],
    ['affinityTtlMs', 0],
    ['maxChannelsPerRequest', -1],
    ['checkIntervalMs', 1000],
    ['unknownPrice', 'guess'],
  ] as const)('does not take %s = %j', (name, value) => {
    expect(settingSchemas[name].safeParse(value).success).toBe(false);
  });

  it.each([
    ['corsOrigins', ['https://a.example', 'http://localhost:5173', 'vscode-webview://abc']],
    ['trustedProxies', ['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8']],
    ['queueTimeoutMs', 0],
    ['healthPenaltyWeight', 0],
  ] as const)('takes %s = %j', (name, value) => {
    expect(settingSchemas[name].safeParse(value).success).toBe(true);
  });
});

describe('DELETE /admin/settings/{name}', () => {
  it('puts it back to its default', async () => {
    await asAdmin('PATCH', PATH, { drainMs: 5 });
    const answer = await asAdmin('DELETE', `${PATH}/drainMs`);
    expect(answer.status).toBe(200);
    expect(admin.books.settings.current().drainMs).toBe(DEFAULT_SETTINGS.drainMs);
  });

  it('is refused for a locked one', async () => {
    expect((await asAdmin('DELETE', `${PATH}/maxConcurrency`)).status).toBe(400);
  });

  it('cannot reach what is no setting, such as the password', async () => {
    await admin.store.settings.writeMany({ 'internal.adminPassword': 'kept' });
    const answer = await asAdmin('DELETE', `${PATH}/internal.adminPassword`);
    expect(answer.status).toBe(404);
    expect((await admin.store.settings.readAll()).has('internal.adminPassword')).toBe(true);
  });
});

describe('a stored value that no longer fits its bounds', () => {
  it('counts as not set', async () => {
    await admin.store.settings.writeMany({ drainMs: 'soon', idleTimeoutMs: 9 });
    await asAdmin('PATCH', PATH, { connectTimeoutMs: 1 });
    expect(admin.books.settings.current()).toMatchObject({
      drainMs: DEFAULT_SETTINGS.drainMs,
      idleTimeoutMs: 9,
    });
  });
});
