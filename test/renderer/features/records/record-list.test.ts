// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordList } from '../../../../renderer/src/features/records/record-list.svelte.ts';
import { AdminServer, data, Held, refused } from '../../support/admin-server.ts';
import { aRecord } from '../../support/builders.ts';
import { ManualTimers } from '../../support/manual-timers.ts';

const page = (ids: readonly string[], nextCursor: string | null) =>
  data({ records: ids.map((id) => aRecord({ id })), nextCursor, searchedTo: null });

describe('RecordList', () => {
  let server: AdminServer;
  let timers: ManualTimers;
  let list: RecordList;

  const ids = () =>
    list.view.kind === 'ready' ? list.view.data.records.map((record) => record.id) : [];
  const reads = () => server.seen.length;

  beforeEach(async () => {
    server = await AdminServer.start();
    timers = new ManualTimers();
    list = new RecordList(server.client, timers.after);
    server.script = ({ url }) =>
      url.includes('before=c1') ? page(['r2', 'r1'], null) : page(['r4', 'r3'], 'c1');
    await list.showNewest();
  });

  afterEach(() => server.stop());

  it('shows the newest page, then older ones below it, to the end', async () => {
    expect(ids()).toEqual(['r4', 'r3']);
    await list.loadOlder();
    expect(ids()).toEqual(['r4', 'r3', 'r2', 'r1']);
    const before = reads();
    await list.loadOlder();
    expect(reads()).toBe(before);
  });

  it('reads again once for all requests that end within the same moment', async () => {
    const held = new Held();
    server.script = () => held.answer;
    const before = reads();
    for (let i = 0; i < 20; i += 1) list.noteEnd();
    timers.pass(600);
    expect(timers.count).toBe(0);
    held.release(page(['r5', 'r4'], 'c2'));
    await expect.poll(ids).toEqual(['r5', 'r4']);
    expect(reads()).toBe(before + 1);
  });

  it('stands still while older records are read, and says that there are newer ones', async () => {
    await list.loadOlder();
    expect(list.hasNewer).toBe(false);
    const before = reads();
    list.noteEnd();
    timers.pass(60_000);
    expect(list.hasNewer).toBe(true);
    expect(reads()).toBe(before);
  });

  it('stands still also when an end was noted just before', async () => {
    list.noteEnd();
    await list.loadOlder();
    const before = reads();
    timers.pass(600);
    expect(list.hasNewer).toBe(true);
    expect(reads()).toBe(before);
  });

  it('follows again after a return to the newest', async () => {
    await list.loadOlder();
    list.noteEnd();
    await list.showNewest();
    expect(ids()).toEqual(['r4', 'r3']);
    expect(list.hasNewer).toBe(false);
    server.script = () => page(['r5'], null);
    list.noteEnd();
    timers.pass(600);
    await expect.poll(ids).toEqual(['r5']);
  });

  it('drops an older page that no longer fits below', async () => {
    const held = new Held();
    server.script = ({ url }) => (url.includes('before') ? held.answer : page(['r9'], 'c9'));
    const older = list.loadOlder();
    await list.showNewest();
    held.release(page(['r2'], null));
    await older;
    expect(ids()).toEqual(['r9']);
  });

  it('keeps the list and says why when older ones cannot be read', async () => {
    server.script = () => refused(500, 'internal', 'Something went wrong.');
    await list.loadOlder();
    expect(ids()).toEqual(['r4', 'r3']);
    expect(list.olderProblem).toMatchObject({ code: 'internal' });
    expect(list.isLoadingOlder).toBe(false);
  });
});
