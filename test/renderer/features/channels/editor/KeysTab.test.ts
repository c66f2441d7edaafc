import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChannelView } from '#contracts/channel';
import { ChannelForm } from '../../../../../renderer/src/features/channels/editor/channel-form.svelte.ts';
import KeysTab from '../../../../../renderer/src/features/channels/editor/KeysTab.svelte';
import type { ChannelActions } from '../../../../../renderer/src/features/channels/list/channel-actions.ts';
import { aChannel } from '../../../support/builders.ts';
import { button, draw, english, press, type } from '../../../support/draw.ts';
import { ScriptedClient } from '../../../support/scripted-client.ts';

describe('the keys of the editor', () => {
  let form: ChannelForm;
  let pasted: number;

  beforeEach(() => {
    form = new ChannelForm(new ScriptedClient().client);
    pasted = 0;
  });

  function tab(channel: ChannelView = aChannel()): HTMLElement {
    form.edit(channel);
    return draw(KeysTab, {
      form,
      channel,
      cooldowns: [],
      now: 0,
      language: english,
      canWrite: true,
      actions: {} as ChannelActions,
      onPasted: () => (pasted += 1),
    }).target;
  }

  const masks = (target: HTMLElement) =>
    [...target.querySelectorAll('li code')].map((one) => one.textContent);

  it('takes several pasted keys at once, each as a row that shows no secret', () => {
    const target = tab();
    type(target.querySelector('textarea'), 'sk-first-0123456789\nsk-second-0123456789\n');
    press(target, 'Add 2 keys');
    expect(masks(target)).toHaveLength(3);
    expect(target.textContent).not.toContain('sk-first-0123456789');
    expect(target.querySelector('textarea')?.value).toBe('');
    expect(form.isDirty).toBe(true);
  });

  it('has nothing to add while nothing is pasted', () => {
    expect(tab().querySelector('button[disabled]')).not.toBeNull();
  });

  it('tells when something was pasted, once it is in the field', async () => {
    const target = tab();
    target.querySelector('textarea')?.dispatchEvent(new Event('paste', { bubbles: true }));
    expect(pasted).toBe(0);
    await Promise.resolve();
    expect(pasted).toBe(1);
  });

  it('takes a key away, and says what is missing then', () => {
    const target = tab();
    const [mask = ''] = masks(target);
    button(target, `Remove key ${mask}`).click();
    flushSync();
    expect(masks(target)).toEqual([]);
    expect(form.values.keys).toEqual([]);
  });
});
