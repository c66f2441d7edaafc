import { flushSync, type Component } from 'svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TokenView } from '#contracts/token';
import { Loaded } from '../../../../renderer/src/api/loaded.svelte.ts';
import { setApp, type AppContext } from '../../../../renderer/src/app/app-context.ts';
import { Router } from '../../../../renderer/src/app/router.svelte.ts';
import { TokenWork } from '../../../../renderer/src/features/tokens/token-work.svelte.ts';
import TokenPanel from '../../../../renderer/src/features/tokens/TokenPanel.svelte';
import { draw, english, press, type } from '../../support/draw.ts';
import { ScriptedClient } from '../../support/scripted-client.ts';

const TOKEN = {
  id: 2,
  name: 'laptop',
  mask: 'ccl-…1234',
  isEnabled: true,
  isLocal: false,
  expiresAt: null,
  lastUsedAt: null,
  createdAt: 0,
  models: [],
  channelRule: 'all',
  channelIds: [],
  limits: { dayUsd: null, monthUsd: null, requestsPerMinute: null, maxConcurrency: null },
} as unknown as TokenView;

describe('the editor of a token', () => {
  let router: Router;
  let end: () => void;
  let target: HTMLElement;

  beforeEach(async () => {
    window.location.hash = '#/tokens?id=2';
    router = new Router(window);
    end = router.start();
    const server = new ScriptedClient();
    const { client } = server;
    const tokens = new Loaded(() => client.get<readonly TokenView[]>('/admin/tokens'));
    const workspace = {
      client,
      router,
      tokens,
      canWrite: true,
      channels: { view: { kind: 'ready', data: [] } },
      toasts: { say: () => undefined, complain: () => undefined },
      shortcuts: { on: () => () => undefined },
    };
    const app = { workspace, language: english } as unknown as AppContext;
    // As the shell does it for every screen.
    const inShell: Component<Record<string, unknown>> = (anchor, props) => {
      setApp(app);
      return TokenPanel(anchor, props as never);
    };
    target = draw(inShell, {
      token: TOKEN,
      work: new TokenWork(client, tokens),
      onClose: () => {
        router.go('tokens');
      },
      onDelete: () => undefined,
    }).target;
    await Promise.resolve();
  });

  afterEach(() => {
    end();
  });

  const settle = async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    flushSync();
  };
  const dialog = () => target.querySelector('dialog');
  const name = () => target.querySelector<HTMLInputElement>('form input');

  it('is left at once while nothing was changed', async () => {
    press(target, 'Close');
    await settle();
    expect([dialog(), router.params.get('id')]).toEqual([null, null]);
  });

  it('asks before a change is lost, and keeps it', async () => {
    type(name(), 'desk');
    press(target, 'Close');
    await settle();
    expect(dialog()).not.toBeNull();
    press(target, 'Keep editing');
    await settle();
    expect([dialog(), router.params.get('id'), name()?.value]).toEqual([null, '2', 'desk']);
  });

  it('goes when the change is given up', async () => {
    type(name(), 'desk');
    press(target, 'Close');
    await settle();
    press(target, 'Discard');
    await settle();
    expect(router.params.get('id')).toBeNull();
  });

  it('asks nothing when the change was taken back by hand', async () => {
    type(name(), 'desk');
    type(name(), 'laptop');
    press(target, 'Close');
    await settle();
    expect([dialog(), router.params.get('id')]).toEqual([null, null]);
  });
});
