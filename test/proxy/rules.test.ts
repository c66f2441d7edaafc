import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CooldownView } from '../../main/contracts/cooldown.ts';
import { PROTOCOLS } from '../../main/contracts/constants.ts';
import type { Protocol } from '../../main/contracts/protocol.ts';
import type { RuleAction, RuleMatch, RuleTest, RuleView } from '../../main/contracts/rule.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aRuleDraft } from '../support/rule-builder.ts';
import { bytes, json, ScriptedUpstream, sse, status } from '../support/scripted-upstream.ts';
import { STREAM_DIALECTS } from '../support/stream-dialects.ts';
import { TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';

const MESSAGE = { model: 'claude-x', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] };

let bad: ScriptedUpstream;
let good: ScriptedUpstream;
let clock: ManualClock;
let app: TestApp;

beforeEach(async () => {
  bad = await ScriptedUpstream.start();
  good = await ScriptedUpstream.start(json({ served: 'good' }));
  clock = new ManualClock();
  app = await TestApp.start({
    clock,
    channels: [
      { name: 'Bad', url: bad.url, priority: 10 },
      { name: 'Good', url: good.url, priority: 1 },
    ],
  });
});
afterEach(async () => {
  await app.stop();
  await Promise.all([bad.close(), good.close()]);
});

function addRule(
  match: Partial<RuleMatch>,
  action: Partial<RuleAction> = {},
  more: { name?: string; channelId?: number } = {},
): Promise<RuleView> {
  const { channelId = null, name = 'Mine' } = more;
  return app.adminData('POST', '/admin/rules', {
    ...aRuleDraft(match, action, { name }),
    channelId,
  });
}

async function attemptsOf() {
  // Records are written by the clock.
  const records = await waitFor(async () => {
    clock.advance(1000);
    const { records } = await app.adminData<{ records: { id: string; outcome: unknown }[] }>(
      'GET',
      '/admin/requests',
    );
    return records[0]?.outcome == null ? null : records;
  }, 'a record');
  return (await app.detail(records[0]?.id ?? '')).attempts;
}

const cooldowns = () => app.adminData<CooldownView[]>('GET', '/admin/cooldowns');

describe('a rule about failed answers', () => {
  it('makes a 400 fail over, and the record and the log name it', async () => {
    const rule = await addRule(
      { statuses: [400], text: { kind: 'contains', value: 'try AGAIN' } },
      { blame: 'model' },
    );
    bad.always(status(400, 'overheated, try again'));
    const answer = await app.post('/v1/messages', MESSAGE);
    expect([answer.status, await answer.json()]).toEqual([200, { served: 'good' }]);
    const [attempt] = await attemptsOf();
    expect(attempt).toMatchObject({ status: 400, blame: 'model', outcome: 'answered' });
    expect(attempt?.detail).toMatch(/^rule "Mine": .*overheated/);
    await app.logged(/attempt 1 channel .* failed: 400 rule "Mine": .* – blames model \(rule\)/);
    expect(await cooldowns()).toMatchObject([{ scope: { kind: 'model' }, reason: 'rule' }]);
    const [seen] = await app.adminData<RuleView[]>('GET', '/admin/rules');
    expect(seen).toMatchObject({ id: rule.id, hitCount: 1 });
  });

  it('leaves a 400 that says something else to the client', async () => {
    await addRule({ statuses: [400], text: { kind: 'contains', value: 'try again' } });
    bad.always(status(400, 'bad request'));
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(400);
    expect(good.requests).toHaveLength(0);
  });

  it('passes a 500 on without a cooldown', async () => {
    await addRule({ statuses: [500] }, { blame: 'nobody', next: 'relay' });
    bad.always(status(500, 'as it is'));
    const answer = await app.post('/v1/messages', MESSAGE);
    expect([answer.status, await answer.text()]).toEqual([
      500,
      JSON.stringify({ type: 'error', error: { type: 'api_error', message: 'as it is' } }),
    ]);
    expect(good.requests).toHaveLength(0);
    expect(await cooldowns()).toEqual([]);
    const [attempt] = await attemptsOf();
    expect(attempt).toMatchObject({ blame: 'nobody', detail: 'rule "Mine"' });
    await app.logged(/attempt 1 passed on by rule "Mine"/);
  });

  it('passes a stream on that begins with an error', async () => {
    await addRule({ statuses: [200] }, { blame: 'client', next: 'relay' });
    const events = ['event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n'];
    bad.always(sse(events));
    const answer = await app.post('/v1/messages', { ...MESSAGE, stream: true });
    expect([answer.status, await answer.text()]).toEqual([200, events.join('')]);
    expect(await cooldowns()).toEqual([]);
  });

  it('of a channel goes before one for every channel', async () => {
    const [first] = await app.adminData<{ id: number }[]>('GET', '/admin/channels');
    await addRule({ statuses: [400] }, { next: 'relay' }, { name: 'Common' });
    await addRule({ statuses: [400] }, {}, { name: 'Own', channelId: first?.id ?? 0 });
    bad.always(status(400));
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(200);
    expect((await attemptsOf())[0]?.detail).toContain('rule "Own"');
  });

  it('cools down until a captured moment, capped by the setting', async () => {
    const action = {
      blame: 'key',
      cooldown: { kind: 'captured', group: 'at', format: { kind: 'unixMs' } },
    } as const;
    await addRule({ text: { kind: 'regex', value: 'back at (?P<at>\\d+)' } }, action);
    const until = clock.now() + 3 * 3_600_000;
    bad.next(status(400, `back at ${String(until)}`));
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(200);
    const [cooling] = await cooldowns();
    expect(cooling).toMatchObject({ scope: { kind: 'key' }, until, isStated: true });

    await app.adminData('POST', '/admin/cooldowns/clear', {});
    await app.adminData('PATCH', '/admin/settings', { statedResetCapMs: 60_000 });
    bad.next(status(400, `back at ${String(until)}`));
    clock.advance(1);
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(200);
    expect((await cooldowns())[0]?.until).toBe(clock.now() + 60_000);
  });

  it('never applies to a lost connection', async () => {
    await addRule({ statuses: [{ from: 100, to: 599 }] }, { blame: 'client', next: 'relay' });
    bad.always((_req, res) => void res.socket?.resetAndDestroy());
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(200);
    expect((await attemptsOf())[0]).toMatchObject({ outcome: 'reset', blame: 'url' });
  });
});

