import { describe, expect, it } from 'vitest';
import { changedDraft, newDraft } from '../../main/admin/channel-draft.ts';
import { channelInputSchema } from '../../main/contracts/channel.schema.ts';
import type { Channel, KeyId, UrlId } from '../../main/contracts/channel.ts';
import { AppError } from '../../main/core/app-error.ts';
import { fieldsOf } from '../../main/admin/schema-errors.ts';

const checks = {
  isOwnAddress: (url: string) => url.startsWith('http://127.0.0.1:8080'),
  isOwnToken: (secret: string) => secret.startsWith('ccl-'),
};

const valid = {
  name: 'Claude',
  api_key: 'sk-ant-first-0123456789',
  url: 'https://api.anthropic.com',
  models: ['claude-sonnet-4-5'],
};

/** What is wrong with the input, by field; empty when it makes a draft. */
const FORM = 'must be direct, or http, https, socks5 or socks5h://[user:password@]host:port';

function faultsOf(input: object, existing: Channel | null = null): Record<string, string> {
  const parsed = channelInputSchema.safeParse(input);
  if (!parsed.success) return fieldsOf(parsed.error);
  try {
    if (existing === null) newDraft(parsed.data, checks);
    else changedDraft(existing, parsed.data, checks);
    return {};
  } catch (error) {
    if (error instanceof AppError && error.fields !== undefined) return { ...error.fields };
    throw error;
  }
}

const existing: Channel = {
  ...newDraft(channelInputSchema.parse(valid), checks),
  id: 1 as Channel['id'],
  urls: [
    {
      id: 5 as UrlId,
      url: 'https://api.anthropic.com',
      isExact: false,
      isEnabled: true,
      protocols: null,
    },
  ],
  keys: [{ id: 7 as KeyId, secret: 'sk-a', mask: '…', note: 'n', isEnabled: false }],
  position: 0,
  createdAt: 0,
  updatedAt: 0,
};

