import { describe, expect, it } from 'vitest';
import { InFlight, type InFlightDelta } from '../../main/state/in-flight.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { closedAs } from '../support/record-builder.ts';

function setUp() {
  const clock = new ManualClock();
  const inFlight = new InFlight((ms, run) => clock.after(ms, run));
  const open = (id: string, cancel: () => void = () => undefined) =>
    inFlight.open(
      {
        id,
        startedAt: clock.now(),
        method: 'POST',
        path: '/v1/messages',
        protocol: 'anthropic',
        requestedModel: 'm',
        upstreamModel: null,
        isStreaming: true,
        tokenName: 'Local',
        clientFamily: 'curl',
        channelName: null,
        keyMask: null,
        requestBytes: 10,
      },
      { cancel, reroute: () => false },
    );
  return { clock, inFlight, open };
}

describe('InFlight', () => {
  it('lists what is open and forgets what is closed', () => {
    const { inFlight, open } = setUp();
    const one = open('r1');
    open('r2');
    one.report({ phase: 'streaming', channelName: 'A' });
    one.received(5);
    one.received(6);
    expect(inFlight.list()[0]).toMatchObject({ id: 'r1', phase: 'streaming', responseBytes: 11 });
    inFlight.close(one, closedAs('r1'));
    expect(inFlight.list().map((view) => view.id)).toEqual(['r2']);
  });

  it('tells of many changes at once, ten times a second', () => {
    const { clock, inFlight, open } = setUp();
    const deltas: InFlightDelta[] = [];
    inFlight.subscribe((delta) => deltas.push(delta));
    const one = open('r1');
    for (let i = 0; i < 100; i++) one.received(1);
    expect(deltas).toHaveLength(0);
    clock.advance(100);
    expect(deltas).toHaveLength(1);
    expect(deltas[0]?.opened).toMatchObject([{ id: 'r1', responseBytes: 100 }]);
    inFlight.close(one, closedAs('r1'));
    clock.advance(100);
    expect(deltas[1]).toEqual({
      opened: [],
      changed: [],
      closed: [closedAs('r1')],
    });
  });

  it('tells whole what nobody was told, and then only what changed', () => {
    const { clock, inFlight, open } = setUp();
    const one = open('r1');
    const deltas: InFlightDelta[] = [];
    inFlight.subscribe((delta) => deltas.push(delta));
    const told = () => {
      clock.advance(100);
      return deltas.at(-1);
    };
    one.received(5);
    expect(told()).toMatchObject({ opened: [{ id: 'r1', responseBytes: 5 }], changed: [] });
    one.received(5);
    one.report({ phase: 'streaming' });
    expect(told()).toEqual({
      opened: [],
      changed: [{ id: 'r1', phase: 'streaming', responseBytes: 10 }],
      closed: [],
    });
    one.report({ phase: 'streaming' });
    told();
    expect(deltas).toHaveLength(2);
  });

  it('tells changes whole after a snapshot, which may hold what was not told yet', () => {
    const { clock, inFlight, open } = setUp();
    const deltas: InFlightDelta[] = [];
    inFlight.subscribe((delta) => deltas.push(delta));
    const one = open('r1');
    clock.advance(100);
    one.report({ phase: 'streaming' });
    expect(inFlight.snapshot()).toMatchObject([{ phase: 'streaming' }]);
    one.report({ phase: 'queued' });
    clock.advance(100);
    expect(deltas.at(-1)).toMatchObject({ opened: [{ phase: 'queued' }], changed: [] });
  });

  it('sets no timer while nobody listens', () => {
    const { clock, inFlight, open } = setUp();
    inFlight.close(open('r1'), closedAs('r1'));
    expect(clock.pending).toBe(0);
  });

  it('closes a request once', () => {
    const { clock, inFlight, open } = setUp();
    const closed: unknown[] = [];
    inFlight.subscribe((delta) => closed.push(...delta.closed));
    const one = open('r1');
    for (let i = 0; i < 2; i++) inFlight.close(one, closedAs('r1'));
    clock.advance(100);
    expect(closed).toHaveLength(1);
  });

  it('cancels by id and says when there is no such request', () => {
    const { inFlight, open } = setUp();
    let cancelled = 0;
    open('r1', () => (cancelled += 1));
    expect([inFlight.cancel('r1'), inFlight.cancel('r9'), cancelled]).toEqual([true, false, 1]);
  });
});
