import { describe, expect, it } from 'vitest';
import { TREE_PARSERS } from '../../../main/admin/import-parsers.ts';
import { readCcloadTables } from '../../../main/core/import/ccload-tables.ts';
import { readSwitchTables } from '../../../main/core/import/cc-switch.ts';
import type { Found } from '../../../main/core/import/found.ts';
import { readText, tomlOf } from '../../../main/core/import/read-text.ts';

const inputs = (found: Found) => found.channels.map(({ input }) => input);
const problems = (found: Found) => found.problems.map(({ code, path }) => [code, path]);

const CODEX = `model_provider = "relay"
model = "gpt-5"
[model_providers.relay]
base_url = "https://relay.example/v1"
wire_api = "responses"
`;

describe('what cc-switch keeps', () => {
  const row = (app: string, name: string, settings: unknown, id = name) => ({
    id,
    app_type: app,
    name,
    settings_config: JSON.stringify(settings),
  });

  it('becomes a channel for each provider, in the words of the client it was for', () => {
    const found = readSwitchTables(
      {
        providers: [
          row('claude', 'DeepSeek', {
            env: {
              ANTHROPIC_BASE_URL: 'https://api.deepseek.com/anthropic',
              ANTHROPIC_AUTH_TOKEN: 'sk-d',
              ANTHROPIC_MODEL: 'deepseek-chat',
              ANTHROPIC_DEFAULT_HAIKU_MODEL: 'deepseek-small',
            },
          }),
          row('codex', 'DeepSeek', { auth: { OPENAI_API_KEY: 'sk-c' }, config: CODEX }),
          row('gemini', 'G', { env: { GEMINI_API_KEY: 'AIza-1' } }),
          row('claude', 'Claude Official', { env: {} }),
          row('opencode', 'Else', { options: {} }),
          {
            id: 'torn',
            app_type: 'claude',
            name: 'torn',
            settings_config: '{"env": sk-ant-secret',
          },
        ],
        endpoints: [{ provider_id: 'DeepSeek', app_type: 'claude', url: 'https://two.example' }],
      },
      tomlOf(TREE_PARSERS),
    );
    expect(inputs(found)).toEqual([
      {
        name: 'DeepSeek',
        urls: ['https://api.deepseek.com/anthropic', 'https://two.example'],
        api_key: 'sk-d',
        models: [
          { name: 'claude-*haiku*', upstreamNames: ['deepseek-small'] },
          { name: '*', upstreamNames: ['deepseek-chat'] },
        ],
        protocols: ['anthropic'],
      },
      {
        name: 'DeepSeek (Codex)',
        urls: ['https://relay.example/v1'],
        api_key: 'sk-c',
        models: ['*'],
        protocols: ['openai-responses'],
      },
      expect.objectContaining({ name: 'G', protocols: ['gemini'] }),
    ]);
    expect(problems(found)).toEqual([
      ['badValue', 'providers.5'],
      ['accountLogin', 'providers.3'],
      ['notSupported', 'providers.4'],
    ]);
    expect(JSON.stringify(found.problems)).not.toContain('sk-ant');
  });

  it('was a file of JSON once', () => {
    const found = readText(
      JSON.stringify({
        claude: {
          current: 'a',
          providers: {
            a: {
              name: 'Relay',
              settingsConfig: {
                env: { ANTHROPIC_BASE_URL: 'https://r.example', ANTHROPIC_API_KEY: 'k' },
              },
            },
          },
        },
        codex: { providers: {} },
      }),
      TREE_PARSERS,
    );
    expect(found.kind).toBe('cc-switch');
    expect(inputs(found)).toMatchObject([
      { name: 'Relay', urls: ['https://r.example'], api_key: 'k' },
    ]);
  });
});

describe('a database of ccLoad', () => {
  it('gives its channels with their keys, models and redirects, and its tokens by their hashes', () => {
    const hash = 'a'.repeat(64);
    const found = readCcloadTables({
      channels: [
        {
          id: 1,
          name: 'One',
          url: 'https://a.example',
          priority: 10,
          enabled: 1,
          channel_type: 'codex',
          daily_cost_limit: 2.5,
        },
        {
          id: 2,
          name: 'Two',
          url: '[{"url":"https://b.example","exact":true,"protocols":["openai"]},{"url":"https://c.example","protocols":["gemini"]}]',
          priority: 0,
          enabled: 0,
          custom_request_rules: '{"headers":[1]}',
        },
        { id: 3, name: 'Login', url: 'https://c.example', auth_type: 'oauth' },
      ],
      api_keys: [
        { channel_id: 1, key_index: 1, api_key: 'k-2', disabled: 1, note: 'second' },
        { channel_id: 1, key_index: 0, api_key: 'k-1', key_strategy: 'round_robin' },
        { channel_id: 2, key_index: 0, api_key: 'k-3' },
      ],
      channel_models: [
        { channel_id: 1, model: 'm', redirect_model: 'n' },
        { channel_id: 2, model: 'x', redirect_model: '', disabled: 1 },
      ],
      auth_tokens: [
        {
          token: hash,
          description: 'laptop',
          expires_at: 0,
          is_active: 1,
          allowed_models: '["m"]',
          cost_daily_limit_microusd: 2_000_000,
        },
        { token: 'b'.repeat(64), description: 'narrow', allowed_channel_ids: '[1]' },
      ],
    });
    expect(inputs(found)).toMatchObject([
      {
        name: 'One',
        channel_type: 'codex',
        key_strategy: 'round_robin',
        daily_cost_limit: 2.5,
        keys: [
          { secret: 'k-1', isEnabled: true },
          { secret: 'k-2', note: 'second', isEnabled: false },
        ],
        models: [{ name: 'm', upstreamName: 'n' }],
      },
      {
        urls: [
          { url: 'https://b.example', isExact: true, protocols: ['openai-chat'] },
          { url: 'https://c.example', isExact: false, protocols: ['gemini'] },
        ],
        protocols: ['openai-chat', 'gemini'],
        enabled: false,
        models: [{ name: 'x', isEnabled: false }],
      },
    ]);
    expect(found.tokens).toMatchObject([
      { token: { hash }, draft: { name: 'laptop', models: ['m'], limits: { dayUsd: 2 } } },
      { draft: { name: 'narrow' }, channels: { rule: 'allow', at: [0] } },
    ]);
    expect(problems(found)).toEqual([
      ['notSupported', 'channels.1.custom_request_rules'],
      ['accountLogin', 'channels.2'],
    ]);
  });
});