describe('a new channel', () => {
  it('needs a name, a URL, a key and models, and says so at once', () => {
    expect(faultsOf({})).toEqual({
      name: 'is missing',
      urls: 'is missing: a channel needs at least one URL',
      keys: 'is missing: a channel needs a key (any text if the upstream wants none)',
      models: 'is missing: name the models, or ["*"] to accept any',
    });
  });

  it.each([
    ['an unknown field', { rps_limit: 5 }, 'rps_limit', 'is not a known field'],
    ['the override of CC Proxy', { model: 'm' }, 'model', 'is not a known field'],
    ['a blank name', { name: '  ' }, 'name', 'must not be empty'],
    ['a long name', { name: 'x'.repeat(101) }, 'name', 'must have at most 100 characters'],
    ['a line break in the name', { name: 'a\nb' }, 'name', 'must not contain control characters'],
    ['a fractional priority', { priority: 1.5 }, 'priority', 'must be a whole number'],
    ['a huge priority', { priority: 1_000_001 }, 'priority', 'must be at most 1000000'],
    ['a weight of 0', { weight: 0 }, 'weight', 'must be at least 1'],
    ['text for a number', { priority: '5' }, 'priority', 'must be a number'],
    [
      'another key strategy',
      { keyStrategy: 'x' },
      'keyStrategy',
      'must be one of sequential, round_robin',
    ],
    ['no protocols', { protocols: [] }, 'protocols', 'needs at least 1'],
    [
      'another protocol',
      { protocols: ['soap'] },
      'protocols.0',
      'must be one of anthropic, openai-chat, openai-responses, gemini',
    ],
    [
      'two words for one thing',
      { enabled: true, isEnabled: true },
      'enabled',
      'give either isEnabled or enabled',
    ],
    [
      'two words for the protocol',
      { protocol: 'gemini', channel_type: 'openai' },
      'channel_type',
      'give one of protocols, protocol, channel_type, api_type',
    ],
    [
      'a quirk that nobody knows',
      { quirks: { hasWings: true } },
      'quirks.hasWings',
      'is not a known field',
    ],
    [
      'a quirk of another kind',
      { quirks: { systemRole: 'boss' } },
      'quirks.systemRole',
      'must be one of system, developer, user',
    ],
    [
      'a URL that speaks nothing',
      { url: undefined, urls: [{ url: 'https://u.example', protocols: [] }] },
      'urls.0.protocols',
      'needs at least 1',
    ],
  ])('is refused with %s', (_, change, field, message) => {
    expect(faultsOf({ ...valid, ...change })).toEqual({ [field]: message });
  });

  it.each([
    ['ftp://a.example', 'must begin with http:// or https://'],
    ['a.example', 'must begin with http:// or https://'],
    ['https://', 'needs a valid host'],
    [
      'https://user:pw@a.example',
      'must not contain a user name or password; put the key into the keys',
    ],
    [
      'https://a.example/x#y',
      'must not contain # except at the very end, where it marks an exact URL',
    ],
    ['https://a.example:99999', 'needs a port between 1 and 65535'],
    ['https://a.example/../x', 'must not contain . or .. as a part of its path'],
    [
      'https://a.example/x y',
      'must not contain spaces, control characters or characters outside ASCII',
    ],
    ['https://a.example/v1?key=sk-secret', 'must not carry a key; put it into the keys'],
    ['http://127.0.0.1:8080/v1', 'leads back to this program'],
  ])('does not take the URL %s', (url, message) => {
    const { url: _, ...rest } = valid;
    expect(faultsOf({ ...rest, url })).toEqual({ url: message });
    expect(faultsOf({ ...rest, urls: ['https://ok.example', url] })).toEqual({ 'urls.1': message });
    expect(faultsOf({ ...rest, urls: [{ url }] })).toEqual({ 'urls.0.url': message });
  });

  it.each([
    ['a mask', ['sk-a…6789'], 'keys.0', 'must be the key itself: visible ASCII without spaces'],
    [
      'a line break',
      ['sk-a\r\nX-Evil: 1'],
      'keys.0',
      'must be the key itself: visible ASCII without spaces',
    ],
    ['an empty key', [{ secret: '' }], 'keys.0.secret', 'must not be empty'],
    [
      'a key without secret',
      [{ note: 'x' }],
      'keys.0.secret',
      'is missing; only a key that is there already may leave it out',
    ],
    ['the same key twice', ['sk-a', { secret: 'sk-a' }], 'keys.1', 'is there twice'],
    [
      'one of our tokens',
      ['ccl-token'],
      'keys.0',
      'is a client token of this program, not the key of an upstream',
    ],
    ['an id of another channel', [{ id: 99 }], 'keys.0.id', 'is not a key of this channel'],
  ])('does not take %s for a key', (_, keys, field, message) => {
    const { api_key: __, ...rest } = valid;
    expect(faultsOf({ ...rest, keys })).toEqual({ [field]: message });
  });

  it.each([
    ['sk-a,sk-a', 'key 2 is there twice'],
    ['sk-a,sk b', 'key 2 must be visible ASCII without spaces'],
    ['sk b', 'must be visible ASCII without spaces'],
    [' , ', 'must not be empty'],
  ])('does not take the list %j', (keys, message) => {
    expect(faultsOf({ ...valid, api_key: keys })).toMatchObject({ api_key: message });
  });

  it.each([
    [['a', 'a'], 'models.1', 'is there twice'],
    [['a', { name: 'a' }], 'models.1.name', 'is there twice'],
    [[{ upstreamNames: ['x'] }], 'models.0.name', 'is missing'],
    [[{ name: 'a', model: 'b' }], 'models.0.name', 'give either name or model'],
    [[{ name: 'a', typo: 1 }], 'models.0.typo', 'is not a known field'],
    [[{ name: '' }], 'models.0.name', 'must not be empty'],
    [[7], 'models.0', 'has the wrong type'],
    [[], 'models', 'needs at least 1'],
  ])('does not take the models %j', (models, field, message) => {
    expect(faultsOf({ ...valid, models })).toEqual({ [field]: message });
  });

  it.each([
    [{ name: 'x\r\nevil', value: '1' }, 'headers.0.name', 'must be a header name'],
    [{ name: 'x y', value: '1' }, 'headers.0.name', 'must be a header name'],
    [
      { name: 'x', value: 'a\r\nb: c' },
      'headers.0.value',
      'must not contain line breaks or control characters',
    ],
    [
      { name: 'x', value: 'a\0' },
      'headers.0.value',
      'must not contain line breaks or control characters',
    ],
    [
      { name: 'Authorization', value: 'Bearer x' },
      'headers.0.name',
      'is set by the program itself',
    ],
    [{ name: 'X-API-Key', value: 'x' }, 'headers.0.name', 'is set by the program itself'],
    [{ name: 'Transfer-Encoding', value: 'x' }, 'headers.0.name', 'is set by the program itself'],
    [{ name: 'Host', value: 'x' }, 'headers.0.name', 'is set by the program itself'],
  ])('does not take the header %j', (header, field, message) => {
    expect(faultsOf({ ...valid, headers: [header] })).toEqual({ [field]: message });
  });

  it('does not take a header twice, in whatever case', () => {
    const headers = [
      { name: 'X-A', value: '1' },
      { name: 'x-a', value: '2' },
    ];
    expect(faultsOf({ ...valid, headers })).toEqual({ 'headers.1.name': 'is there twice' });
  });

  it.each([
    ['socks4://p.example', FORM],
    ['socks5h://p.example/#', FORM],
    ['http://p.example/path', FORM],
    ['http://anna:…@p.example', expect.stringContaining('write it again') as string],
    ['http://anna:%zz@p.example', expect.stringContaining('badly escaped') as string],
    ['socks5://p.example:0', 'needs a port between 1 and 65535'],
  ])('does not take the outbound proxy %s', (proxyUrl, message) => {
    expect(faultsOf({ ...valid, proxyUrl })).toEqual({ proxyUrl: message });
  });

  it.each([
    null,
    'direct',
    'http://p.example:3128',
    'socks5://anna:secret@p.example',
    'SOCKS5H://p.example',
  ])('takes the outbound proxy %s', (proxyUrl) => {
    expect(faultsOf({ ...valid, proxyUrl })).toEqual({});
  });

  it('bounds how much there may be of everything', () => {
    const many = (count: number, make: (i: number) => unknown) =>
      Array.from({ length: count }, (_, i) => make(i));
    const { api_key: _, url: __, ...rest } = valid;
    const faults = faultsOf({
      ...rest,
      urls: many(101, (i) => `https://${i.toString()}.example`),
      keys: many(1001, (i) => `sk-${i.toString()}`),
      models: many(5001, (i) => `m-${i.toString()}`),
      headers: many(33, (i) => ({ name: `x-${i.toString()}`, value: '' })),
    });
    expect(faults).toEqual({
      urls: 'may have at most 100',
      keys: 'may have at most 1000',
      models: 'may have at most 5000',
      headers: 'may have at most 32',
    });
  });
});

