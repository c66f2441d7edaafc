import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelView } from '../../main/contracts/channel.ts';
import type { RuleTest, RuleView } from '../../main/contracts/rule.ts';
import { A_CHANNEL, openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin } = await admin.logIn());
});
afterEach(async () => {
  await admin.close();
});

const BUSY = {
  name: 'Busy',
  match: { statuses: [400, { from: 500, to: 599 }], text: { kind: 'contains', value: 'busy' } },
  action: { blame: 'model' },
};

async function create(more: object = {}): Promise<RuleView> {
  return (await asAdmin('POST', '/admin/rules', { ...BUSY, ...more })).json.data;
}
async function list(): Promise<RuleView[]> {
  return (await asAdmin('GET', '/admin/rules')).json.data;
}
async function addChannel(name = 'Claude'): Promise<ChannelView> {
  return (await asAdmin('POST', '/admin/channels', { ...A_CHANNEL, name })).json.data;
}
const names = async () => (await list()).map((rule) => rule.name);

describe('rules over the API', () => {
  it('are created with what is left out filled in, and are in force at once', async () => {
    const rule = await create();
    expect(rule).toEqual({
      ...BUSY,
      id: rule.id,
      channelId: null,
      position: 1,
      isEnabled: true,
      match: { ...BUSY.match, header: null, isEmptyAnswer: false, protocols: null },
      action: { blame: 'model', next: 'failOver', cooldown: { kind: 'default' } },
      hitCount: 0,
      lastHitAt: null,
    });
    expect(await list()).toEqual([rule]);
    expect(admin.books.rules.rulesFor(null).rules).toHaveLength(1);
  });

  it('are changed in parts and removed', async () => {
    const { id } = await create();
    const path = `/admin/rules/${String(id)}`;
    const action = { blame: 'key', cooldown: { kind: 'fixed', durationMs: 60_000 } };
    const changed = await asAdmin('PATCH', path, { isEnabled: false, action });
    expect(changed.json.data).toMatchObject({
      name: 'Busy',
      isEnabled: false,
      match: BUSY.match,
      action: { ...action, next: 'failOver' },
    });
    expect(admin.books.rules.rulesFor(null).rules).toHaveLength(0);
    expect((await asAdmin('DELETE', path)).status).toBe(200);
    expect(await list()).toEqual([]);
    expect((await asAdmin('PATCH', path, { isEnabled: true })).status).toBe(404);
    expect((await asAdmin('DELETE', path)).status).toBe(404);
  });

  it('are put into another order, list by list', async () => {
    const { id: channelId } = await addChannel();
    const [a, b] = [await create({ name: 'a' }), await create({ name: 'b' })];
    await create({ name: 'own', channelId });
    const order = (body: object) => asAdmin('PUT', '/admin/rules/order', body);
    expect((await order({ channelId: null, ids: [b.id, a.id] })).status).toBe(200);
    expect(await names()).toEqual(['b', 'a', 'own']);
    for (const ids of [[a.id], [a.id, a.id], [a.id, b.id, 99]]) {
      expect((await order({ channelId: null, ids })).json.error.fields).toHaveProperty('ids');
    }
  });

  it('of a channel need it to be there, and go with it', async () => {
    const missing = await asAdmin('POST', '/admin/rules', { ...BUSY, channelId: 99 });
    expect(missing.json.error.code).toBe('channel.not-found');
    const { id } = await addChannel();
    await create({ channelId: id });
    // What the composition root does after every change of the channels.
    admin.books.channels.subscribe(() => {
      admin.books.rules.retain(new Set(admin.books.channels.all().map((one) => one.id)));
    });
    await asAdmin('DELETE', `/admin/channels/${String(id)}`);
    expect(await list()).toEqual([]);
  });

  it('are 32 in a list at most', async () => {
    for (let at = 0; at < 32; at++) await create();
    const one = await asAdmin('POST', '/admin/rules', BUSY);
    expect([one.status, one.json.error.code]).toEqual([409, 'rule.too-many']);
    const { id: channelId } = await addChannel();
    expect(await create({ channelId })).toMatchObject({ channelId, position: 1 });
  });

  const text = (kind: string, value: string) => ({ ...BUSY, match: { text: { kind, value } } });
  const cooldown = (one: object, blame = 'key') => ({
    ...BUSY,
    match: { text: { kind: 'regex', value: '(?P<at>.+)' } },
    action: { blame, cooldown: one },
  });
  const captured = (format: object, group = 'at') => cooldown({ kind: 'captured', group, format });
  it.each<[string, object, string]>([
    ['no condition', { ...BUSY, match: {} }, 'match'],
    ['a protocol alone', { ...BUSY, match: { protocols: ['gemini'] } }, 'match'],
    ['an impossible status', { ...BUSY, match: { statuses: [99] } }, 'match.statuses.0'],
    [
      'a range that runs backwards',
      { ...BUSY, match: { statuses: [{ from: 500, to: 400 }] } },
      'match.statuses.0',
    ],
    ['a name too long', { ...BUSY, name: 'é'.repeat(65) }, 'name'],
    ['a name of two lines', { ...BUSY, name: 'a\nb' }, 'name'],
    ['a pattern too long', text('regex', 'é'.repeat(513)), 'match.text.value'],
    ['a pattern that is none', text('regex', '(a'), 'match.text.value'],
    ['a pattern too large', text('regex', '(a{100}){10}'), 'match.text.value'],
    ['a look ahead', text('regex', '(?=a)'), 'match.text.value'],
    ['an empty text', text('contains', ''), 'match.text.value'],
    ['a header that is none', { ...BUSY, match: { header: { name: 'a b' } } }, 'match.header.name'],
    [
      'a header with a wrong pattern',
      { ...BUSY, match: { header: { name: 'a', pattern: '[' } } },
      'match.header.pattern',
    ],
    [
      'a cooldown over a year',
      cooldown({ kind: 'fixed', durationMs: 367 * 86_400_000 }),
      'action.cooldown.durationMs',
    ],
    [
      'a cooldown of nobody',
      cooldown({ kind: 'fixed', durationMs: 5000 }, 'nobody'),
      'action.cooldown',
    ],
    ['a group that is not there', captured({ kind: 'seconds' }, 'until'), 'action.cooldown.group'],
    [
      'a zone that is none',
      captured({ kind: 'timeOfDay', zone: 'Mars/Base' }),
      'action.cooldown.format.zone',
    ],
    [
      'a layout without a day',
      captured({ kind: 'dateTime', layout: 'HH:mm' }),
      'action.cooldown.format.layout',
    ],
  ])('are refused with %s', async (_, body, field) => {
    const { status, json } = await asAdmin('POST', '/admin/rules', body);
    expect(status).toBe(400);
    const fields = Object.keys(json.error.fields);
    expect(fields.some((one) => one === field || one.startsWith(`${field}.`))).toBe(true);
    expect(await list()).toEqual([]);
  });

  it('stay as they are when a change is refused', async () => {
    const { id } = await create();
    const refused = await asAdmin('PATCH', `/admin/rules/${String(id)}`, {
      match: { text: { kind: 'regex', value: '(' } },
    });
    expect(refused.json.error.fields).toHaveProperty(['match.text.value']);
    expect((await list())[0]?.match).toMatchObject(BUSY.match);
  });
});

