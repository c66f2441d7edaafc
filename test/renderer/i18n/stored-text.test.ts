// @vitest-environment node
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exclusionText, type ExclusionReason } from '../../../main/core/candidates.ts';
import { finalAnswer, type FailedAttempt } from '../../../main/core/final-answer.ts';
import { limitText, type LimitReason } from '../../../main/core/limits/limit-reason.ts';
import { outcomeText, type OutcomeFacts } from '../../../main/core/outcome.ts';
import {
  attemptText,
  checkText,
  endingText,
  skipText,
} from '../../../renderer/src/i18n/stored-text.ts';

const MOMENT = { now: 0, zone: { name: 'UTC', offsetMsAt: () => 0 } };

/** Two words of English that follow each other: a name or a term in Chinese stands alone. */
const ENGLISH = /[a-z]{2,} [a-z]{2,}/i;

const LIMITS: readonly LimitReason[] = [
  { kind: 'hours', hours: { from: '09:00', to: '18:00' }, until: 1 },
  { kind: 'requestsPerMinute', limit: 1, until: 11_001 },
  { kind: 'requestsPerMinute', limit: 60, until: 11_001 },
  { kind: 'concurrency', limit: 4 },
  { kind: 'money', period: 'day', limitUsd: 2.5, pausePercent: 100, until: 1 },
  { kind: 'money', period: 'month', limitUsd: 50, pausePercent: 90, until: 1 },
  { kind: 'reserved', period: 'day', limitUsd: 5, pausePercent: 100 },
  { kind: 'reserved', period: 'month', limitUsd: 5, pausePercent: 80 },
  { kind: 'ended' },
  { kind: 'unknownPrice', model: 'x-1' },
  { kind: 'unknownPrice', model: null },
];

const EXCLUSIONS: readonly ExclusionReason[] = [
  { kind: 'disabled' },
  { kind: 'protocol', why: 'never' },
  { kind: 'protocol', why: 'operation' },
  { kind: 'conversion', to: 'gemini', message: 'The channel speaks gemini, which …' },
  { kind: 'model' },
  { kind: 'noUrl' },
  { kind: 'noKey' },
  { kind: 'locked' },
  { kind: 'token' },
  ...LIMITS.map((limit) => ({ kind: 'limit', limit }) as const),
];

const TIMEOUTS = ['connect', 'firstByte', 'gate', 'idle', 'total'] as const;
const FLAWS = ['softError', 'errorEvent', 'html', 'empty', 'noEndMarker', 'malformed'] as const;
const CAUSES = ['refused', 'dns', 'tls', 'reset', 'selfLoop'] as const;
const OUTCOMES: readonly OutcomeFacts[] = [
  ...TIMEOUTS.map((phase) => ({ kind: 'timedOut', phase, afterMs: 30_000 }) as const),
  ...FLAWS.map((flaw) => ({ kind: 'unproven', status: 200, flaw }) as const),
  ...CAUSES.map((cause) => ({ kind: 'unreachable', cause, detail: 'ECONNREFUSED' }) as const),
  { kind: 'unreachable', cause: 'proxy', detail: 'http://127.0.0.1:7890' },
  { kind: 'broken', status: 200, detail: 'terminated', isAfterGate: true },
  { kind: 'clientLeft' },
  { kind: 'cancelled' },
  { kind: 'rerouted' },
];

describe('what a record tells, in Chinese', () => {
  it.each(EXCLUSIONS.map((reason) => [exclusionText(reason, MOMENT), reason.kind]))(
    'is why a channel was skipped: %s',
    (text, kind) => {
      expect(skipText(kind, text, 'zh')).not.toMatch(ENGLISH);
      const ending = `No channel can serve the model "m": "A" is cooling down, "B" ${text}.`;
      expect(endingText(ending, 'zh')).not.toMatch(ENGLISH);
    },
  );

  it('names which limit it was, and until when', () => {
    expect(
      skipText(
        'limit',
        'is at its limit of 4 requests at once; the next is possible when one ends',
        'zh',
      ),
    ).toBe('已达到同时 4 条请求的限额，有请求结束后可再次使用');
    expect(endingText('The token "CI" was at one of its limits a moment ago.', 'zh')).toBe(
      '令牌“CI”刚才达到了一项限额。',
    );
  });

  it.each(LIMITS.map((reason) => limitText(reason, MOMENT)))(
    'is a limit of a token: %s',
    (text) => {
      expect(endingText(`The token "CI" ${text}.`, 'zh')).not.toMatch(ENGLISH);
    },
  );

  it.each(OUTCOMES.map(outcomeText))('is how an attempt ended: %s', (text) => {
    expect(attemptText(text, 'zh')).not.toMatch(ENGLISH);
    expect(attemptText(`rule "Mine": ${text}`, 'zh')).toMatch(/^规则“Mine”：/);
  });

  it('leaves the words of an upstream as they are', () => {
    const said = '{"error":{"message":"You exceeded your current quota"}}';
    expect(attemptText(said, 'zh')).toBe(said);
    expect(attemptText(`an error in the guise of a success: ${said}`, 'zh')).toBe(
      `成功状态中的错误: ${said}`,
    );
  });

  it.each(['invalid', 'keyRefused', 'rateLimited', 'passing'] as const)(
    'sums up attempts that failed: %s',
    (failure) => {
      const one: FailedAttempt = {
        channelName: 'Relay',
        keyMask: 'sk-a…1234',
        failure,
        status: 429,
        detail: 'slow down; channel by channel',
        statedUntil: null,
      };
      const attempts = Array.from({ length: 10 }, () => one);
      const text = endingText(finalAnswer(attempts, null, 0).message, 'zh');
      expect(text).toMatch(/（10 次尝试）：渠道“Relay”/);
      expect(text.replaceAll('slow down; channel by channel', '')).not.toMatch(ENGLISH);
      expect(text).toMatch(/；以及另外 2 次$/);
    },
  );

  it('is what a check found', () => {
    expect(checkText('GET https://a.example/v1/models: no first byte within 5 s', 'zh')).toBe(
      'GET https://a.example/v1/models：5 秒内没有首字节',
    );
    expect(checkText('GET https://a.example/v1/models: 401 no', 'zh')).toContain('401 no');
  });

  it('is English where English is spoken', () => {
    expect(endingText('The program was stopped.', 'en')).toBe('The program was stopped.');
  });
});

describe('every sentence that ends a request', () => {
  const proxy = join(import.meta.dirname, '../../../main/proxy');
  const files = [
    'refusals.ts',
    'ending.ts',
    'queue.ts',
    'refuse-stopped.ts',
    'answer-count.ts',
    'admit.ts',
  ];
  const sentences = globSync(files, { cwd: proxy })
    .flatMap((file) => [
      ...readFileSync(join(proxy, file), 'utf8').matchAll(/'([A-Z][^'\\]+ [^'\\]+\.)'/g),
    ])
    .map(([, sentence = '']) => sentence);

  it('is found', () => {
    expect(sentences.length).toBeGreaterThan(15);
  });

  it.each(sentences)('is known in Chinese: %s', (sentence) => {
    expect(endingText(sentence, 'zh')).toMatch(/\p{Script=Han}/u);
  });
});
