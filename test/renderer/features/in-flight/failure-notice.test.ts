// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import type { RequestOutcome } from '#contracts/record';
import { FailureNotice } from '../../../../renderer/src/features/in-flight/failure-notice.svelte.ts';
import { aClosedRequest } from '../../support/builders.ts';
import { ManualTimers } from '../../support/manual-timers.ts';

describe('FailureNotice', () => {
  let timers: ManualTimers;
  let notice: FailureNotice;

  const end = (outcome: RequestOutcome, model = 'sonnet') => {
    notice.note(aClosedRequest({ outcome, status: null }), model);
  };

  beforeEach(() => {
    timers = new ManualTimers();
    notice = new FailureNotice(timers.after);
  });

  it('names a single failure', () => {
    end('upstreamFailed');
    expect(notice.current).toEqual({
      kind: 'one',
      failure: { model: 'sonnet', outcome: 'upstreamFailed' },
    });
  });

  it.each(['answered', 'cancelled', 'clientLeft'] as const)('is silent about %s', (outcome) => {
    end(outcome);
    expect(notice.current).toBeNull();
  });

  it('speaks at most once in five seconds and then counts', () => {
    end('broken', 'first');
    end('broken', 'second');
    end('noCandidate', 'third');
    expect(notice.current).toMatchObject({ kind: 'one', failure: { model: 'first' } });
    timers.pass(4_999);
    expect(notice.current).toMatchObject({ kind: 'one' });
    timers.pass(1);
    expect(notice.current).toEqual({ kind: 'many', count: 2 });
  });
});
