import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelView } from '../../main/contracts/channel.ts';
import type { ImportResult } from '../../main/contracts/import.ts';
import { A_CHANNEL, openAdmin, sha256, type Admin } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];
let token: string;

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin, token } = await admin.logIn());
});

afterEach(() => admin.close());

async function send(text: string, query = ''): Promise<ImportResult> {
  const answer = await asAdmin('POST', `/admin/channels/import${query}`, { text });
  expect(answer.status).toBe(200);
  return answer.json.data;
}

const names = (): readonly string[] => admin.books.channels.all().map(({ name }) => name);
const named = (name: string) => admin.books.channels.all().find((one) => one.name === name);

const SAMPLE = String.raw`name,api_key,url,priority,models,enabled
Claude-API-1,sk-ant-xxx,https://api.anthropic.com,10,"[\"claude-sonnet-4-6\"]",true
Claude-API-2,sk-ant-yyy,https://api.anthropic.com,5,"[\"claude-opus-4-6\"]",true
`;

const NEW_SAMPLE = `name,api_key,urls,priority,models,enabled
Claude-API-1,sk-ant-xxx,"[{""url"":""https://api.anthropic.com"",""protocols"":[""anthropic""]}]",10,claude-sonnet-4-6,true
Claude-API-2,sk-ant-yyy,"[{""url"":""https://api.anthropic.com""}]",5,claude-opus-4-6,true
`;