describe('a rule about good answers', () => {
  it('makes a 200 with a text fail over', async () => {
    await addRule({ statuses: [200], text: { kind: 'contains', value: 'come back later' } });
    bad.always(json({ content: [{ type: 'text', text: 'Please come back later.' }] }));
    expect(await (await app.post('/v1/messages', MESSAGE)).json()).toEqual({ served: 'good' });
  });

  it('makes a stream that begins with a text fail over', async () => {
    await addRule({ statuses: [200], text: { kind: 'contains', value: 'come back later' } });
    const { start, delta, end } = STREAM_DIALECTS.anthropic;
    bad.always(sse([start, delta('come back later'), end]));
    const answer = await app.post('/v1/messages', { ...MESSAGE, stream: true });
    expect(await answer.json()).toEqual({ served: 'good' });
  });

  it('leaves a 200 alone that only talks about it', async () => {
    await addRule({ text: { kind: 'contains', value: 'come back later' } });
    const essay = { content: [{ type: 'text', text: 'The spring will come back later.' }] };
    bad.always(json(essay));
    expect(await (await app.post('/v1/messages', MESSAGE)).json()).toEqual(essay);
  });
});

describe('a rule about empty answers', () => {
  const EMPTY: Readonly<Record<Protocol, { path: string; body: object; answer: object }>> = {
    anthropic: {
      path: '/v1/messages',
      body: MESSAGE,
      answer: { type: 'message', content: [], stop_reason: 'end_turn' },
    },
    'openai-chat': {
      path: '/v1/chat/completions',
      body: { model: 'm', messages: [] },
      answer: { choices: [{ message: { content: '' }, finish_reason: 'stop' }] },
    },
    'openai-responses': {
      path: '/v1/responses',
      body: { model: 'm', input: 'hi' },
      answer: { object: 'response', status: 'completed', output: [] },
    },
    gemini: {
      path: '/v1beta/models/m:generateContent',
      body: { contents: [] },
      answer: { candidates: [{ finishReason: 'STOP' }] },
    },
  };

  it.each(PROTOCOLS)('makes an empty JSON answer of %s fail over', async (protocol) => {
    const { path, body, answer } = EMPTY[protocol];
    bad.always(json(answer));
    expect(await (await app.post(path, body)).json()).toEqual(answer);
    await addRule({ isEmptyAnswer: true });
    expect(await (await app.post(path, body)).json()).toEqual({ served: 'good' });
  });

  it.each(PROTOCOLS)('makes an empty stream of %s fail over, and no other', async (protocol) => {
    const { path, request, start, delta, end } = STREAM_DIALECTS[protocol];
    const post = async () => (await app.post(path, request)).text();
    bad.always(sse([start, end]));
    expect(await post()).toBe(start + end);
    await addRule({ isEmptyAnswer: true });
    bad.always(sse([start, delta('hi'), end]));
    expect(await post()).toBe(start + delta('hi') + end);
    bad.always(sse([start, end]));
    expect(await post()).toBe('{"served":"good"}');
  });

  it('holds back a stream that only pretends to begin', async () => {
    await addRule({ isEmptyAnswer: true });
    const { start, delta, end } = STREAM_DIALECTS.anthropic;
    bad.always(sse([start, delta(''), end]));
    const answer = await app.post('/v1/messages', { ...MESSAGE, stream: true });
    expect(await answer.text()).toBe('{"served":"good"}');
  });

  it("makes an empty array of Gemini's fail over", async () => {
    await addRule({ isEmptyAnswer: true });
    bad.always(json([{ responseId: 'r' }, { candidates: [{ finishReason: 'STOP' }] }]));
    const answer = await app.post('/v1beta/models/m:streamGenerateContent', { contents: [] });
    expect(await answer.json()).toEqual({ served: 'good' });
  });

  it('reads what is compressed', async () => {
    await addRule({ isEmptyAnswer: true, text: { kind: 'contains', value: 'END_turn' } });
    const body = gzipSync(JSON.stringify(EMPTY.anthropic.answer));
    bad.always(bytes(body, { 'content-type': 'application/json', 'content-encoding': 'gzip' }));
    expect(await (await app.post('/v1/messages', MESSAGE)).json()).toEqual({ served: 'good' });
  });

  it('passes an empty answer on when no rule decides about it after all', async () => {
    await addRule({ isEmptyAnswer: true, header: { name: 'x-none', pattern: '' } });
    const { answer } = EMPTY.anthropic;
    bad.always(json(answer));
    expect(await (await app.post('/v1/messages', MESSAGE)).json()).toEqual(answer);
  });
});

