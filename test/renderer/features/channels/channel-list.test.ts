// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelId, ChannelView } from '#contracts/channel';
import { ChannelList } from '../../../../renderer/src/features/channels/channel-list.svelte.ts';
import { AdminServer, data, Held, refused } from '../../support/admin-server.ts';
import { aChannel } from '../../support/builders.ts';

describe('ChannelList', () => {
  let server: AdminServer;
  let list: ChannelList;
  const id = 1 as ChannelId;

  const shown = (): readonly ChannelView[] => (list.view.kind === 'ready' ? list.view.data : []);
  const isOn = () => shown().find((channel) => channel.id === id)?.isEnabled;

  beforeEach(async () => {
    server = await AdminServer.start();
    list = new ChannelList(server.client);
    server.script = () => data([aChannel({ id: 1 }), aChannel({ id: 2 })]);
    await list.load();
  });

  afterEach(() => server.stop());

  it('stands in the order in which channels are chosen', async () => {
    server.script = () =>
      data([
        aChannel({ id: 1, priority: 0, position: 2 }),
        aChannel({ id: 2, priority: 0, position: 1 }),
        aChannel({ id: 3, priority: 10, position: 3 }),
      ]);
    await list.load();
    expect(shown().map((channel) => channel.id)).toEqual([3, 2, 1]);
  });

  it('is empty only when the server said so', async () => {
    expect(new ChannelList(server.client).isEmpty).toBe(false);
    expect(list.isEmpty).toBe(false);
    server.script = () => data([]);
    await list.load();
    expect(list.isEmpty).toBe(true);
  });

  it('shows a switched channel at once, before the server has answered', async () => {
    const held = new Held();
    server.script = () => held.answer;
    const done = list.setEnabled(id, false);
    expect(isOn()).toBe(false);
    expect(list.isSwitching(id)).toBe(true);
    held.release(data(aChannel({ id: 1, isEnabled: false })));
    await done;
    expect(isOn()).toBe(false);
    expect(list.isSwitching(id)).toBe(false);
  });

  it('takes the switch back when the server refuses, and says why', async () => {
    server.script = ({ method }) =>
      method === 'PATCH' ? refused(409, 'vault.locked', 'Locked.') : data([aChannel({ id: 1 })]);
    expect(await list.setEnabled(id, false)).toMatchObject({ code: 'vault.locked' });
    expect(isOn()).toBe(true);
  });

  it('takes the switch back when the program does not answer', async () => {
    await server.stop();
    expect(await list.setEnabled(id, false)).toEqual({ kind: 'unreachable' });
    expect(isOn()).toBe(true);
  });

  it('loses a channel that turns out to be deleted', async () => {
    server.script = ({ method }) =>
      method === 'PATCH' ? refused(404, 'channel.not-found') : data([aChannel({ id: 2 })]);
    await list.setEnabled(id, false);
    expect(shown().map((channel) => channel.id)).toEqual([2]);
  });

  it('keeps the wanted position when the list is read again meanwhile', async () => {
    const held = new Held();
    server.script = ({ method }) =>
      method === 'PATCH' ? held.answer : data([aChannel({ id: 1 }), aChannel({ id: 2 })]);
    const done = list.setEnabled(id, false);
    await list.load();
    expect(isOn()).toBe(false);
    held.release(data(aChannel({ id: 1, isEnabled: false })));
    await done;
    expect(isOn()).toBe(false);
  });

  it('sends one change of a channel at a time', async () => {
    server.script = () => data(aChannel({ id: 1, isEnabled: false }));
    await Promise.all([list.setEnabled(id, false), list.setEnabled(id, true)]);
    expect(server.seen.filter((seen) => seen.method === 'PATCH')).toHaveLength(1);
  });
});
