import { describe, expect, it } from 'vitest';
import { TREE_PARSERS } from '../../../main/admin/import-parsers.ts';
import type { Found } from '../../../main/core/import/found.ts';
import { readText } from '../../../main/core/import/read-text.ts';

const read = (text: string): Found => readText(text, TREE_PARSERS);
const inputs = (found: Found) => found.channels.map(({ input }) => input);
const settings = (found: Found) =>
  Object.fromEntries(found.settings.map(({ name, value }) => [name, value]));
const problems = (found: Found) => found.problems.map(({ code, path }) => [code, path]);

describe('config.json of CC Proxy', () => {
  const CONFIG = `{
  "port": 3456,  // where it listens
  "backends": [
    /* the first */
    { "name": "claude", "base_url": "https://api.anthropic.com", "token": "sk-1", "enabled": true },
    { "name": "gpt", "base_url": "https://api.openai.com/v1", "token": "sk-2", "enabled": true, "api_type": "openai", "model": "gpt-4o" },
    { "name": "nv", "base_url": "https://integrate.api.nvidia.com", "token": "nv", "enabled": false, "platform": "openai" }
  ],
  "retry": { "max_attempts": 3, "timeout_seconds": 30 },
  "failover": {
    "circuit_breaker": { "failure_threshold": 5, "open_timeout_seconds": 20, "half_open_requests": 2 },
    "rate_limit": { "cooldown_seconds": 45 }
  }
}`;

  it('keeps the order of its backends, and what they speak', () => {
    const found = read(CONFIG);
    expect(found.kind).toBe('cc-proxy');
    expect(inputs(found)).toMatchObject([
      { name: 'claude', priority: 3, protocols: ['anthropic'], modelOverride: null },
      { name: 'gpt', priority: 2, protocols: ['openai-chat'], modelOverride: 'gpt-4o' },
      { name: 'nv', priority: 1, protocols: ['openai-chat'], enabled: false },
    ]);
  });

  it('becomes settings of ours, and says what has no place here', () => {
    const found = read(CONFIG);
    expect(settings(found)).toEqual({
      totalTimeoutMs: 30_000,
      failuresBeforeOpening: 5,
      cooldownServerMs: 20_000,
      cooldownTimeoutMs: 20_000,
      cooldownOverloadedMs: 20_000,
      cooldownUnreachableMs: 20_000,
      cooldownMaxMs: 45_000,
      cooldownRateLimitMs: 45_000,
    });
    expect(problems(found)).toEqual([
      ['notNeeded', 'retry.max_attempts'],
      ['notSupported', 'failover.circuit_breaker.half_open_requests'],
      ['setElsewhere', 'port'],
    ]);
  });

  it('names each value that cannot be used, and never what it holds', () => {
    const found = read(
      '{"backends":["sk-ant-secret-in-the-wrong-place",{"name":{"sk-ant-other-secret":1},"token":["sk-ant-third"]}]}',
    );
    expect(problems(found)).toEqual([
      ['badValue', 'backends.0'],
      ['badValue', 'backends.1.name'],
      ['badValue', 'backends.1.token'],
    ]);
    expect(JSON.stringify(found.problems)).not.toContain('sk-ant');
  });
});

describe('config.json of the load balancer', () => {
  it('keeps algorithm, weights, failover and cooldown', () => {
    const found = read(
      JSON.stringify({
        port: '3000',
        algorithm: 'weighted_round_robin',
        servers: [
          { url: 'https://api.anthropic.com', weight: 5, token: 'sk-a' },
          { url: 'https://api.backup.com', weight: 3, token: 'sk-b' },
        ],
        fallback: true,
        auth: false,
        cooldown: 60,
      }),
    );
    expect(found.kind).toBe('load-balancer');
    expect(inputs(found)).toMatchObject([
      { name: 'api.anthropic.com', weight: 5, api_key: 'sk-a', priority: 0 },
      { name: 'api.backup.com', weight: 3 },
    ]);
    expect(settings(found)).toEqual({
      balancing: 'weighted_round_robin',
      isFailoverEnabled: true,
      cooldownServerMs: 60_000,
      cooldownTimeoutMs: 60_000,
      cooldownUnreachableMs: 60_000,
    });
  });

  it('ranks its servers in the mode that does', () => {
    const found = read(
      JSON.stringify({
        mode: 'fallback',
        servers: [
          { url: 'https://a.com', priority: 1, token: 'x' },
          { url: 'https://a.com', priority: 2, token: 'y' },
        ],
        auth_keys: ['sk-client'],
      }),
    );
    expect(inputs(found)).toMatchObject([
      { name: 'a.com', priority: -1 },
      { name: 'a.com 2', priority: -2 },
    ]);
    expect(found.tokens).toMatchObject([{ token: { secret: 'sk-client' } }]);
  });

  it('is known in its old form', () => {
    const found = read(
      '{"load_balancer":{"type":"random","servers":[{"url":"https://a.com","token":"x"}]},"fallback":false}',
    );
    expect(settings(found)).toEqual({ balancing: 'random', isFailoverEnabled: false });
  });
});

