// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { routeSaid } from '../../../../../main/core/explain/route-said.ts';
import { BALANCINGS } from '../../../../../main/contracts/constants.ts';
import type { ChannelId, KeyId } from '../../../../../main/contracts/channel.ts';
import type {
  ExplainedCooldown,
  RouteSentence,
} from '../../../../../main/contracts/route-explanation.ts';
import {
  cooldownSentence,
  routeSentence,
} from '../../../../../renderer/src/features/requests/route/route-sentences.ts';
import { Language } from '../../../../../renderer/src/i18n/language.svelte.ts';

const memory = { read: () => null, write: () => undefined };
const zh = new Language(['zh'], memory);
const en = new Language(['en'], memory);
const ENGLISH = /[a-z]{2,} [a-z]{2,}/i;

const standing = { count: 3, share: 0.25, weight: 2, credit: 0.5, inFlight: 4, latencyMs: 120 };
const SENTENCES: readonly RouteSentence[] = [
  routeSaid('bodyUnrecorded', {}),
  routeSaid('opaqueUnrecorded', {}),
  routeSaid('conversationUnrecorded', {}),
  routeSaid('tokenGone', { token: 'CI' }),
  routeSaid('sizesUncompressed', {}),
  routeSaid('tokenUnknown', {}),
  routeSaid('queued', { running: 10, waiting: 2 }),
  routeSaid('converted', { client: 'anthropic', to: 'gemini' }),
  routeSaid('rank', { priority: 5, group: 1 }),
  routeSaid('health', { effective: -9, requests: 1, failures: 1 }),
  ...BALANCINGS.map((balancing) => routeSaid('sharing', { ...standing, balancing })),
  routeSaid('conversation', { sign: 'hash', key: 'sk-a…1234', now: 'elsewhere' }),
  routeSaid('conversation', { sign: null, key: 'sk-a…1234', now: 'stays' }),
  routeSaid('cheaper', { period: 'day', limitUsd: 2, spentPercent: 96, model: 'small' }),
];

describe('a sentence of the explainer', () => {
  it.each(SENTENCES.map((one) => [one.text, one] as const))('in Chinese: %s', (text, one) => {
    expect(routeSentence(one, zh)).toMatch(/\p{Script=Han}/u);
    expect(routeSentence(one, zh).replace('OpenAI Chat', '')).not.toMatch(ENGLISH);
    expect(routeSentence(one, en)).toBe(text);
  });

  it('holds the values', () => {
    expect(routeSentence(routeSaid('rank', { priority: 5, group: 2 }), zh)).toBe(
      '优先级 5，位于第 2 组。',
    );
  });
});

describe('a cooldown in the explainer', () => {
  const one: ExplainedCooldown = {
    scope: { kind: 'key', channelId: 1 as ChannelId, keyId: 2 as KeyId },
    state: 'open',
    until: 60_000,
    openedAt: 0,
    strikes: 1,
    reason: 'rateLimit',
    isStated: false,
    isManual: false,
    isTrialRunning: false,
    follows: null,
    subject: 'sk-a…1234',
    text: 'The key sk-a…1234 is cooling down until …',
  };

  it.each<[Partial<ExplainedCooldown>, RegExp]>([
    [{}, /^密钥 sk-a…1234 冷却至 .+：速率限制。$/],
    [{ isStated: true, strikes: 3 }, /速率限制，时间由上游给出，连续第 3 次。$/],
    [{ isManual: true }, /：手动设置。$/],
    [{ until: 0 }, /直到一次检查成功（速率限制）。$/],
    [{ state: 'halfOpen' }, /一次只接受一条请求：由下一条请求试探。$/],
    [{ follows: 'urls' }, /^它的全部网址都在冷却/],
  ])('of the kind %j', (overrides, text) => {
    expect(cooldownSentence({ ...one, ...overrides }, 1, zh)).toMatch(text);
    expect(cooldownSentence({ ...one, ...overrides }, 1, en)).toBe(one.text);
  });
});