describe('answers that failed', () => {
  it('are kept for trying rules out, with no secret in them', async () => {
    const secret = 'sk-upstream-key-abcdef123456';
    bad.always(
      json({ error: { message: `key ${secret} is slow` } }, 400, {
        'set-cookie': 'session=1',
        'x-echo': `Bearer ${secret}`,
      }),
    );
    await app.post('/v1/messages', MESSAGE);
    const tested = await app.adminData<RuleTest[]>('POST', '/admin/rules/test', {
      rule: aRuleDraft({ text: { kind: 'contains', value: 'is slow' } }, {}, { name: 'Slow' }),
      recent: true,
    });
    expect(tested).toMatchObject([
      {
        answer: { status: 400, channelName: 'Bad', protocol: 'anthropic', at: clock.now() },
        matched: { name: 'Slow' },
        blame: 'model',
        next: 'failOver',
        until: clock.now() + 120_000,
      },
    ]);
    expect(JSON.stringify(tested)).not.toContain(secret);
    expect(tested[0]?.answer.headers).not.toHaveProperty('set-cookie');
  });
});

describe('rules', () => {
  it('and their hits outlive a restart', async () => {
    await addRule({ statuses: [400], header: { name: 'x-a', pattern: 'b+' } });
    bad.always(status(400));
    bad.next(json({}, 400, { 'x-a': 'bb' }));
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(200);
    const { folder } = app;
    await app.stop({ keepFolder: true });
    app = await TestApp.start({ clock, folder });
    const [rule] = await app.adminData<RuleView[]>('GET', '/admin/rules');
    expect(rule).toMatchObject({
      name: 'Mine',
      hitCount: 1,
      lastHitAt: expect.any(Number) as number,
    });
    await app.adminData('POST', '/admin/cooldowns/clear', {});
    bad.next(json({}, 400, { 'x-a': 'bb' }));
    expect((await app.post('/v1/messages', MESSAGE)).status).toBe(200);
  });
});
