import { describe, expect, it } from 'vitest';
import type { ConnectView } from '#contracts/connect';
import { connectClients } from '../../main/core/connect/clients.ts';
import { exportLine, trayClients } from '../../main/desktop/export-lines.ts';

const models = { anthropic: 'claude-x', openai: 'gpt-x', responses: 'gpt-x' };
const facts = { baseUrl: 'http://127.0.0.1:8080', token: 'tok_1', isTokenKnown: true, models };
const view: ConnectView = {
  baseUrl: facts.baseUrl,
  tokenId: null,
  tokenName: 'default',
  isTokenKnown: true,
  clients: connectClients(facts),
};

describe('trayClients', () => {
  it('are those that lines in a shell set up', () => {
    expect(trayClients(view).map(({ client }) => client)).toEqual([
      'claude-code',
      'codex',
      'gemini-cli',
      'openai-sdk',
      'anthropic-sdk',
    ]);
  });
});

describe('exportLine', () => {
  it('is the very line of the Connect screen', () => {
    expect(exportLine(view, 'claude-code', 'bash')).toBe(
      'export ANTHROPIC_BASE_URL=http://127.0.0.1:8080\nexport ANTHROPIC_AUTH_TOKEN=tok_1',
    );
  });

  it('is none where the client is not set up by a shell', () => {
    expect(exportLine(view, 'cline', 'bash')).toBeNull();
  });
});
