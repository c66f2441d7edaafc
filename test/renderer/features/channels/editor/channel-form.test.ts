// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelId } from '#contracts/channel';
import { ChannelForm } from '../../../../../renderer/src/features/channels/editor/channel-form.svelte.ts';
import { AdminServer, data } from '../../../support/admin-server.ts';
import { aChannel } from '../../../support/builders.ts';

describe('ChannelForm', () => {
  let server: AdminServer;
  let form: ChannelForm;

  beforeEach(async () => {
    server = await AdminServer.start();
    form = new ChannelForm(server.client);
  });

  afterEach(() => server.stop());

  const sent = () => server.seen.at(-1);

  it('has nothing to save until something was typed, and again when that was taken back', () => {
    form.edit(aChannel({ name: 'main' }));
    expect(form.isDirty).toBe(false);
    form.values.name = 'other';
    expect(form.isDirty).toBe(true);
    form.values.name = 'main';
    expect(form.isDirty).toBe(false);
  });

  it('sends back what it was given, keys by their ids and without a secret', async () => {
    const channel = aChannel({
      models: [{ name: 'sonnet', upstreamNames: ['a', 'b'], isEnabled: true }],
      headers: [{ name: 'x-a', value: null }],
    });
    server.script = () => data(channel);
    form.edit(channel);
    await form.save();
    expect(sent()?.method).toBe('PATCH');
    expect(sent()?.url).toBe('/admin/channels/1');
    expect(sent()?.body).toMatchObject({
      keys: [{ id: 1, note: '', isEnabled: true }],
      urls: [{ id: 1, url: 'https://api.example.com' }],
      models: channel.models,
      headers: channel.headers,
      limits: channel.limits,
      modelOverride: null,
      proxyUrl: null,
    });
    expect(JSON.stringify(sent()?.body)).not.toContain('secret');
  });

  it('makes a row of each pasted key, once, and saves also those that were only pasted', async () => {
    server.script = () => data(aChannel());
    form.begin({
      name: 'New',
      url: 'https://a.example',
      api_key: '',
      models: ['*'],
      protocols: [],
    });
    form.pastedKeys = ' sk-one\nsk-two, sk-one\n';
    await form.save();
    expect(sent()?.method).toBe('POST');
    expect(sent()?.body).toMatchObject({ keys: [{ secret: 'sk-one' }, { secret: 'sk-two' }] });
    expect(form.isDirty).toBe(false);
    expect(form.id).toBe(1);
  });

  it('begins with what a preset says, which is worth saving', () => {
    form.begin({ name: 'New', url: 'https://a.example', api_key: 'k', models: [], protocols: [] });
    expect(form.isDirty).toBe(true);
    expect(form.values.keys.map(({ secret }) => secret)).toEqual(['k']);
    form.begin(null);
    expect(form.isDirty).toBe(false);
  });

  it('shows errors at their fields and names the first tab that has one', async () => {
    server.script = () => ({
      status: 400,
      body: {
        success: false,
        error: {
          code: 'request.invalid',
          message: 'No.',
          fields: { 'models.0.name': 'is missing', 'limits.dayUsd': 'must be a number' },
        },
      },
    });
    form.edit(aChannel());
    expect(await form.save()).toBeNull();
    expect(form.wrongTab).toBe('models');
    expect(form.error('models.0')).toBe('is missing');
    expect(form.error('limits.dayUsd')).toBe('must be a number');
    expect(form.error('limits')).toBe('must be a number');
    expect(form.error('name')).toBeNull();
    expect(form.hasErrorIn('basics')).toBe(false);
  });

  it('saves what its conversion tab holds: the switches, what URLs speak, and quirks', async () => {
    const channel = aChannel();
    server.script = () => data(channel);
    form.edit(channel);
    const [url] = form.values.urls;
    if (url === undefined) throw new Error('there is no URL');
    url.protocols = ['gemini'];
    form.values.overrides.conversion = 'never';
    form.values.quirks = { thinking: null, unsupported: ['user'] };
    expect(form.isDirty).toBe(true);
    await form.save();
    expect(sent()?.body).toMatchObject({
      urls: [{ id: 1, protocols: ['gemini'] }],
      overrides: { conversion: 'never' },
      quirks: { thinking: null, unsupported: ['user'] },
    });
  });

  it('follows a change from elsewhere, and never over what is being typed', () => {
    form.edit(aChannel({ name: 'main' }));
    form.follow(aChannel({ name: 'renamed' }));
    expect(form.values.name).toBe('renamed');
    form.values.name = 'typed';
    form.follow(aChannel({ name: 'again' }));
    expect(form.values.name).toBe('typed');
    form.follow(aChannel({ id: 2, name: 'another' }));
    expect(form.id).toBe(2 as ChannelId);
    expect(form.values.name).toBe('another');
  });
});
