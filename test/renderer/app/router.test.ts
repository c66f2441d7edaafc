import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { href } from '../../../renderer/src/app/place.ts';
import { Router } from '../../../renderer/src/app/router.svelte.ts';

describe('Router', () => {
  let router: Router;
  let stop: () => void;

  function start(hash: string): void {
    window.location.hash = hash;
    router = new Router(window);
    stop = router.start();
  }

  beforeEach(() => {
    start('#/requests?status=error&id=7');
  });

  afterEach(() => {
    stop();
  });

  it('reads screen and parameters from the address', () => {
    expect(router.screen).toBe('requests');
    expect(router.params.get('status')).toBe('error');
  });

  it.each(['', '#', '#/', '#/nowhere', '#nonsense?x=1'])(
    'goes to the overview from "%s"',
    (hash) => {
      stop();
      start(hash);
      expect(router.screen).toBe('overview');
    },
  );

  it('follows the address to another screen', async () => {
    router.go('usage', { range: 'today', group: null });
    await expect.poll(() => router.screen).toBe('usage');
    expect(window.location.hash).toBe('#/usage?range=today');
  });

  it('changes parameters in place', () => {
    const before = window.history.length;
    router.set({ id: null, token: 'a b' });
    expect(window.location.hash).toBe('#/requests?status=error&token=a+b');
    expect(router.params.get('token')).toBe('a b');
    expect(window.history.length).toBe(before);
  });

  it('stays where something would be lost, and goes when the person says so', async () => {
    let answer = false;
    const end = router.guard(() => Promise.resolve(answer));
    router.go('usage');
    await expect.poll(() => window.location.hash).toBe('#/requests?status=error&id=7');
    expect(router.screen).toBe('requests');
    answer = true;
    router.go('usage');
    await expect.poll(() => router.screen).toBe('usage');
    end();
  });

  it('writes addresses without what is null', () => {
    expect(href('channels', { id: '3', tab: null })).toBe('#/channels?id=3');
    expect(href('channels')).toBe('#/channels');
  });
});