describe('a table of channels', () => {
  it.each([
    ['the sample of ccLoad', SAMPLE],
    ['the sample of its later versions', NEW_SAMPLE],
  ])('is read as its README says: %s', async (_, text) => {
    expect(await send(text)).toMatchObject({ created: 2, updated: 0, skipped: 0, errors: [] });
    expect(admin.books.channels.all()).toMatchObject([
      {
        name: 'Claude-API-1',
        keys: [{ secret: 'sk-ant-xxx' }],
        urls: [{ url: 'https://api.anthropic.com', isExact: false }],
        priority: 10,
        models: [{ name: 'claude-sonnet-4-6' }],
        protocols: ['anthropic'],
        isEnabled: true,
      },
      { name: 'Claude-API-2', priority: 5, models: [{ name: 'claude-opus-4-6' }] },
    ]);
  });

  it('may say for each address what is spoken there', async () => {
    await send(
      `name,api_key,urls,models
Both,k,"[{""url"":""https://a.example"",""protocols"":[""claude"",""openai""]},{""url"":""https://b.example"",""protocols"":[""codex""]},{""url"":""https://c.example""}]",m
Same,k,"[{""url"":""https://a.example"",""protocols"":[""openai""]},{""url"":""https://b.example"",""protocols"":[""openai""]}]",m
`,
    );
    expect(admin.books.channels.all()).toMatchObject([
      {
        protocols: ['anthropic', 'openai-chat', 'openai-responses'],
        urls: [
          { protocols: ['anthropic', 'openai-chat'] },
          { protocols: ['openai-responses'] },
          { protocols: null },
        ],
      },
      { protocols: ['openai-chat'], urls: [{ protocols: null }, { protocols: null }] },
    ]);
  });

  it('comes as the form that the curl line of ccLoad sends', async () => {
    const boundary = 'the-boundary';
    const answer = await admin.call('POST', '/admin/channels/import', {
      body: `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="channels.csv"\r\nContent-Type: text/csv\r\n\r\n${SAMPLE}\r\n--${boundary}--\r\n`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
    });
    expect(answer.json.data).toMatchObject({ created: 2, processed: 2 });
    expect(names()).toEqual(['Claude-API-1', 'Claude-API-2']);
  });

  it('may have Chinese titles and words', async () => {
    await send(
      '名称,密钥,地址,优先级,模型,模型重定向,类型,启用,使用策略\n甲,k-1,https://a.example,3,m-1，m-2,"{""m-1"":""x""}",openai,禁用,轮询\n',
    );
    expect(named('甲')).toMatchObject({
      priority: 3,
      isEnabled: false,
      keyStrategy: 'round_robin',
      protocols: ['openai-chat'],
      models: [
        { name: 'm-1', upstreamNames: ['x'] },
        { name: 'm-2', upstreamNames: [] },
      ],
    });
  });

  it('changes the channel of its name, and keeps what no column is about', async () => {
    await asAdmin('POST', '/admin/channels', {
      ...A_CHANNEL,
      api_key: undefined,
      keys: [{ secret: 'k-old', note: 'mine' }, { secret: 'k-gone' }],
      weight: 7,
    });
    const before = admin.books.channels.all()[0];
    const result = await send(
      'name,url,models,api_key,priority\nclaude,https://api.anthropic.com,claude-sonnet-4-5,"k-old,k-new",20\n',
    );
    expect(result).toMatchObject({ created: 0, updated: 1 });
    const after = admin.books.channels.all()[0];
    expect(after).toMatchObject({ id: before?.id, priority: 20, weight: 7 });
    expect(after?.keys).toMatchObject([
      { id: before?.keys[0]?.id, note: 'mine' },
      { secret: 'k-new' },
    ]);
  });

  it('keeps the keys where the cell is empty', async () => {
    await asAdmin('POST', '/admin/channels', A_CHANNEL);
    await send('name,url,models,api_key\nClaude,https://b.example,m-1,\n');
    expect(named('Claude')).toMatchObject({
      urls: [{ url: 'https://b.example' }],
      keys: [{ secret: A_CHANNEL.api_key }],
    });
  });

  it('leaves out a row that is wrong, and says in which line what is wrong with it', async () => {
    const text =
      'name,api_key,url,models,priority\ngood,k,https://a.example,m,1\nno url,k,,m,1\n\nbad,k,ftp://x,m,high\n"torn"x,k\n';
    expect(await send(text)).toMatchObject({
      created: 1,
      skipped: 3,
      processed: 4,
      errors: [
        'line 6: The quotes of this line do not match.',
        'line 3: urls: is missing: a channel needs at least one URL',
        'line 5: priority: must be a whole number',
        'line 5: urls.0: must begin with http:// or https://',
      ],
    });
    expect(names()).toEqual(['good']);
  });

  it('changes nothing at all where that is asked for and a row is wrong', async () => {
    const answer = await asAdmin('POST', '/admin/channels/import?strict=true', {
      text: 'name,api_key,url,models\ngood,k,https://a.example,m\nbad,k,,m\n',
    });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toMatchObject({ code: 'import.refused' });
    expect(names()).toEqual([]);
  });

  it('changes nothing at all when the database refuses a row', async () => {
    const { imports } = admin.store;
    const apply = imports.apply.bind(imports);
    imports.apply = (change) =>
      apply({ ...change, insert: [...change.insert, ...change.insert.slice(0, 1)] });
    const answer = await asAdmin('POST', '/admin/channels/import', { text: SAMPLE });
    expect(answer.status).toBe(409);
    await asAdmin('POST', '/admin/channels', A_CHANNEL);
    expect(names()).toEqual(['Claude']);
  });

  it('names a column that is missing', async () => {
    const answer = await asAdmin('POST', '/admin/channels/import', { text: 'name,api_key\na,k\n' });
    expect(answer.status).toBe(400);
    expect(answer.json.error.message).toBe('line 1: A column is missing: url, models.');
  });

  it('shows what it would do before anything is done, and no secret in it', async () => {
    await asAdmin('POST', '/admin/channels', A_CHANNEL);
    const answer = await asAdmin('POST', '/admin/channels/import?dryRun=true', {
      text: `name,api_key,url,models,priority,odd\nClaude,sk-ant-other-9876543210,https://api.anthropic.com,claude-sonnet-4-5,10,1\nNew,sk-new-key-0123456789,https://n.example,m,0,\n`,
    });
    expect(answer.text).not.toMatch(/other-98765|key-01234|first-01234/);
    const result = answer.json.data as ImportResult;
    expect(result).toMatchObject({ isDryRun: true, created: 1, updated: 1, undoToken: null });
    expect(result.plan.channels).toMatchObject([
      {
        name: 'Claude',
        line: 2,
        verdict: 'changed',
        changes: [{ field: 'keys', before: 'sk-a…6789', after: 'sk-a…3210' }],
      },
      { name: 'New', verdict: 'new' },
    ]);
    expect(result.plan.problems).toMatchObject([{ code: 'unknownColumn', path: 'odd' }]);
    expect(names()).toEqual(['Claude']);
  });

  it('takes only what is chosen', async () => {
    await send(SAMPLE, '?take=channel:1');
    expect(names()).toEqual(['Claude-API-2']);
    expect(await send(SAMPLE)).toMatchObject({ created: 1, updated: 0, unchanged: 1 });
  });

  it('is taken back whole', async () => {
    await asAdmin('POST', '/admin/channels', { ...A_CHANNEL, name: 'Claude-API-1' });
    const before = admin.books.channels.all()[0];
    const { undoToken } = await send(SAMPLE);
    expect(names()).toHaveLength(2);
    await asAdmin('POST', '/admin/channels/import/undo', { token: undoToken });
    const after = admin.books.channels.all();
    expect(after).toHaveLength(1);
    expect(after[0]).toMatchObject({
      id: before?.id,
      priority: before?.priority,
      keys: [{ secret: A_CHANNEL.api_key }],
    });
  });
});

