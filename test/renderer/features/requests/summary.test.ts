// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { RequestDetailView } from '#contracts/admin-api';
import type { RequestRecord } from '#contracts/record';
import { similarFilter } from '../../../../renderer/src/features/requests/request-detail.svelte.ts';
import { summaryOf } from '../../../../renderer/src/features/requests/summary.ts';
import { waterfallOf } from '../../../../renderer/src/features/requests/waterfall.ts';
import { Language } from '../../../../renderer/src/i18n/language.svelte.ts';
import { anAttempt, aRecord } from '../../support/builders.ts';

const language = new Language(['en'], { read: () => null, write: () => undefined });

type Attempt = RequestDetailView['attempts'][number];

const failed = anAttempt({
  channelName: 'relay',
  status: 529,
  blame: 'model',
  durationMs: 400,
  firstByteMs: null,
});
const second = anAttempt({ number: 2, startedAt: 1_000_400, durationMs: 600 });

const say = (record: Partial<RequestRecord>, attempts: readonly Attempt[]) =>
  summaryOf({ record: aRecord(record), attempts, skipped: [] }, language).replaceAll('\u00a0', ' ');

describe('summaryOf', () => {
  it('names who answered, and what was lost before', () => {
    expect(say({}, [anAttempt()])).toBe('Answered by **main** in 1.00 s.');
    expect(say({}, [failed, second])).toBe(
      'Answered by **main** on the 2nd try; 400 ms were lost on **relay**.',
    );
  });

  it.each<[Partial<RequestRecord>, readonly Attempt[], string]>([
    [{ outcome: null, channelName: '' }, [], 'It is running.'],
    [{ channelName: '' }, [], 'Answered by this program itself.'],
    [
      { status: 404 },
      [anAttempt({ status: 404 })],
      '**main** answered with 404, and the client was given that answer.',
    ],
    [{ outcome: 'upstreamFailed' }, [failed], 'The only try failed, on **relay**: 529.'],
    [{ outcome: 'noCandidate' }, [], 'There was no channel that could take it.'],
    [{ outcome: 'clientLeft' }, [], 'The client left after 1.00 s.'],
  ])('says of %j what became of it', (record, attempts, sentence) => {
    expect(say(record, attempts)).toBe(sentence);
  });
});

describe('waterfallOf', () => {
  it('puts the attempts on one axis from the acceptance to the last end', () => {
    const detail = { record: aRecord(), attempts: [failed, second], skipped: [] };
    const { spanMs, queuedMs, bars } = waterfallOf(detail, 0);
    expect({ spanMs, queuedMs }).toEqual({ spanMs: 1000, queuedMs: 0 });
    expect(bars).toMatchObject([
      { start: 0, waiting: 0.4, streaming: 0, isFailed: true },
      { start: 0.4, waiting: 0.12, streaming: 0.48, isFailed: false },
    ]);
  });

  it('says how long it waited before the first attempt', () => {
    const detail = { record: aRecord({ startedAt: 999_000 }), attempts: [second], skipped: [] };
    expect(waterfallOf(detail, 0).queuedMs).toBe(1400);
  });

  it('takes a client that left for no failure', () => {
    const left = anAttempt({ outcome: 'clientLeft', status: null });
    const detail = { record: aRecord(), attempts: [left], skipped: [] };
    expect(waterfallOf(detail, 0).bars[0]?.isFailed).toBe(false);
  });
});

describe('similarFilter', () => {
  it.each<[Partial<RequestRecord>, string | null]>([
    [{}, null],
    [{ outcome: null }, null],
    [{ attemptCount: 2 }, 'is:failed-over channel:main after:24h'],
    [
      { outcome: 'upstreamFailed', status: 529, channelName: 'relay tokyo' },
      'is:failed status:529 channel:"relay tokyo" after:24h',
    ],
    [
      { outcome: 'noCandidate', status: null, channelName: '' },
      'is:failed outcome:nocandidate after:24h',
    ],
  ])('of %j is %s', (record, filter) => {
    expect(similarFilter(aRecord(record))).toBe(filter);
  });
});
