import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestApp } from '../support/test-app.ts';

type Preset = { name: string; channel: Record<string, unknown> };

let app: TestApp;
beforeEach(async () => {
  app = await TestApp.start();
});
afterEach(() => app.stop());

describe('channel presets', () => {
  it('can be added as they are', async () => {
    const presets = await app.adminData<Preset[]>('GET', '/admin/channel-presets');
    expect(presets.map((preset) => preset.name)).toContain('simulated');
    for (const { channel } of presets) {
      const response = await app.admin('POST', '/admin/channels', channel);
      expect(response.status).toBe(201);
    }
  });
});