describe('the table that is written', () => {
  const RICH = [
    { ...A_CHANNEL, name: '=1+1', weight: 3 },
    {
      name: '\'-Two, "quoted"',
      keys: [
        { secret: 'key-1', note: 'first' },
        { secret: 'key-2', isEnabled: false },
        { secret: 'key-3' },
        { secret: 'a,b;c' },
      ],
      urls: [
        { url: 'https://a.example/v1' },
        { url: 'https://b.example/whole', isExact: true, isEnabled: false },
      ],
      models: ['*', { name: 'm', upstreamNames: ['x', 'y'] }, { name: 'off', isEnabled: false }],
      protocols: ['anthropic', 'openai-chat'],
      headers: [
        { name: 'x-one', value: 'secret-header-value' },
        { name: 'x-two', value: null },
      ],
      proxyUrl: 'socks5://user:proxypass@p.example:1080',
      limits: {
        dayUsd: 5,
        monthUsd: 50.5,
        requestsPerMinute: 10,
        maxConcurrency: 2,
        hours: { from: '08:00', to: '20:00' },
      },
      checks: { isEnabled: true, kind: 'head', intervalMs: 60_000 },
      overrides: { connectTimeoutMs: 3000 },
      cheaperModels: [{ model: 'm', cheaper: 'n' }],
      priceMultiplier: 0.25,
      takeBack: 'at_once',
      urlOrder: 'fastest',
      isTlsInsecure: true,
      keyStrategy: 'round_robin',
      isEnabled: false,
    },
    {
      name: '中文',
      api_key: 'k',
      url: 'https://g.example',
      models: [{ name: '1', upstreamNames: ['b'] }, 'z'],
      protocols: ['gemini'],
      modelOverride: 'only',
      scheduled_check_enabled: true,
      scheduled_check_model: 'z',
    },
  ];

  it('makes the same channels in an empty database', async () => {
    for (const channel of RICH) {
      const answer = await asAdmin('POST', '/admin/channels', channel);
      expect(answer.status).toBe(201);
    }
    const { text } = await asAdmin('GET', '/admin/channels/export?keys=true');
    const other = await openAdmin();
    try {
      const there = await other.logIn();
      const answer = await there.asAdmin('POST', '/admin/channels/import', { text });
      expect(answer.json.data).toMatchObject({ created: 3, errors: [] });
      const bare = (one: Admin) =>
        one.books.channels.all().map(({ id: _, urls, keys, ...channel }) => ({
          ...channel,
          urls: urls.map(({ id: __, ...url }) => url),
          keys: keys.map(({ id: __, ...key }) => key),
        }));
      expect(bare(other)).toEqual(bare(admin));
    } finally {
      await other.close();
    }
    expect(await send(text)).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
  });

  it('has no secrets unless they are asked for, and then still changes nothing', async () => {
    for (const channel of RICH) await asAdmin('POST', '/admin/channels', channel);
    const { text, headers } = await asAdmin('GET', '/admin/channels/export');
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="channels-20260102-030405.csv"',
    );
    expect(text).not.toMatch(/key-1|sk-ant-first|secret-header|proxypass/);
    expect(text).toMatch(/^name,api_key,url,priority,models,/);
    expect(await send(text)).toMatchObject({ created: 0, updated: 0, unchanged: 3, errors: [] });
    const one = await asAdmin('GET', `/admin/channels/export?ids=${String(named('中文')?.id)}`);
    expect(one.text.trim().split('\r\n')).toHaveLength(2);
  });
});

