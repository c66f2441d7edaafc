// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordHistory } from '../../../../renderer/src/features/requests/record-history.svelte.ts';
import { AdminServer, data, Held, refused } from '../../support/admin-server.ts';
import { aRecord } from '../../support/builders.ts';

const page = (numbers: readonly number[], nextCursor: string | null, searchedTo = 0) =>
  data({
    records: numbers.map((number) => aRecord({ id: `r${number}`, startedAt: number * 1000 })),
    nextCursor,
    searchedTo: nextCursor === null ? null : searchedTo,
  });

describe('RecordHistory', () => {
  let server: AdminServer;
  let history: RecordHistory;

  const ids = () => history.records.map(({ id }) => id);
  const asked = () => server.seen.map(({ url }) => new URL(url, 'http://x').searchParams);

  beforeEach(async () => {
    server = await AdminServer.start();
    history = new RecordHistory(server.client);
    server.script = ({ url }) =>
      url.includes('before=c1') ? page([2, 1], null) : page([4, 3], 'c1');
    await history.search('');
  });

  afterEach(() => server.stop());

  it('shows the newest, then older ones below them, to the end', async () => {
    expect(ids()).toEqual(['r4', 'r3']);
    await history.loadOlder();
    expect(ids()).toEqual(['r4', 'r3', 'r2', 'r1']);
    expect(history.hasOlder).toBe(false);
    await history.loadOlder();
    expect(asked()).toHaveLength(2);
  });

  it('leaves what runs to the live list', async () => {
    const running = aRecord({ id: 'r9', outcome: null });
    server.script = () => data({ records: [running], nextCursor: null, searchedTo: null });
    await history.search('is:streaming');
    expect(ids()).toEqual([]);
  });

  it('goes on over empty pages, but asks the person before it goes on for ever', async () => {
    server.seen.length = 0;
    server.script = () => page([], `c${server.seen.length}`, 5000);
    await history.search('is:failed');
    expect(asked()).toHaveLength(6);
    expect(asked().map((params) => params.get('before'))).toEqual([
      null,
      'c1',
      'c2',
      'c3',
      'c4',
      'c5',
    ]);
    expect(asked().every((params) => params.get('filter') === 'is:failed')).toBe(true);
    expect(history).toMatchObject({ searchedTo: 5000, hasOlder: true, isSearching: false });
    server.script = () => page([1], null);
    await history.loadOlder();
    expect(ids()).toEqual(['r1']);
  });

  it('lets new ones in by themselves at the top', async () => {
    server.script = () => page([5, 4, 3], 'c1');
    await history.refresh();
    expect(ids()).toEqual(['r5', 'r4', 'r3']);
    expect(history.newCount).toBe(0);
  });

  it('counts new ones elsewhere, and shows them when it is asked to', async () => {
    history.follow(false);
    server.script = () => page([6, 5, 4], 'c9');
    await history.refresh();
    expect(ids()).toEqual(['r4', 'r3']);
    expect(history.newCount).toBe(2);
    history.showNewer();
    expect(ids()).toEqual(['r6', 'r5', 'r4', 'r3']);
    expect(history.newCount).toBe(0);
  });

  it('shows those that wait when the person comes back to the top', async () => {
    history.follow(false);
    server.script = () => page([5, 4], 'c9');
    await history.refresh();
    history.follow(true);
    expect(ids()).toEqual(['r5', 'r4', 'r3']);
  });

  it('goes on from the new page when what came fills more than one', async () => {
    server.script = ({ url }) => (url.includes('before=c9') ? page([7], null) : page([9, 8], 'c9'));
    await history.refresh();
    expect(ids()).toEqual(['r9', 'r8']);
    await history.loadOlder();
    expect(ids()).toEqual(['r9', 'r8', 'r7']);
  });

  it('drops an older page of a search that is over', async () => {
    const held = new Held();
    server.script = ({ url }) => (url.includes('before') ? held.answer : page([9], 'c9'));
    const older = history.loadOlder();
    await history.search('model:opus');
    held.release(page([2], null));
    await older;
    expect(ids()).toEqual(['r9']);
    expect(history.isSearching).toBe(false);
  });

  it('shows nothing under a filter that cannot be read, and says why', async () => {
    server.script = () => refused(400, 'input.invalid', 'is not a known field');
    await history.search('wat:1');
    expect(history.view).toMatchObject({ kind: 'failed', problem: { code: 'input.invalid' } });
  });

  it('keeps the list when older ones cannot be read', async () => {
    server.script = () => refused(500, 'internal');
    await history.loadOlder();
    expect(ids()).toEqual(['r4', 'r3']);
    expect(history.olderProblem).toMatchObject({ code: 'internal' });
    expect(history.isSearching).toBe(false);
  });
});
