// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClientFiles } from '../../../../renderer/src/features/connect/client-files.svelte.ts';
import { AdminServer, data } from '../../support/admin-server.ts';

const CLIENT = {
  client: 'codex',
  title: 'Codex CLI',
  isFound: true,
  state: 'off',
  connectedAt: null,
  files: [],
  conflicts: [],
  trouble: null,
};

describe('ClientFiles', () => {
  let server: AdminServer;
  let files: ClientFiles;

  beforeEach(async () => {
    server = await AdminServer.start();
    files = new ClientFiles(server.client);
  });

  afterEach(() => server.stop());

  it('shows clients that are here, and those of which something is to be undone', async () => {
    const clients = [
      CLIENT,
      { ...CLIENT, client: 'opencode', isFound: false },
      { ...CLIENT, client: 'gemini-cli', isFound: false, connectedAt: 1 },
    ];
    server.script = () => data({ baseUrl: 'http://x', isSameMachine: true, clients });
    await files.list.load();
    expect(files.found.map(({ client }) => client)).toEqual(['codex', 'gemini-cli']);
  });

  it('writes only what was shown, by its fingerprint', async () => {
    await files.apply();
    expect(server.seen).toHaveLength(0);
    server.script = () => data({ client: 'codex', files: [], fingerprint: 'f' });
    await files.show('codex', 'connect');
    expect(server.seen.at(-1)?.url).toBe('/admin/connections/codex/preview');
    await files.apply();
    expect(server.seen.at(-2)).toMatchObject({
      url: '/admin/connections/codex/connect',
      body: { fingerprint: 'f' },
    });
    expect(files.shownOf('codex')).toBeNull();
  });

  it('says at its client why something could not be done', async () => {
    await server.stop();
    await files.show('codex', 'connect');
    expect(files.problemOf('codex')?.kind).toBe('unreachable');
    expect(files.problemOf('opencode')).toBeNull();
  });
});