describe('other configurations', () => {
  it('bring their settings where there is nothing yet', async () => {
    const text = `{
      "port": 3456, // ours stays
      "backends": [
        { "name": "Anthropic Official", "base_url": "https://api.anthropic.com", "token": "sk-ant-api03-your-key-1", "enabled": true, "model": "claude-3-5-sonnet-20241022" },
        { "name": "Backup", "base_url": "https://api.backup.example.com", "token": "your-backup-key", "enabled": false },
      ],
      "failover": { "circuit_breaker": { "failure_threshold": 4, "open_timeout_seconds": 30, "half_open_requests": 1 }, "rate_limit": { "cooldown_seconds": 60 } }
    }`;
    expect(await send(text)).toMatchObject({ created: 2, plan: { kind: 'cc-proxy' } });
    expect(admin.books.channels.all()).toMatchObject([
      { name: 'Anthropic Official', priority: 2, modelOverride: 'claude-3-5-sonnet-20241022' },
      { name: 'Backup', priority: 1, isEnabled: false },
    ]);
    expect(admin.books.settings.current()).toMatchObject({
      failuresBeforeOpening: 4,
      cooldownServerMs: 30_000,
      cooldownRateLimitMs: 60_000,
    });
  });

  it('propose no settings to whoever has channels', async () => {
    await asAdmin('POST', '/admin/channels', A_CHANNEL);
    const text = JSON.stringify({
      algorithm: 'random',
      servers: [{ url: 'https://a.example', token: 'sk-1' }],
      fallback: false,
      auth_keys: ['sk-client-token-1'],
    });
    await send(text);
    expect(admin.books.settings.current()).toMatchObject({ isFailoverEnabled: true });
    expect(admin.books.tokens.all()).toMatchObject([{ hash: sha256('sk-client-token-1') }]);
    const { undoToken } = await send(text, '?take=setting:balancing');
    expect(admin.books.settings.current().balancing).toBe('random');
    await asAdmin('POST', '/admin/channels/import/undo', { token: undoToken });
    expect(admin.books.settings.current().balancing).not.toBe('random');
  });

  it('never lay hands on a channel by a name that was only guessed', async () => {
    await send('sk-ant-api03-aaaaaaaaaaaaaaaaaaaa');
    expect(names()).toEqual(['Anthropic']);
    await send('sk-ant-api03-bbbbbbbbbbbbbbbbbbbb');
    expect(names()).toEqual(['Anthropic', 'Anthropic 2']);
    expect(await send('sk-ant-api03-aaaaaaaaaaaaaaaaaaaa')).toMatchObject({ unchanged: 1 });
  });

  it('keep the tokens of ccLoad working', async () => {
    await send(
      'CCLOAD_PASS=secret-password\nCCLOAD_API_TOKENS=token-one-1|production,token-two-2\nPORT=8080\n',
    );
    expect(admin.books.tokens.all()).toMatchObject([
      { name: 'production', hash: sha256('token-one-1') },
      { hash: sha256('token-two-2') },
    ]);
    const views = await asAdmin('GET', '/admin/channels');
    expect(views.json.data as readonly ChannelView[]).toEqual([]);
  });

  it('say so when nothing in them is understood', async () => {
    const answer = await asAdmin('POST', '/admin/channels/import', { text: 'hello world' });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toMatchObject({
      code: 'import.nothing',
      message: 'Nothing in it looks like a channel.',
    });
  });
});
