import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cooldownLengths } from '../../main/core/availability/rules.ts';
import { classify } from '../../main/core/classify.ts';
import type { OutcomeFacts } from '../../main/core/outcome.ts';
import type { Admission } from '../../main/proxy/admission.ts';
import type { ProxyDeps } from '../../main/proxy/deps.ts';
import type { Examined } from '../../main/proxy/examine.ts';
import { judge } from '../../main/proxy/judge.ts';
import type { UpstreamRequest } from '../../main/proxy/upstream-request.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';
import type { LimitBook } from '../../main/state/limit-book.ts';
import { NetworkSense } from '../../main/state/network-sense.ts';
import { RecentAnswers } from '../../main/state/recent-answers.ts';
import { aChannel } from '../support/channel-builder.ts';
import { aRuleBook } from '../support/rule-builder.ts';

const NOW = Date.UTC(2026, 0, 1);
const channel = aChannel(1);

const admission = {
  route: { protocol: 'anthropic' },
  facts: { model: 'm' },
  deadlineAt: null,
} as unknown as Admission;
const request = {
  route: { origin: 'https://up.example', proxyUrl: null },
  candidate: { eligible: { channel }, key: channel.keys[0] },
  settings: DEFAULT_SETTINGS,
} as unknown as UpstreamRequest;

function depsWithoutRules(): ProxyDeps {
  const deps: Partial<ProxyDeps> = {
    clock: { now: () => NOW, after: () => () => undefined },
    limits: { zone: { name: 'UTC', offsetMsAt: () => 0 } } as unknown as LimitBook,
    network: new NetworkSense(
      () => true,
      () => undefined,
    ),
    rules: aRuleBook(() => {
      throw new Error('nothing is to be compiled');
    }),
    recentAnswers: new RecentAnswers(),
  };
  return deps as ProxyDeps;
}

const flaws = ['softError', 'errorEvent', 'html', 'empty', 'noEndMarker', 'malformed'] as const;
const texts = fc.constantFrom(
  '',
  'overloaded, try again later',
  '{"error":{"type":"rate_limit_error","message":"reset at 2026-01-01 12:00:00"}}',
  '{"error":{"code":"1308","message":"将在 2026-01-01 18:08:11 重置"}}',
  '{"type":"error","error":{"type":"authentication_error","message":"invalid api key"}}',
  '<html>',
);
const outcomes: fc.Arbitrary<OutcomeFacts> = fc.oneof(
  fc.integer({ min: 200, max: 599 }).map((status) => ({ kind: 'answered', status }) as const),
  fc.constantFrom(...flaws).map((flaw) => ({ kind: 'unproven', status: 200, flaw }) as const),
  fc.constantFrom<OutcomeFacts>(
    { kind: 'unreachable', cause: 'refused', detail: '' },
    { kind: 'timedOut', phase: 'firstByte', afterMs: 1 },
    { kind: 'broken', status: 200, detail: '', isAfterGate: true },
    { kind: 'clientLeft' },
    { kind: 'rerouted' },
  ),
);

describe('judge', () => {
  it('without rules says what the table says', () => {
    fc.assert(
      fc.property(outcomes, texts, fc.boolean(), (facts, text, hasRetryAfter) => {
        const headers = hasRetryAfter ? ['Retry-After', '30'] : [];
        const examined = {
          facts,
          text,
          head: { status: 200, statusText: '', headers },
          body: { kind: 'whole', bytes: Buffer.from(text) },
        } as unknown as Examined;
        const evidence = {
          outcome: facts,
          protocol: 'anthropic',
          now: NOW,
          utcOffsetMs: -new Date(NOW).getTimezoneOffset() * 60_000,
          header: (name: string) => (hasRetryAfter && name === 'retry-after' ? '30' : undefined),
          text,
        } as const;
        const expected = classify(evidence, cooldownLengths(DEFAULT_SETTINGS));
        expect(judge(examined, admission, request, depsWithoutRules())).toEqual(expected);
      }),
    );
  });
});
