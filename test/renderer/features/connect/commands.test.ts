// @vitest-environment node
import { describe, expect, it } from 'vitest';
import {
  clientSetups,
  createChannelCommand,
} from '../../../../renderer/src/features/connect/commands.ts';

const setups = clientSetups('http://127.0.0.1:8080', 'ccl-token');
const textsOf = (client: string | null) =>
  setups.find((setup) => setup.client === client)?.pastes.map((paste) => paste.text);

describe('clientSetups', () => {
  it('gives Claude Code a base URL without /v1', () => {
    expect(textsOf('Claude Code')).toEqual([
      'export ANTHROPIC_BASE_URL=http://127.0.0.1:8080\nexport ANTHROPIC_AUTH_TOKEN=ccl-token',
    ]);
  });

  it('gives Gemini CLI a base URL without a version', () => {
    expect(textsOf('Gemini CLI')).toEqual([
      'export GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:8080\nexport GEMINI_API_KEY=ccl-token',
    ]);
  });

  it('gives Codex a provider in its file and the token in the variable that the file names', () => {
    const [file, shell] = textsOf('Codex CLI') ?? [];
    expect(file).toContain('base_url = "http://127.0.0.1:8080/v1"');
    expect(file).toContain('wire_api = "responses"');
    expect(file).toContain('env_key = "CCLOAD_TOKEN"');
    expect(shell).toBe('export CCLOAD_TOKEN=ccl-token');
  });

  it('gives the others a base URL with /v1', () => {
    expect(textsOf(null)?.[0]).toContain('OPENAI_BASE_URL=http://127.0.0.1:8080/v1');
  });
});

describe('createChannelCommand', () => {
  it('sends JSON that can be read', () => {
    const command = createChannelCommand('http://127.0.0.1:8080');
    const body = /-d '(\{\s+"name"[^']+)'$/.exec(command)?.[1] ?? '';
    expect(JSON.parse(body)).toEqual({
      name: 'anthropic',
      url: 'https://api.anthropic.com',
      api_key: 'KEY',
      models: ['*'],
    });
  });
});
