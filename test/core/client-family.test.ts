import { describe, expect, it } from 'vitest';
import { clientFamily } from '../../main/core/client-family.ts';
import { lookup } from '../support/header-lookup.ts';

describe('clientFamily', () => {
  it.each([
    ['claude-cli/2.1.197 (external, cli)', 'claude-code'],
    ['codex_cli_rs/0.169.0 (Debian 12; x86_64) xterm', 'codex'],
    ['codex_exec/0.169.0 (Linux)', 'codex'],
    ['codex-tui/0.169.0', 'codex'],
    ['Codex Desktop/0.169.0', 'codex'],
    ['GeminiCLI/0.61.0/gemini-2.5-pro (linux; x64)', 'gemini-cli'],
    ['opencode/1.18.33 ai-sdk/anthropic/2.0', 'opencode'],
    ['Cline/3.20', 'cline'],
    ['aider/0.86', 'aider'],
    ['Continue/1.2', 'continue'],
    ['ai/6.0.1 ai-sdk/openai-compatible/1.0 runtime/node.js/24', 'vercel-ai'],
    ['google-genai-sdk/2.32.0 gl-node/v24.1.0', 'google-genai'],
    ['Anthropic/JS 1.11.0', 'anthropic-sdk'],
    ['AsyncAnthropic/Python 0.90', 'anthropic-sdk'],
    ['OpenAI/JS 7.55.0', 'openai-sdk'],
    ['AsyncOpenAI/Python 2.0', 'openai-sdk'],
    ['AzureOpenAI/JS 7.0', 'openai-sdk'],
    ['curl/8.5.0', 'curl'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 'browser'],
    ['python-requests/2.32', 'other'],
    ['', 'other'],
    [undefined, 'other'],
  ])('knows %j as %s', (userAgent, family) => {
    expect(clientFamily(userAgent, lookup())).toBe(family);
  });

  it('sees the product behind an SDK by a header of its own', () => {
    expect(clientFamily('OpenAI/Python 2.0', lookup({ 'x-title': 'Aider' }))).toBe('aider');
    expect(clientFamily('Anthropic/JS 1.11', lookup({ 'x-title': 'Cline' }))).toBe('cline');
    expect(clientFamily(undefined, lookup({ originator: 'codex_vscode' }))).toBe('codex');
    expect(clientFamily('Bun/1.3', lookup({ 'x-claude-code-session-id': 'a' }))).toBe(
      'claude-code',
    );
    const google = lookup({ 'x-goog-api-client': 'google-genai-sdk/2.32.0 gl-node/v24' });
    expect(clientFamily('Mozilla/5.0', google)).toBe('google-genai');
  });

  it('believes a product that names itself before any header', () => {
    expect(clientFamily('opencode/1.0', lookup({ 'x-title': 'Cline' }))).toBe('opencode');
  });
});
