import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notice, NoticeId } from '../../main/contracts/notice.ts';
import type { Store } from '../../main/store/open.ts';
import { aNoticeDraft } from '../support/notice-builder.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

const DAY_MS = 86_400_000;

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = await openTempStore();
  store = temp.store;
});
afterEach(() => temp.close());

const aNotice = (id: number, at = id): Notice => ({ ...aNoticeDraft(), id: id as NoticeId, at });

describe('what people were told', () => {
  it('is kept as it was, oldest first, and it is known what was dismissed', async () => {
    for (const id of [1, 2, 3]) await store.notices.insert(aNotice(id), 0);
    await store.notices.dismiss([1, 3] as NoticeId[], 9);
    expect(await store.notices.list()).toEqual([
      { notice: aNotice(1), isDismissed: true },
      { notice: aNotice(2), isDismissed: false },
      { notice: aNotice(3), isDismissed: true },
    ]);
  });

  it('is forgotten when it is old, but not while it might be told again', async () => {
    await store.notices.insert(aNotice(1), 30 * DAY_MS);
    await store.notices.insert(aNotice(2), 0);
    const ids = async () => (await store.notices.list()).map(({ notice }) => notice.id);
    await store.notices.insert(aNotice(501, 10 * DAY_MS), 0);
    expect(await ids()).toEqual([1, 2, 501]);
    await store.notices.insert(aNotice(502, 10 * DAY_MS), 0);
    expect(await ids()).toEqual([1, 501, 502]);
    await store.notices.insert(aNotice(503, 40 * DAY_MS), 0);
    expect(await ids()).toEqual([501, 502, 503]);
  });
});