describe('what is left out of a new channel', () => {
  const draftOf = (change: object) =>
    newDraft(channelInputSchema.parse({ ...valid, ...change }), checks);

  it.each([
    [{ channel_type: 'openai' }, ['openai-chat']],
    [{ channel_type: 'codex' }, ['openai-responses']],
    [{ channel_type: 'gemini' }, ['gemini']],
    [{ protocol: 'openai-responses' }, ['openai-responses']],
    [{ protocols: ['gemini', 'gemini'] }, ['gemini']],
    [{ url: 'https://api.openai.com' }, ['openai-chat', 'openai-responses']],
    [{ url: 'https://relay.example', models: ['gpt-5'] }, ['openai-chat']],
    [{ url: 'https://relay.example', models: ['*'] }, ['anthropic']],
  ])('is learnt about its protocols from %j', (change, protocols) => {
    expect(draftOf(change).protocols).toEqual(protocols);
  });

  it.each([
    ['m', { name: 'm', upstreamNames: [], isEnabled: true }],
    [
      { model: 'm', redirect_model: 'n', disabled: true },
      { name: 'm', upstreamNames: ['n'], isEnabled: false },
    ],
    [
      { model: 'm', redirect_model: '' },
      { name: 'm', upstreamNames: [], isEnabled: true },
    ],
    [
      { model: 'm', redirect_model: 'm' },
      { name: 'm', upstreamNames: [], isEnabled: true },
    ],
    [
      { name: 'm', upstreamNames: [] },
      { name: 'm', upstreamNames: [], isEnabled: true },
    ],
  ])('has its default in the model %j', (model, expected) => {
    expect(draftOf({ models: [model] }).models).toEqual([expected]);
  });

  it('does not make one model of two spellings', () => {
    expect(draftOf({ models: ['gpt-4', 'GPT-4'] }).models).toHaveLength(2);
  });

  it.each(['sk-one,sk-two', 'sk-one\r\n sk-two\n\n', ' sk-one , sk-two ,'])(
    'is nothing but the keys in %j',
    (list) => {
      expect(draftOf({ api_key: list }).keys).toEqual([
        { secret: 'sk-one', note: '', isEnabled: true },
        { secret: 'sk-two', note: '', isEnabled: true },
      ]);
    },
  );

  it('is no part of a URL that ends in #: it is the whole address', () => {
    expect(draftOf({ url: 'https://a.example/chat#' }).urls).toEqual([
      { url: 'https://a.example/chat', isExact: true, isEnabled: true, protocols: null },
    ]);
  });
});

describe('a changed channel', () => {
  it('keeps the note and the switch of a key that is only named', () => {
    const input = channelInputSchema.parse({ keys: [{ id: 7 }] });
    expect(changedDraft(existing, input, checks).keys).toEqual([
      { id: 7, note: 'n', isEnabled: false },
    ]);
  });

  it('keeps its protocols when the URL changes', () => {
    const input = channelInputSchema.parse({ url: 'https://api.openai.com' });
    expect(changedDraft(existing, input, checks).protocols).toEqual(['anthropic']);
  });

  it('may be without keys, but not be left without by mistake', () => {
    expect(faultsOf({ isEnabled: true }, { ...existing, keys: [] })).toEqual({});
    expect(faultsOf({ keys: [] }, existing)).toHaveProperty('keys');
  });

  it('does not take a URL id of another channel', () => {
    expect(faultsOf({ urls: [{ id: 6, url: 'https://a.example' }] }, existing)).toEqual({
      'urls.0.id': 'is not a URL of this channel',
    });
  });
});
