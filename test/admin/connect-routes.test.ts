import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectView } from '../../main/contracts/connect.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';

let app: TestApp;

beforeEach(async () => {
  app = await TestApp.start({
    channels: [{ name: 'A', url: 'http://127.0.0.1:9', models: ['claude-mine'] }],
  });
});
afterEach(() => app.stop());

describe('GET /admin/connect', () => {
  it('fills in the local token and the address that it was asked under', async () => {
    const local = await app.adminData<{ token: string }>('GET', '/admin/tokens/local');
    const view = await app.adminData<ConnectView>('GET', '/admin/connect');
    expect(view).toMatchObject({ baseUrl: app.address, isTokenKnown: true });
    const [claude] = view.clients;
    expect(claude?.shells[0]?.text).toBe(
      `export ANTHROPIC_BASE_URL=${app.address}\nexport ANTHROPIC_AUTH_TOKEN=${local.token}`,
    );
    // A model that a channel offers, rather than one that nobody has.
    expect(view.clients.at(-1)?.shells[0]?.text).toContain('claude-mine');
  });

  it('makes lines with which a client is let in', async () => {
    const view = await app.adminData<ConnectView>('GET', '/admin/connect');
    const text = view.clients[0]?.shells[0]?.text ?? '';
    const [, url = ''] = /BASE_URL=(\S+)/.exec(text) ?? [];
    const [, token = ''] = /AUTH_TOKEN=(\S+)/.exec(text) ?? [];
    const answer = await fetch(`${url}/v1/models`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
  });

  it('puts a placeholder where the value is not known any more', async () => {
    const tokens = await app.adminData<{ id: number; isLocal: boolean }[]>('GET', '/admin/tokens');
    const other = tokens.find(({ isLocal }) => !isLocal);
    const path = `/admin/connect?tokenId=${String(other?.id)}`;
    const view = await app.adminData<ConnectView>('GET', path);
    expect(view).toMatchObject({ tokenId: other?.id, isTokenKnown: false });
    expect(JSON.stringify(view)).not.toContain(TEST_TOKEN);
    expect(JSON.stringify(view)).toContain('YOUR_TOKEN');
  });

  it('knows no token that does not exist', async () => {
    expect((await app.admin('GET', '/admin/connect?tokenId=999')).status).toBe(404);
  });
});
