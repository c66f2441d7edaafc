// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../../renderer/src/api/problem.ts';
import { InFlightList } from '../../../../renderer/src/features/in-flight/in-flight-list.svelte.ts';
import { aClosedRequest, aRunningRequest } from '../../support/builders.ts';
import { ManualTimers } from '../../support/manual-timers.ts';

describe('InFlightList', () => {
  let timers: ManualTimers;
  let cancelled: string[];
  let sentOn: string[];
  let cancelProblem: Problem | null;
  let list: InFlightList;

  const ids = () => list.rows.map((row) => row.id);
  const rowOf = (id: string) => {
    const row = list.rows.find((one) => one.id === id);
    if (row === undefined) throw new Error(`no row ${id}`);
    return row;
  };
  const take = (delta: Partial<Parameters<InFlightList['takeDelta']>[0]>) => {
    list.takeDelta({ opened: [], changed: [], closed: [], ...delta });
  };
  const close = (id: string) => {
    take({ closed: [aClosedRequest({ id, outcome: 'answered', status: 200 })] });
  };

  beforeEach(() => {
    timers = new ManualTimers();
    cancelled = [];
    sentOn = [];
    cancelProblem = null;
    list = new InFlightList({
      after: timers.after,
      now: () => timers.now,
      cancel: (id) => {
        cancelled.push(id);
        return Promise.resolve(cancelProblem);
      },
      tryNext: (id) => {
        sentOn.push(id);
        return Promise.resolve(null);
      },
    });
    list.takeSnapshot([
      aRunningRequest({ id: 'a', startedAt: 1 }),
      aRunningRequest({ id: 'b', startedAt: 2 }),
    ]);
  });

  it('has the newest on top', () => {
    expect(ids()).toEqual(['b', 'a']);
    take({ opened: [aRunningRequest({ id: 'c', startedAt: 3 })] });
    expect(ids()).toEqual(['c', 'b', 'a']);
  });

  it('changes a row in place and keeps its object', () => {
    const row = rowOf('a');
    take({ changed: [{ id: 'a', responseBytes: 999 }] });
    expect(ids()).toEqual(['b', 'a']);
    expect(rowOf('a')).toBe(row);
    expect(row.view).toEqual(aRunningRequest({ id: 'a', startedAt: 1, responseBytes: 999 }));
  });

  it('leaves the facts of a row alone when only its counts change', () => {
    const { facts } = rowOf('a');
    take({ changed: [{ id: 'a', outputTokens: 5, isOutputEstimated: true, responseBytes: 600 }] });
    expect(rowOf('a').facts).toBe(facts);
    take({ changed: [{ id: 'a', phase: 'ending', responseBytes: 700 }] });
    expect(rowOf('a').facts).toMatchObject({ phase: 'ending' });
    expect(rowOf('a').phase).toBe('ending');
  });

  it('takes over a request that is told whole once more, and none of which it was never told', () => {
    const row = rowOf('a');
    take({
      opened: [aRunningRequest({ id: 'a', startedAt: 1, phase: 'ending' })],
      changed: [{ id: 'unseen', phase: 'ending' }],
    });
    expect(ids()).toEqual(['b', 'a']);
    expect(rowOf('a')).toBe(row);
    expect(row.phase).toBe('ending');
  });

  it('shows how a request ended for four seconds, without counting it', () => {
    close('a');
    expect(rowOf('a').closed).toMatchObject({ outcome: 'answered' });
    expect(list.runningCount).toBe(1);
    timers.pass(3_999);
    expect(ids()).toEqual(['b', 'a']);
    timers.pass(1);
    expect(ids()).toEqual(['b']);
  });

  it('stops the time of a request that ended', () => {
    const row = rowOf('a');
    const elapsed = row.elapsedMs(timers.now);
    close('a');
    timers.pass(3_000);
    expect(row.elapsedMs(timers.now)).toBe(elapsed);
  });

  it('lets nothing leave while the pointer or the focus is in it', () => {
    list.hold();
    close('a');
    timers.pass(60_000);
    expect(ids()).toEqual(['b', 'a']);
    list.release();
    expect(ids()).toEqual(['b']);
  });

  it('keeps a farewell that has only begun when the pointer leaves', () => {
    list.hold();
    close('a');
    list.release();
    expect(ids()).toEqual(['b', 'a']);
    timers.pass(4_000);
    expect(ids()).toEqual(['b']);
  });

  it('has no row for a request that began and ended between two deltas', () => {
    close('unseen');
    expect(ids()).toEqual(['b', 'a']);
  });

  it('drops what a new snapshot does not hold, but not a farewell', () => {
    close('a');
    list.takeSnapshot([aRunningRequest({ id: 'c', startedAt: 3 })]);
    expect(ids()).toEqual(['c', 'a']);
  });

  it('shows at once that a request is being cancelled, and asks once', async () => {
    const row = rowOf('a');
    const first = list.cancel(row);
    const second = list.cancel(row);
    expect(row.phase).toBe('cancelling');
    await Promise.all([first, second]);
    expect(cancelled).toEqual(['a']);
  });

  it('takes that back and says why when it was not cancelled', async () => {
    cancelProblem = { kind: 'unreachable' };
    const row = rowOf('a');
    await list.cancel(row);
    expect(row.phase).toBe('streaming');
    expect(row.problem).toEqual({ kind: 'unreachable' });
  });

  it('says nothing when the request had just ended by itself', async () => {
    cancelProblem = {
      kind: 'refused',
      code: 'request.not-found',
      message: 'Gone.',
      retryAfterMs: null,
      fields: {},
    };
    const row = rowOf('a');
    await list.cancel(row);
    expect(row.problem).toBeNull();
  });

  it('asks once more before it throws much away', async () => {
    take({ changed: [{ id: 'a', outputTokens: 1_001 }] });
    await list.cancel(rowOf('a'));
    expect(cancelled).toEqual([]);
    expect(rowOf('a').isAsking).toBe(true);
    await list.cancel(rowOf('a'));
    expect(cancelled).toEqual(['a']);
  });

  it('sends on only what can be sent on', async () => {
    await list.tryNext(rowOf('a'));
    take({ changed: [{ id: 'a', canTryNext: true }] });
    await list.tryNext(rowOf('a'));
    expect(sentOn).toEqual(['a']);
  });
});
