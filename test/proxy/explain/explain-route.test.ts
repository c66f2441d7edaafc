import { describe, expect, it } from 'vitest';
import type { RouteExplanation } from '../../../main/contracts/route-explanation.ts';
import type { Settings } from '../../../main/contracts/settings.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { json } from '../../support/scripted-upstream.ts';
import type { ChannelSpec } from '../../support/test-app.ts';
import {
  ANSWER,
  anUpstream,
  app,
  explain,
  HELLO,
  KEY,
  MASK,
  MODEL,
  named,
  restart,
  start,
} from './explain-app.ts';

async function tokenIdOf(change: object): Promise<number> {
  const { id } = await app.adminData<{ id: number }>('POST', '/admin/tokens', {
    name: 'Limited',
    ...change,
  });
  return id;
}

describe('a channel that is out', () => {
  const noKey = { keys: [{ secret: KEY, isEnabled: false }] };
  const noUrl = { url: undefined, urls: [{ url: 'http://127.0.0.1:9', isEnabled: false }] };

  it.each<[kind: string, ChannelSpec, text: string]>([
    ['disabled', { enabled: false }, 'disabled'],
    [
      'protocol',
      { protocols: ['gemini'], overrides: { conversion: 'never' } },
      'does not speak this protocol, and nothing is converted for it',
    ],
    ['model', { models: ['other'] }, 'does not offer this model'],
    ['noUrl', noUrl, 'has no enabled URL'],
    ['noKey', noKey, 'has no enabled key'],
  ])('because of %s is told with the words of the log', async (kind, spec, text) => {
    await start([{ name: 'In' }, { name: 'Out', ...spec }]);
    const explanation = await explain();
    expect(named(explanation, 'Out')).toMatchObject({
      state: 'excluded',
      reason: { kind, text },
      place: null,
      wouldBeSent: null,
    });
    expect(explanation.channels.map(({ name }) => name)).toEqual(['In', 'Out']);
    expect(explanation.verdict).toMatchObject({
      kind: 'chosen',
      why: 'only',
      then: [],
      text: '"In" would be chosen: no other channel can serve the request. No other channel would be tried after it.',
    });
  });

  it('because its keys are locked is told so', async () => {
    await start([{ name: 'Out' }]);
    await restart({ keyFile: `${app.folder}/other.key` });
    expect(named(await explain(), 'Out').reason).toEqual({
      kind: 'locked',
      text: 'its keys are locked',
    });
  });

  it('because the token may not use it is barred', async () => {
    await start([{ name: 'In' }, { name: 'Out', priority: 9 }]);
    const out = named(await explain(), 'Out').channelId;
    const tokenId = await tokenIdOf({ channelRule: 'deny', channelIds: [out] });
    const explanation = await explain({ tokenId });
    expect(named(explanation, 'Out')).toMatchObject({
      state: 'barred',
      reason: { kind: 'token', text: 'may not be used with this token' },
    });
    expect(explanation.verdict.text).toContain('"In" would be chosen');
  });

  it.each<[string, object, RegExp]>([
    ['hours', { hours: { from: '00:00', to: '00:01' } }, /^is used from 00:00 to 00:01 only/],
    ['money', { dayUsd: 0 }, /^has no money left for this within its limit of 0 USD a day/],
  ])('because of its limit of %s is barred, and its limits are shown', async (_, limits, text) => {
    const clock = new ManualClock();
    clock.advance(12 * 3_600_000 - (clock.now() % (24 * 3_600_000)) + 24 * 3_600_000);
    await start([{ name: 'In' }, { name: 'Out', priority: 9, limits }], {}, clock);
    const out = named(await explain(), 'Out');
    expect(out).toMatchObject({ state: 'barred', reason: { kind: 'limit' } });
    expect(out.reason?.text).toMatch(text);
    expect(out.limits?.zone).toBeTruthy();
  });

  it.each<[string, (ids: Ids) => object, RegExp]>([
    ['itself', () => ({}), /^The channel is cooling down until .*: set by hand\.$/],
    ['a key', ({ key }) => ({ key_id: key }), /^The key sk-u…3456 is cooling down until/],
    ['a URL', ({ url }) => ({ url_id: url }), /^The URL http:\/\/127\.0\.0\.1:9 is cooling down/],
    ['a model', () => ({ model: MODEL }), /^The model "claude-sonnet-5-5" is cooling down until/],
  ])('because %s is cooling down says what and until when', async (_, part, text) => {
    await start([{ name: 'In' }, { name: 'Out', priority: 9 }], { allCooling: 'none' });
    const { id, keys, urls } = await channel('Out');
    const scope = part({ key: keys[0]?.id ?? 0, url: urls[0]?.id ?? 0 });
    const cool = { duration_ms: 60_000, ...scope };
    await app.adminData('POST', `/admin/channels/${String(id)}/cooldown`, cool);
    const out = named(await explain(), 'Out');
    expect(out).toMatchObject({
      state: 'cooling',
      reason: { kind: 'cooling', text: 'is cooling down' },
    });
    expect(out.cooldowns[0]?.text).toMatch(text);
  });

  it('although it cools is tried last, as the setting says', async () => {
    await start([{ name: 'In' }, { name: 'Out', priority: 9 }], { allCooling: 'all' });
    const { id } = await channel('Out');
    await app.adminData('POST', `/admin/channels/${String(id)}/cooldown`, { duration_ms: 60_000 });
    const explanation = await explain();
    expect(named(explanation, 'Out')).toMatchObject({
      state: 'tried',
      place: 2,
      choice: 'cooling',
    });
    expect(explanation.verdict.text).toContain('"Out" (although it cools down)');
  });

  it.each<[string, Partial<Settings>, RegExp]>([
    ['maxChannels', { maxChannelsPerRequest: 1 }, /tries at most 1 channel \(setting/],
    ['failoverOff', { isFailoverEnabled: false }, /failover is switched off/],
  ])('because of %s is not reached', async (kind, settings, text) => {
    await start([{ name: 'First', priority: 9 }, { name: 'Second' }], settings);
    const second = named(await explain(), 'Second');
    expect(second).toMatchObject({ state: 'notReached', place: null, reason: { kind } });
    expect(second.reason?.text).toMatch(text);
    expect(second.wouldBeSent?.keyMask).toBe(MASK);
  });

  it('leaves a client with the message that it would really get', async () => {
    await start([{ name: 'Out', enabled: false }]);
    const { verdict } = await explain();
    const response = await app.post('/v1/messages', HELLO);
    const { error } = (await response.json()) as { error: { message: string } };
    expect(verdict).toMatchObject({ kind: 'noChannel', channelId: null });
    expect(verdict.text).toBe(`The client would be answered 503: ${error.message}`);
  });
});

type Ids = { readonly key: number; readonly url: number };

async function channel(name: string) {
  type View = { id: number; name: string; keys: { id: number }[]; urls: { id: number }[] };
  const all = await app.adminData<View[]>('GET', '/admin/channels');
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no channel ${name}`);
  return found;
}

describe('a token', () => {
  it.each<[status: number, code: string, change: object]>([
    [401, 'token_disabled', { isEnabled: false }],
    [401, 'token_expired', { expiresAt: 1 }],
    [403, 'model_not_permitted', { models: ['other-*'] }],
    [429, 'cost_limit_exceeded', { limits: { dayUsd: 0 } }],
  ])('that would be answered %i %s is refused in the same words', async (status, code, change) => {
    await start([{ name: 'One' }]);
    const tokenId = await tokenIdOf(change);
    const explanation = await explain({ tokenId });
    expect(explanation.refusal).toMatchObject({ status, code });
    expect(explanation.verdict).toMatchObject({ kind: 'refused', channelId: null });
    expect(explanation.verdict.text).toContain(explanation.refusal?.message);
    // What would be so if it were let in is told all the same.
    expect(explanation.channels).toHaveLength(1);
    expect((await explain({ tokenName: 'Limited' })).refusal).toMatchObject({ code });
  });

  it('that is wrong is refused as a client with it would be', async () => {
    await start([{ name: 'One' }]);
    const headers = { 'x-api-key': 'ccl-wrong-wrong-wrong' };
    expect((await explain({ headers })).refusal).toMatchObject({
      status: 401,
      code: 'token_unknown',
    });
  });

  it('that is not given is left out of account', async () => {
    await start([{ name: 'One' }]);
    const { refusal, token, notes } = await explain();
    expect([refusal, token]).toEqual([null, null]);
    expect(notes.map(({ text }) => text).join(' ')).toContain('No token is known');
  });
});

describe('a request that goes to no channel', () => {
  it.each<[string, object, string, number | null]>([
    ['a list of models', { path: '/v1/models', method: 'GET', body: null }, 'answeredHere', null],
    ['a ping', { path: '/', method: 'HEAD', body: null }, 'answeredHere', null],
    ['a count of tokens', { path: '/v1/messages/count_tokens' }, 'answeredHere', null],
    ['an unknown path', { path: '/nowhere' }, 'refused', 404],
    ['a wrong method', { method: 'PUT' }, 'refused', 405],
    ['broken JSON', { body: '{"model":' }, 'refused', 400],
    ['no model', { body: {} }, 'refused', 400],
  ])('is told to be %s', async (_, question, kind, status) => {
    await start([{ name: 'One', models: [MODEL] }]);
    const { verdict, refusal, channels } = await explain(question);
    expect(verdict.kind).toBe(kind);
    expect(refusal?.status ?? null).toBe(status);
    expect(channels).toEqual([]);
  });
});

describe('explaining', () => {
  it('changes nothing: the turns, the affinities, the records and the books go on as before', async () => {
    const upstream = await anUpstream();
    upstream.always(json(ANSWER));
    await start(
      ['A', 'B', 'C'].map((name) => ({
        name,
        url: upstream.url,
        limits: { requestsPerMinute: 50 },
      })),
    );
    const books = async () => [
      await app.adminData('GET', '/admin/channels'),
      await app.adminData('GET', '/admin/tokens'),
      await app.adminData('GET', '/admin/cooldowns'),
      await app.adminData('GET', '/admin/in-flight'),
    ];
    for (const [turn, name] of ['A', 'B', 'C', 'A'].entries()) {
      const body = { ...HELLO, messages: [{ role: 'user', content: `New ${String(turn)}` }] };
      const before = await books();
      const asked = upstream.requests.length;
      const told = await explain({ body, tokenName: 'Test' });
      expect({ ...(await explain({ body, tokenName: 'Test' })), at: 0 }).toEqual({
        ...told,
        at: 0,
      });
      expect(await books()).toEqual(before);
      expect(upstream.requests).toHaveLength(asked);
      expect(told.verdict.text).toContain(`"${name}" would be chosen: it is its turn`);
      await (await app.post('/v1/messages', body)).text();
      const [record] = await app.records(turn + 1);
      expect(record?.channelName).toBe(name);
    }
    expect(await app.records(4)).toHaveLength(4);
  });

  it('of a balancing by chance tells the shares', async () => {
    await start(
      [
        { name: 'A', weight: 3 },
        { name: 'B', weight: 1 },
      ],
      { balancing: 'weighted_random' },
    );
    const { verdict, channels } = await explain();
    expect(verdict).toMatchObject({ kind: 'drawn', channelId: null });
    expect(verdict.text).toContain('Chance decides who is tried first: "A" 75 %, "B" 25 %.');
    expect(channels[1]?.why.map(({ text }) => text).join(' ')).toContain(
      '25 % for this one, weight 1',
    );
  });

  it('of a health score shows its numbers', async () => {
    const [bad, good] = [await anUpstream(), await anUpstream()];
    bad.always(json({ error: {} }, 500));
    good.always(json(ANSWER));
    await start(
      [
        { name: 'Bad', url: bad.url, priority: 1 },
        { name: 'Good', url: good.url },
      ],
      {
        isHealthScoreEnabled: true,
        healthMinSamples: 1,
        healthPenaltyWeight: 10,
        cooldownServerMs: 0,
      },
    );
    await (await app.post('/v1/messages', HELLO)).text();
    await app.records(1);
    const explanation = await explain({
      body: { ...HELLO, messages: [{ role: 'user', content: 'New' }] },
    });
    expect(explanation.channels.map(({ name }) => name)).toEqual(['Good', 'Bad']);
    expect(named(explanation, 'Bad').rank).toMatchObject({
      group: 2,
      priority: 1,
      health: { successes: 0, failures: 1, effectivePriority: -9 },
    });
    expect(named(explanation, 'Bad').why).toContainEqual({
      code: 'health',
      values: { effective: -9, requests: 1, failures: 1 },
      text: 'Its health makes that -9: of its last 1 request, 1 failed.',
    });
  });

  it('of a recorded request goes by its record, and says what it does not hold', async () => {
    const upstream = await anUpstream();
    upstream.always(json(ANSWER));
    await start([
      { name: 'A', url: upstream.url },
      { name: 'B', url: upstream.url },
    ]);
    const conversation = '5f2d1c0e-6f0a-4a8e-9d5b-0c7f3a2b1e4d';
    const headers = { 'x-claude-code-session-id': conversation };
    await (await app.post('/v1/messages?beta=true', { ...HELLO, stream: false }, headers)).text();
    const [record] = await app.records(1);
    const explanation = await app.adminData<RouteExplanation>('POST', '/admin/route/explain', {
      requestId: record?.id,
    });
    expect(explanation.request).toMatchObject({
      method: 'POST',
      path: '/v1/messages',
      protocol: 'anthropic',
      model: MODEL,
      conversation,
      affinity: 'header',
      clientFamily: record?.clientFamily,
      bodyBytes: record?.requestBytes,
    });
    expect(explanation.token?.name).toBe('Test');
    expect(explanation.notes.map(({ text }) => text).join(' ')).toContain('were not recorded');
    expect(named(explanation, 'A')).toMatchObject({ place: 1, choice: 'affinity' });
    expect(named(explanation, 'A').wouldBeSent?.body).toBeNull();
    const names = named(explanation, 'A').wouldBeSent?.headers.map((one) => one.name);
    expect(names).not.toContain('x-session-id');
  });
});
