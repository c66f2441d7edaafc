// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '#contracts/live-events';
import { LiveStream } from '../../../renderer/src/api/live.svelte.ts';
import { ManualTimers } from '../support/manual-timers.ts';
import { ScriptedStream } from '../support/scripted-stream.ts';

describe('LiveStream', () => {
  let timers: ManualTimers;
  let opened: ScriptedStream[];
  let heard: LiveEvent[];
  let brokenCount: number;
  let live: LiveStream;

  const current = () => opened.at(-1) ?? new ScriptedStream();
  const snapshot = (): LiveEvent => ({ kind: 'snapshot', inFlight: [], now: timers.now });

  beforeEach(() => {
    timers = new ManualTimers();
    opened = [];
    heard = [];
    brokenCount = 0;
    live = new LiveStream(
      {
        open: () => {
          const stream = new ScriptedStream();
          opened.push(stream);
          return stream;
        },
        onBroken: () => {
          brokenCount += 1;
        },
        after: timers.after,
        now: () => timers.now,
      },
      (event) => heard.push(event),
    );
  });

  it('is live from the first snapshot on', () => {
    expect(live.state).toBe('off');
    live.setVisible(true);
    expect(live.state).toBe('connecting');
    current().send(snapshot());
    expect(live.state).toBe('live');
    expect(heard).toHaveLength(1);
  });

  it('measures how far the clock of the server is ahead', () => {
    live.setVisible(true);
    current().send({ kind: 'snapshot', inFlight: [], now: timers.now + 4_000 });
    expect(live.aheadMs).toBe(4_000);
  });

  it('opens one stream only, however often it is told that the page is visible', () => {
    live.setVisible(true);
    live.setVisible(true);
    expect(opened).toHaveLength(1);
  });

  it('is closed while the page is hidden, and opened anew on return', () => {
    live.setVisible(true);
    current().send(snapshot());
    live.setVisible(false);
    expect(current().isClosed).toBe(true);
    expect(live.state).toBe('off');
    live.setVisible(true);
    expect(opened).toHaveLength(2);
    expect(live.lostAt).toBeNull();
  });

  it('is closed while paused, and stays so when the page is hidden and shown', () => {
    live.setVisible(true);
    live.pause();
    live.setVisible(false);
    live.setVisible(true);
    expect(live.state).toBe('paused');
    expect(opened).toHaveLength(1);
    live.resume();
    expect(opened).toHaveLength(2);
  });

  it('tells since when it is lost, and forgets it with the next snapshot', () => {
    live.setVisible(true);
    current().send(snapshot());
    timers.pass(5_000);
    current().fail();
    expect(live.state).toBe('lost');
    expect(live.lostAt).toBe(timers.now);
    timers.pass(500);
    current().send(snapshot());
    expect(live.state).toBe('live');
    expect(live.lostAt).toBeNull();
  });

  it('keeps saying so from the first break while the tries go on', () => {
    live.setVisible(true);
    current().send(snapshot());
    current().fail();
    const lostAt = live.lostAt;
    timers.pass(500);
    current().fail();
    expect(live.state).toBe('lost');
    expect(live.lostAt).toBe(lostAt);
  });

  it('asks after each break whether the session still stands', () => {
    live.setVisible(true);
    current().fail();
    timers.pass(500);
    current().fail();
    expect(brokenCount).toBe(2);
  });

  it('waits twice as long after each failure, up to 15 seconds', () => {
    live.setVisible(true);
    const waits: number[] = [];
    for (let i = 0; i < 8; i += 1) {
      current().fail();
      const before = timers.now;
      const count = opened.length;
      while (opened.length === count) timers.pass(100);
      waits.push(timers.now - before);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('begins with short waits again after a success', () => {
    live.setVisible(true);
    current().fail();
    timers.pass(500);
    current().fail();
    timers.pass(1_000);
    current().send(snapshot());
    current().fail();
    timers.pass(500);
    expect(opened).toHaveLength(4);
  });

  it('tries at once when asked to, and then not a second time', () => {
    live.setVisible(true);
    current().fail();
    live.retryNow();
    expect(opened).toHaveLength(2);
    timers.pass(60_000);
    expect(opened).toHaveLength(2);
  });

  it('does not try again once it is hidden', () => {
    live.setVisible(true);
    current().fail();
    live.setVisible(false);
    timers.pass(60_000);
    expect(opened).toHaveLength(1);
    expect(timers.count).toBe(0);
  });

  it('ignores what an earlier stream still says', () => {
    live.setVisible(true);
    const first = current();
    first.fail();
    live.retryNow();
    first.send(snapshot());
    first.fail();
    expect(heard).toHaveLength(0);
    expect(brokenCount).toBe(1);
  });
});