describe('the tester', () => {
  const test = async (body: object): Promise<RuleTest[]> =>
    (await asAdmin('POST', '/admin/rules/test', body)).json.data;
  const answer = { status: 400, text: '{"error":{"message":"busy until 18:30"}}' };

  it('says which rule decides, what follows, and why the others do not', async () => {
    const clock = {
      ...BUSY,
      name: 'Until',
      match: { text: { kind: 'regex', value: 'until (?P<at>[0-9:]+)' } },
      action: {
        blame: 'key',
        cooldown: { kind: 'captured', group: 'at', format: { kind: 'timeOfDay', zone: 'UTC' } },
      },
    };
    const other = { ...BUSY, name: 'Other', match: { statuses: [500] } };
    const [result] = await test({ rules: [other, clock, BUSY], answer });
    expect(result).toMatchObject({
      answer: { ...answer, protocol: 'anthropic', at: null, channelName: null },
      matched: { id: null, name: 'Until' },
      blame: 'key',
      next: 'failOver',
      until: Date.UTC(2026, 0, 2, 18, 30),
      misses: [{ id: null, name: 'Other', why: 'status' }],
    });
    expect(await list()).toEqual([]);
  });

  it('tells what the built-in table says when no rule decides', async () => {
    const [limit] = await test({
      rule: BUSY,
      answer: { status: 429, headers: { 'Retry-After': '60' } },
    });
    expect(limit).toMatchObject({
      matched: null,
      blame: 'key',
      next: 'failOver',
      until: admin.clock.now + 60_000,
      misses: [{ name: 'Busy', why: 'status' }],
    });
    const [plain] = await test({ rules: [], answer });
    expect(plain).toMatchObject({ matched: null, blame: 'client', next: 'relay', until: null });
  });

  it('uses the saved rules where none are given, those of a channel first', async () => {
    const { id: channelId } = await addChannel();
    const common = await create();
    const own = await create({ name: 'Own', channelId });
    expect((await test({ answer }))[0]?.matched).toEqual({ id: common.id, name: 'Busy' });
    expect((await test({ answer, channelId }))[0]?.matched).toEqual({ id: own.id, name: 'Own' });
    expect((await list()).map((rule) => rule.hitCount)).toEqual([0, 0]);
  });

  const empty = { ...BUSY, name: 'Empty', match: { isEmptyAnswer: true } };
  const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
  it.each<[string, string, boolean]>([
    ['an empty JSON answer', '{"content":[],"stop_reason":"end_turn"}', true],
    ['one that is not', '{"content":[{"type":"text","text":"hi"}]}', false],
    ['no body at all', '', true],
    ['an empty stream', event({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }), true],
    ['a stream of pings', ': ping', true],
    ['a stream', event({ type: 'content_block_delta', delta: { text: 'hi' } }), false],
    ['a stream with an error', event({ type: 'error' }), false],
  ])('finds out by itself whether %s is empty', async (_, body, isHit) => {
    const [result] = await test({ rule: empty, answer: { status: 200, text: body } });
    expect(result?.matched !== null).toBe(isHit);
  });

  it('refuses what is neither an answer nor the recent ones, and says which rule is wrong', async () => {
    for (const body of [{}, { answer, recent: true }, { rule: BUSY, rules: [], answer }]) {
      expect((await asAdmin('POST', '/admin/rules/test', body)).status).toBe(400);
    }
    const broken = { ...BUSY, match: { text: { kind: 'regex', value: '(' } } };
    const { json } = await asAdmin('POST', '/admin/rules/test', { rules: [BUSY, broken], answer });
    expect(Object.keys(json.error.fields)).toEqual(['rules.1.match.text.value']);
  });
});
