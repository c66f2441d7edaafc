import type { NoticeDraft } from '../../main/contracts/notice.ts';

/** That a channel has spent a share of its day; name what matters to the test. */
export function aNoticeDraft(overrides: Partial<NoticeDraft> = {}): NoticeDraft {
  return {
    code: 'budget.share-reached',
    subject: { kind: 'channel', id: 1, name: 'First' },
    period: 'day',
    periodName: '2026-11-24',
    periodEndsAt: Date.parse('2026-11-24T23:00:00Z'),
    percent: 80,
    spentNanoUsd: 800,
    limitNanoUsd: 1000,
    action: 'none',
    ...overrides,
  };
}
