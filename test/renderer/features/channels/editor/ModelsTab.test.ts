import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChannelForm } from '../../../../../renderer/src/features/channels/editor/channel-form.svelte.ts';
import type { ChannelTrial } from '../../../../../renderer/src/features/channels/editor/channel-trial.svelte.ts';
import ModelsTab from '../../../../../renderer/src/features/channels/editor/ModelsTab.svelte';
import { aChannel } from '../../../support/builders.ts';
import { draw, english, press, type } from '../../../support/draw.ts';
import { ScriptedClient } from '../../../support/scripted-client.ts';

describe('the models and redirects of the editor', () => {
  let server: ScriptedClient;
  let form: ChannelForm;
  let target: HTMLElement;

  beforeEach(() => {
    server = new ScriptedClient();
    server.give(aChannel());
    form = new ChannelForm(server.client);
    form.edit(
      aChannel({ models: [{ name: 'sonnet', upstreamNames: ['sonnet-4'], isEnabled: true }] }),
    );
    target = draw(ModelsTab, {
      form,
      trial: { state: { kind: 'none' }, models: null } as ChannelTrial,
      language: english,
      canWrite: true,
      onFetch: () => undefined,
    }).target;
  });

  const field = (name: string) =>
    target.querySelector<HTMLInputElement>(`input[aria-label="${name}"]`);

  it('shows what a model is asked for upstream, and sends it as it is typed', async () => {
    const upstream = field('Names sent for sonnet');
    expect(upstream?.value).toBe('sonnet-4');
    type(upstream, 'sonnet-4-5, sonnet-4');
    await form.save();
    expect(server.sent.at(-1)).toMatchObject({
      models: [{ name: 'sonnet', upstreamNames: ['sonnet-4-5', 'sonnet-4'] }],
    });
  });

  it('goes to the same name when the redirect is emptied', async () => {
    type(field('Names sent for sonnet'), '');
    await form.save();
    expect(server.sent.at(-1)).toMatchObject({
      models: [{ name: 'sonnet', upstreamNames: [] }],
    });
  });

  it('adds models that are typed, each once, with redirects of their own', () => {
    const area = target.querySelector('textarea');
    type(area, 'opus\nsonnet\nhaiku');
    press(target, 'Add');
    expect(form.values.models.map(({ name }) => name)).toEqual(['sonnet', 'opus', 'haiku']);
    expect(area?.value).toBe('');
    expect(field('Names sent for haiku')).not.toBeNull();
  });

  it('accepts any model beside those that have a redirect', () => {
    target.querySelector<HTMLInputElement>('.check input')?.click();
    flushSync();
    expect(form.values.models.map(({ name }) => name)).toContain('*');
    expect(field('Names sent for sonnet')?.value).toBe('sonnet-4');
  });
});