describe('config.json of claude-code-router', () => {
  it('takes its providers and what they speak', () => {
    const found = read(`{
      "Providers": [
        { "name": "openrouter", "api_base_url": "https://openrouter.ai/api/v1/chat/completions", "api_key": "sk-1", "models": ["a/b"], "transformer": { "use": [["openrouter", {}]] } },
        { "name": "gemini", "api_base_url": "https://generativelanguage.googleapis.com/v1beta/models/", "api_key": "$GEMINI", "models": ["gemini-2.5-pro"], "transformer": { "use": ["gemini"] } },
        { "name": "own", "api_base_url": "https://x.example/v1/messages", "api_key": "k", "models": ["m"], "transformer": { "use": ["Anthropic"] }, },
      ],
      "Router": { "default": "openrouter,a/b" },
      "APIKEY": "my-own-secret",
    }`);
    expect(found.kind).toBe('claude-code-router');
    expect(inputs(found)).toMatchObject([
      {
        name: 'openrouter',
        url: 'https://openrouter.ai/api/v1/chat/completions',
        protocols: ['openai-chat'],
      },
      { url: 'https://generativelanguage.googleapis.com/v1beta', protocols: ['gemini'] },
      { protocols: ['anthropic'] },
    ]);
    expect(inputs(found)[1]).not.toHaveProperty('api_key');
    expect(problems(found)).toEqual([
      ['placeholder', 'Providers.1.api_key'],
      ['notSupported', 'Router'],
    ]);
  });
});

describe('config.yaml of CLIProxyAPI', () => {
  it('makes a channel of keys that differ in nothing else', () => {
    const found = read(`
port: 8317
api-keys:
  - "client-key-1"
proxy-url: "socks5://p.example:1080"
routing:
  strategy: fill-first
claude-api-key:
  - api-key: "sk-a" # the official one
  - api-key: "sk-b"
  - api-key: "sk-c"
    base-url: "https://relay.example"
    proxy-url: "direct"
    headers:
      X-Own: "v"
      X-Copied: "$ABC"
    models:
      - name: "claude-3-5-sonnet-20241022"
        alias: "claude-sonnet-latest"
openai-compatibility:
  - name: "openrouter"
    disabled: true
    base-url: "https://openrouter.ai/api/v1"
    api-key-entries:
      - api-key: "sk-or-1"
      - api-key: "sk-or-2"
    models:
      - name: "x"
        alias: "pool"
      - name: "y"
        alias: "pool"
`);
    expect(found.kind).toBe('cli-proxy-api');
    expect(inputs(found)).toEqual([
      expect.objectContaining({
        name: 'Claude',
        keys: ['sk-a', 'sk-b'],
        keyStrategy: 'sequential',
        proxyUrl: 'socks5://p.example:1080',
      }),
      expect.objectContaining({
        name: 'Claude relay.example',
        keys: ['sk-c'],
        proxyUrl: 'direct',
        headers: [{ name: 'X-Own', value: 'v' }],
        models: [{ name: 'claude-sonnet-latest', upstreamNames: ['claude-3-5-sonnet-20241022'] }],
      }),
      expect.objectContaining({
        name: 'openrouter',
        enabled: false,
        keys: ['sk-or-1', 'sk-or-2'],
        models: [{ name: 'pool', upstreamNames: ['x', 'y'] }],
      }),
    ]);
    expect(found.tokens).toMatchObject([{ token: { secret: 'client-key-1' } }]);
  });

  it('says in which line it cannot be read', () => {
    expect(read('claude-api-key:\n  - api-key: "a\n').problems).toMatchObject([
      { code: 'unreadable', line: 3 },
    ]);
  });
});

describe('lines of a shell', () => {
  it('are those of ccLoad, whose tokens go on working, or those of a vendor', () => {
    const found = read(
      '# ccLoad\nCCLOAD_PASS=your_admin_password\nexport CCLOAD_AUTH="token1,token2"\nPORT=8080\nSQLITE_PATH=./data/ccload.db\n',
    );
    expect(found.kind).toBe('environment');
    expect(found.channels).toEqual([]);
    expect(found.tokens).toMatchObject([
      { line: 3, token: { secret: 'token1' } },
      { token: { secret: 'token2' } },
    ]);
    expect(found.problems.map(({ line }) => line)).toEqual([2, 4, 5]);

    expect(
      inputs(
        read('export ANTHROPIC_BASE_URL=https://r.example\nexport ANTHROPIC_AUTH_TOKEN=sk-123456'),
      ),
    ).toMatchObject([{ url: 'https://r.example', api_key: 'sk-123456', protocols: ['anthropic'] }]);
  });
});

describe('any other text', () => {
  it.each<[string, string]>([
    ['', 'unknownContent'],
    ['hello', 'unknownContent'],
    ['{"a": }', 'unreadable'],
    ['{"a": 1}', 'unknownContent'],
  ])('%j has nothing in it', (text, code) => {
    const found = read(text);
    expect(found.channels).toEqual([]);
    expect(found.problems).toMatchObject([{ code, isEntryLost: true }]);
  });

  it('may be keys of several vendors', () => {
    const found = read('sk-ant-api03-aaaaaaaaaaaaaaaa\nAIzaSyB1BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB');
    expect(inputs(found)).toMatchObject([{ name: 'Anthropic' }, { name: 'Google Gemini' }]);
  });
});
