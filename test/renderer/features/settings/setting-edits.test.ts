// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SettingView } from '#contracts/settings';
import { Loaded } from '../../../../renderer/src/api/loaded.svelte.ts';
import { SettingEdits } from '../../../../renderer/src/features/settings/setting-edits.svelte.ts';
import { AdminServer, data } from '../../support/admin-server.ts';
import { ManualTimers } from '../../support/manual-timers.ts';

const port: SettingView = {
  name: 'port',
  value: 8080,
  defaultValue: 8080,
  unit: null,
  kind: 'number',
  choices: null,
  min: 1,
  max: 65_535,
  group: 'proxy',
  lockedBy: null,
};

describe('SettingEdits', () => {
  let server: AdminServer;
  let timers: ManualTimers;
  let settings: Loaded<readonly SettingView[]>;
  let edits: SettingEdits;
  let undo: (() => void) | null;

  beforeEach(async () => {
    undo = null;
    server = await AdminServer.start();
    timers = new ManualTimers();
    settings = new Loaded(() => server.client.get('/admin/settings'));
    settings.replace([port]);
    edits = new SettingEdits({
      client: server.client,
      settings,
      after: timers.after,
      onChanged: (_, back) => {
        undo = back;
      },
    });
    server.script = ({ method, body }) =>
      data([
        { ...port, ...(method === 'PATCH' ? { value: (body as { port: number }).port } : {}) },
      ]);
  });

  afterEach(() => server.stop());

  it('sends the one value, shows what the program made of it, and says so for a while', async () => {
    await edits.change(port, 9090);
    expect(server.seen).toMatchObject([{ method: 'PATCH', body: { port: 9090 } }]);
    expect(settings.data?.[0]?.value).toBe(9090);
    expect(edits.isJustSaved('port')).toBe(true);
    timers.pass(3_000);
    expect(edits.isJustSaved('port')).toBe(false);
  });

  it('sends nothing where nothing changed', async () => {
    await edits.change(port, 8080);
    expect(server.seen).toEqual([]);
  });

  it('offers the way back', async () => {
    await edits.change(port, 9090);
    undo?.();
    await expect.poll(() => settings.data?.[0]?.value).toBe(8080);
  });

  it('puts back to the default by its name', async () => {
    await edits.putBack({ ...port, value: 9090 });
    expect(server.seen).toMatchObject([{ method: 'DELETE', url: '/admin/settings/port' }]);
  });

  it('keeps what the program says of the field, or of a line of it, until a value is taken', async () => {
    server.script = () => ({
      status: 400,
      body: {
        success: false,
        error: { code: 'request.invalid', message: 'No.', fields: { 'port.0': 'must be free' } },
      },
    });
    await edits.change(port, 9090);
    expect(edits.refusalOf('port')).toEqual({ kind: 'field', text: 'must be free' });
    expect(settings.data?.[0]?.value).toBe(8080);
    await edits.change(port, 8080);
    expect(edits.refusalOf('port')).toBeNull();
  });

  it('tells of a program that does not answer', async () => {
    await server.stop();
    await edits.change(port, 9090);
    expect(edits.refusalOf('port')).toEqual({ kind: 'call', problem: { kind: 'unreachable' } });
  });
});
