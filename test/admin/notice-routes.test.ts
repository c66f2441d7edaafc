import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveStreams } from '../../main/admin/live-stream.ts';
import { aNoticeDraft } from '../support/notice-builder.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;

beforeEach(async () => {
  admin = await openAdmin({ isBare: true });
});
afterEach(() => admin.close());

const announce = (percent: number): void => {
  admin.books.notices.announce(aNoticeDraft({ percent }), 0);
};

describe('/admin/notices', () => {
  it('lists what people were told until they dismiss it', async () => {
    const { asAdmin } = await admin.logIn();
    const list = async () => (await asAdmin('GET', '/admin/notices')).json.data;
    expect(await list()).toEqual([]);
    for (const percent of [80, 95, 100]) announce(percent);
    expect(await list()).toMatchObject([
      { id: 3, code: 'budget.share-reached', percent: 100, at: admin.clock.now },
      { id: 2, percent: 95 },
      { id: 1, percent: 80 },
    ]);
    expect((await asAdmin('DELETE', '/admin/notices/2')).status).toBe(200);
    expect(await list()).toMatchObject([{ id: 3 }, { id: 1 }]);
    const again = await asAdmin('DELETE', '/admin/notices/2');
    expect([again.status, again.json.error.code]).toEqual([404, 'notice.not-found']);
    expect((await asAdmin('DELETE', '/admin/notices')).status).toBe(200);
    expect((await asAdmin('DELETE', '/admin/notices')).status).toBe(200);
    expect(await list()).toEqual([]);
  });

  it('is for those who are logged in', async () => {
    for (const method of ['GET', 'DELETE']) {
      expect((await admin.call(method, '/admin/notices')).status).toBe(401);
    }
  });
});

describe('the event stream', () => {
  it('carries each notice once, and tells that some were dismissed', async () => {
    const streams = new LiveStreams(admin.deps);
    const reader = streams.open(() => true).getReader();
    announce(80);
    await admin.books.notices.dismiss(null);
    const text = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await text()).toContain('retry');
    expect(await text()).toContain('snapshot');
    expect(await text()).toContain('{"kind":"notice","notice":{"code":"budget.share-reached"');
    expect(await text()).toBe('data: {"kind":"changed","what":"notices"}\n\n');
    streams.closeAll();
  });

  it('sends one who could not keep up to the list', async () => {
    const streams = new LiveStreams(admin.deps);
    const reader = streams.open(() => true).getReader();
    // More than may wait for a reader.
    const subject = { kind: 'channel', id: 1, name: 'x'.repeat(1024 * 1024) } as const;
    admin.books.notices.announce(aNoticeDraft({ subject }), 0);
    announce(95);
    const texts: string[] = [];
    while (texts.at(-1)?.includes('changed') !== true) {
      texts.push(new TextDecoder().decode((await reader.read()).value).slice(0, 60));
    }
    expect(texts.map((text) => /"kind":"(\w+)"/.exec(text)?.[1])).toEqual([
      undefined,
      'snapshot',
      'notice',
      'snapshot',
      'changed',
    ]);
    streams.closeAll();
  });
});
