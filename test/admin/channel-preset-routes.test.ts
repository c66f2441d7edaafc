import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestApp } from '../support/test-app.ts';

type Preset = { name: string; channel: Record<string, unknown> };

const KEY = 'sk-0123456789abcdef01234567';

let app: TestApp;
beforeEach(async () => {
  app = await TestApp.start();
});
afterEach(() => app.stop());

describe('channel presets', () => {
  it('can be added as they are', async () => {
    const presets = await app.adminData<Preset[]>('GET', '/admin/channel-presets');
    expect(presets.map((preset) => preset.name)).toContain('simulated');
    for (const { channel: preset } of presets) {
      const channel = { ...preset, ...(preset['api_key'] === '' ? { api_key: KEY } : {}) };
      const response = await app.admin('POST', '/admin/channels', channel);
      expect(response.status).toBe(201);
    }
  });

  it('are found for what is pasted, which can then be added', async () => {
    const text = `export ANTHROPIC_API_KEY=sk-ant-0123456789abcdef`;
    const guesses = await app.adminData<Preset[]>('POST', '/admin/channels/guess', { text });
    expect(guesses).toMatchObject([{ preset: 'anthropic', missing: [] }]);
    const response = await app.admin('POST', '/admin/channels', guesses[0]?.channel);
    expect(response.status).toBe(201);
  });
});
