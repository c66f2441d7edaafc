// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportResult } from '../../../../../main/contracts/import.ts';
import { ImportWork } from '../../../../../renderer/src/features/channels/import/import-work.svelte.ts';
import { AdminServer } from '../../../support/admin-server.ts';

const place = { line: null, path: null };
const entry = { ...place, channelId: null, changes: [], errors: {} };

const RESULT: ImportResult = {
  created: 1,
  updated: 0,
  unchanged: 0,
  skipped: 1,
  processed: 2,
  errors: [],
  isDryRun: true,
  undoToken: null,
  plan: {
    kind: 'csv',
    encoding: null,
    channels: [
      { ...entry, key: 'channel:0', name: 'A', verdict: 'new', isProposed: true },
      { ...entry, key: 'channel:1', name: 'B', verdict: 'refused', isProposed: false },
    ],
    settings: [],
    tokens: [{ ...place, key: 'token:0', name: 'T', mask: '…', verdict: 'new', isProposed: true }],
    problems: [],
  },
};

let server: AdminServer;
beforeEach(async () => {
  server = await AdminServer.start();
});
afterEach(() => server.stop());

describe('an import', () => {
  it('is shown first, with what is proposed chosen, and takes only what is chosen', async () => {
    server.script = () => ({ status: 200, body: { success: true, data: RESULT } });
    const work = new ImportWork(server.client);
    work.text = 'name,url';
    await work.read();
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      url: '/admin/channels/import?dryRun=true',
      body: { text: 'name,url' },
    });
    expect(work.takenCount).toBe(2);
    expect(work.isTaken('channel:1')).toBe(false);

    work.toggle('token:0');
    expect(await work.apply()).toEqual(RESULT);
    expect(server.seen[1]?.url).toBe('/admin/channels/import?take=channel%3A0');
    work.forget();
    expect(work).toMatchObject({ plan: null, text: '', takenCount: 0, hasSource: false });
  });

  it('says what is wrong with it, and keeps the text', async () => {
    server.script = () => ({
      status: 400,
      body: { success: false, error: { code: 'import.nothing', message: 'Nothing.' } },
    });
    const work = new ImportWork(server.client);
    work.text = 'hello';
    await work.read();
    expect(work.problem).toMatchObject({ kind: 'refused', message: 'Nothing.' });
    expect(work).toMatchObject({ plan: null, text: 'hello' });
    expect(await work.apply()).toBeNull();
  });
});
