import { describe, expect, it } from 'vitest';
import type { Notice, NoticeId } from '../../main/contracts/notice.ts';
import { MAX_NOTICES, NoticeBook } from '../../main/state/notice-book.ts';
import { aNoticeDraft } from '../support/notice-builder.ts';

function open() {
  const saved: [notice: Notice, keptUntil: number][] = [];
  const dismissed: NoticeId[] = [];
  const book = new NoticeBook({
    now: () => 1000,
    port: {
      save: (notice, keptUntil) => void saved.push([notice, keptUntil]),
      dismiss: async (ids) => void dismissed.push(...ids),
    },
  });
  const heard: (number | null)[] = [];
  book.subscribe((change) => heard.push(change?.id ?? null));
  return { book, saved, dismissed, heard, ids: () => book.list().map(({ id }) => id) };
}

describe('NoticeBook', () => {
  it('tells a notice, keeps it, and lists the newest first', () => {
    const { book, saved, heard, ids } = open();
    book.announce(aNoticeDraft({ percent: 80 }), 5000);
    book.announce(aNoticeDraft({ percent: 95 }), 6000);
    expect(ids()).toEqual([2, 1]);
    expect(heard).toEqual([1, 2]);
    expect(saved).toEqual([
      [{ ...aNoticeDraft({ percent: 80 }), id: 1, at: 1000 }, 5000],
      [{ ...aNoticeDraft({ percent: 95 }), id: 2, at: 1000 }, 6000],
    ]);
  });

  it('forgets one that is dismissed, or all, and says so once', async () => {
    const { book, dismissed, heard, ids } = open();
    for (let count = 0; count < 3; count++) book.announce(aNoticeDraft(), 0);
    heard.length = 0;
    expect(await book.dismiss(2 as NoticeId)).toBe(1);
    expect(ids()).toEqual([3, 1]);
    expect(await book.dismiss(2 as NoticeId)).toBe(0);
    expect(await book.dismiss(null)).toBe(2);
    expect(await book.dismiss(null)).toBe(0);
    expect(dismissed).toEqual([2, 1, 3]);
    expect(heard).toEqual([null, null]);
  });

  it('goes on from what is stored, without what was dismissed, and never gives an id twice', () => {
    const { book, ids } = open();
    const stored = (id: number, isDismissed: boolean) => ({
      notice: { ...aNoticeDraft(), id: id as NoticeId, at: 1 },
      isDismissed,
    });
    book.load([stored(4, false), stored(7, true)]);
    expect(ids()).toEqual([4]);
    book.announce(aNoticeDraft(), 0);
    expect(ids()).toEqual([8, 4]);
  });

  it('lists no more than anyone reads', () => {
    const { book, ids } = open();
    for (let count = 0; count <= MAX_NOTICES; count++) book.announce(aNoticeDraft(), 0);
    expect(ids()).toHaveLength(MAX_NOTICES);
    expect(ids().at(-1)).toBe(2);
  });
});
