import { describe, expect, it } from 'vitest';
import { CLIENTS, SHELLS } from '../../../main/contracts/constants.ts';
import { connectClients } from '../../../main/core/connect/clients.ts';

const FACTS = {
  baseUrl: 'http://127.0.0.1:8080',
  token: 'ccl-abc_123',
  isTokenKnown: true,
  models: { anthropic: 'claude-x', openai: 'gpt-x', responses: 'codex-x' },
};

const clients = connectClients(FACTS);
const of = (name: (typeof CLIENTS)[number]) => {
  const client = clients.find((one) => one.client === name);
  if (client === undefined) throw new Error(`no ${name}`);
  return client;
};

describe('client set-up', () => {
  it('is there for every client, and holds the token', () => {
    expect(clients.map(({ client }) => client)).toEqual([...CLIENTS]);
    for (const client of clients) expect(JSON.stringify(client)).toContain('ccl-abc_123');
  });

  it('gives lines for every shell, or none where a file is the only way', () => {
    for (const { client, shells } of clients) {
      const isWithout = client === 'opencode' || client === 'cline';
      expect(shells.map(({ shell }) => shell)).toEqual(isWithout ? [] : [...SHELLS]);
    }
  });

  it('leaves the version out for Claude Code', () => {
    expect(of('claude-code').shells[0]?.text).toBe(
      'export ANTHROPIC_BASE_URL=http://127.0.0.1:8080\nexport ANTHROPIC_AUTH_TOKEN=ccl-abc_123',
    );
    expect(JSON.parse(of('claude-code').files[0]?.text ?? '')).toEqual({
      env: {
        ANTHROPIC_BASE_URL: 'http://127.0.0.1:8080',
        ANTHROPIC_AUTH_TOKEN: 'ccl-abc_123',
      },
    });
  });

  it('names the version and the variable for Codex', () => {
    const [file] = of('codex').files;
    expect(file?.path).toBe('~/.codex/config.toml');
    expect(file?.text).toContain('base_url = "http://127.0.0.1:8080/v1"\nenv_key = "CCLOAD_TOKEN"');
    expect(of('codex').shells[2]?.text).toBe("$env:CCLOAD_TOKEN = 'ccl-abc_123'");
  });

  it('writes files that are what they say', () => {
    for (const { files } of clients) {
      for (const { format, text } of files) {
        if (format === 'json') expect(JSON.parse(text)).toBeInstanceOf(Object);
      }
    }
  });

  it('writes curl as each shell reads it', () => {
    const [bash, , powershell, cmd] = of('curl').shells.map(({ text }) => text);
    expect(bash).toContain(`-H 'x-api-key: ccl-abc_123'`);
    expect(powershell).toContain('Invoke-RestMethod');
    expect(cmd).toContain(String.raw`-d "{\"model\":\"claude-x\"`);
  });

  it('says that a placeholder stands for a token that nobody knows', () => {
    const [first] = connectClients({ ...FACTS, isTokenKnown: false });
    expect(first?.notes.map(({ code }) => code)).toContain('tokenPlaceholder');
    expect(of('codex').notes.map(({ code }) => code)).not.toContain('tokenPlaceholder');
  });
});
