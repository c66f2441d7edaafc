import { beforeEach, describe, expect, it } from 'vitest';
import { Updates } from '../../main/desktop/updates.ts';
import type { UpdateWay } from '../../main/desktop/update-plan.ts';
import { ManualClock } from '../support/manual-clock.ts';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('updates', () => {
  let clock: ManualClock;
  let done: string[];
  let newest: string | null;
  let failure: Error | null;
  let isOnline: boolean;
  let isCheckedFor: boolean;
  let inFlight: number;
  let mayRestart: boolean;
  let updates: Updates;

  async function start(way: UpdateWay): Promise<void> {
    updates = new Updates({
      source: {
        way: async () => way,
        isOnline: () => isOnline,
        find: async () => {
          done.push('asked');
          if (failure !== null) throw failure;
          return newest;
        },
        download: async () => void done.push('downloaded'),
        installer: async () => () => void done.push('installed'),
        openPage: async () => void done.push('page'),
      },
      clock,
      isCheckedFor: () => isCheckedFor,
      inFlight: () => inFlight,
      onOffer: () => void done.push(`offer ${String(updates.offer?.kind)}`),
      mayRestartLater: async (version, count) => {
        done.push(`may ${version} after ${String(count)}`);
        return mayRestart;
      },
      leaveBy: (finish) => {
        done.push('left');
        finish();
      },
      onFailed: (error) => void done.push(`failed: ${String(error)}`),
    });
    await updates.start();
  }

  /** Lets time pass, and what it begins come to its end. */
  async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    await new Promise(setImmediate);
  }

  beforeEach(() => {
    clock = new ManualClock();
    done = [];
    newest = null;
    failure = null;
    [isOnline, isCheckedFor, mayRestart] = [true, true, true];
    inFlight = 0;
  });

  it('are looked for half a minute after the start, and then once a day', async () => {
    await start('install');
    await pass(29 * SECOND_MS);
    expect(done).toEqual([]);
    await pass(SECOND_MS);
    expect(done).toEqual(['asked']);
    await pass(DAY_MS - 1);
    expect(done).toHaveLength(1);
    await pass(1);
    expect(done).toHaveLength(2);
  });

  it('are never looked for by a program that nobody installed', async () => {
    await start('none');
    await pass(3 * DAY_MS);
    expect([await updates.check(), done]).toEqual([null, []]);
  });

  it('are not looked for where a person switched that off, unless they ask', async () => {
    isCheckedFor = false;
    newest = '2.0.0';
    await start('install');
    for (let day = 0; day < 5; day++) await pass(DAY_MS);
    expect(done).toEqual([]);
    expect(await updates.check()).toBe('2.0.0');
    isCheckedFor = true;
    await pass(DAY_MS);
    expect(done).toEqual(['asked', 'offer download', 'asked']);
  });

  it('ask nobody without a network, and within an hour of its return', async () => {
    isOnline = false;
    await start('install');
    for (let hour = 0; hour < 5; hour++) await pass(HOUR_MS);
    expect(done).toEqual([]);
    isOnline = true;
    await pass(HOUR_MS);
    expect(done).toEqual(['asked']);
  });

  it('go on after a day without an answer', async () => {
    failure = new Error('no such host');
    await start('install');
    await pass(DAY_MS);
    failure = null;
    newest = '2.0.0';
    await pass(DAY_MS);
    expect(done).toEqual(['asked', 'failed: Error: no such host', 'asked', 'offer download']);
  });

  it('stop with the program', async () => {
    await start('install');
    updates.stop();
    await pass(DAY_MS);
    expect(done).toEqual([]);
  });

  it('are downloaded when asked for, and installed when asked for once more', async () => {
    newest = '2.0.0';
    await start('install');
    await updates.check();
    await updates.accept();
    expect(updates.offer).toEqual({ kind: 'restart', version: '2.0.0' });
    // The same version again is no news.
    await updates.check();
    await updates.accept();
    const steps = ['asked', 'offer download', 'downloaded', 'offer restart', 'asked'];
    expect(done).toEqual([...steps, 'left', 'installed']);
  });

  it('open their page where nothing can be installed', async () => {
    newest = '2.0.0';
    await start('page');
    await updates.check();
    await updates.accept();
    expect(done).toEqual(['asked', 'offer page', 'page']);
  });

  it('wait for the requests that run, where a person agrees', async () => {
    newest = '2.0.0';
    await start('install');
    await updates.check();
    await updates.accept();
    done = [];
    inFlight = 2;
    await updates.accept();
    await updates.follow();
    expect(done).toEqual(['may 2.0.0 after 2']);
    inFlight = 0;
    await updates.follow();
    await updates.follow();
    expect(done).toEqual(['may 2.0.0 after 2', 'left', 'installed']);
  });

  it('stay an offer where a person does not', async () => {
    newest = '2.0.0';
    mayRestart = false;
    await start('install');
    await updates.check();
    await updates.accept();
    inFlight = 1;
    await updates.accept();
    inFlight = 0;
    await updates.follow();
    expect(done).not.toContain('left');
    expect(updates.offer).toEqual({ kind: 'restart', version: '2.0.0' });
  });
});
