import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { MeteringThread } from '../../main/metering/metering-thread.ts';
import { ManualClock } from '../support/manual-clock.ts';

const IDLE_MS = 60_000;

function ask(content: string, extra: object = {}): { protocol: 'anthropic'; body: Buffer } {
  const messages = [{ role: 'user', content }];
  const body = { model: 'claude-sonnet-4-5', messages, ...extra };
  return { protocol: 'anthropic', body: Buffer.from(JSON.stringify(body)) };
}

describe('MeteringThread', () => {
  const clock = new ManualClock();
  let thread: MeteringThread;
  afterEach(() => thread.close());

  function start(url?: URL): MeteringThread {
    thread = new MeteringThread({
      name: 'testing',
      idleMs: IDLE_MS,
      after: (ms, run) => clock.after(ms, run),
      ...(url === undefined ? {} : { url }),
    });
    return thread;
  }

  it('counts, each question to its own answer', async () => {
    start();
    const questions = ['one', 'one two', 'one two three'].map((text) => thread.count(ask(text)));
    expect(await Promise.all(questions)).toEqual([
      { ok: true, inputTokens: 8 },
      { ok: true, inputTokens: 9 },
      { ok: true, inputTokens: 10 },
    ]);
  });

  it('says what is wrong with a request', async () => {
    start();
    const body = Buffer.from('{"model":');
    expect(await thread.count({ protocol: 'anthropic', body })).toEqual({
      ok: false,
      message: 'The request body is not valid JSON.',
    });
    expect(await thread.count({ protocol: 'gemini', body: Buffer.from('{}') })).toMatchObject({
      message: '* contents: contents is not specified',
    });
  });

  it('leaves memory alone that it does not own', async () => {
    start();
    const shared = Buffer.concat([Buffer.from('!'), ask('hello').body]);
    await thread.count({ protocol: 'anthropic', body: shared.subarray(1) });
    expect(shared[0]).toBe('!'.charCodeAt(0));
    expect(shared.length).toBeGreaterThan(1);
  });

  it('looks prices up', async () => {
    start();
    const question = { model: 'claude-opus-5', origin: null, at: Date.parse('2026-11-01') };
    expect((await thread.lookUpPrice(question)).table?.source).toMatchObject({
      provider: 'anthropic',
    });
    expect((await thread.lookUpPrice({ ...question, model: 'no-such-model' })).table).toBeNull();
  });

  it('answers what was asked before it ends, and nothing after', async () => {
    start();
    const last = thread.count(ask('one'));
    await thread.close();
    expect(await last).toMatchObject({ ok: true });
    await expect(thread.count(ask('one'))).rejects.toThrow('The testing thread is closed.');
  });

  it('ends after a silence and comes back when asked again', async () => {
    start();
    await thread.count(ask('one'));
    clock.advance(IDLE_MS);
    expect(await thread.count(ask('one'))).toEqual({ ok: true, inputTokens: 8 });
  });

  it('rejects what a dead thread was asked, and starts another', async () => {
    const dying = `data:text/javascript,${encodeURIComponent(
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ kind }) => {
         if (kind === 'close') parentPort.close();
         else process.exit(3);
       });`,
    )}`;
    start(new URL(dying));
    await expect(thread.count(ask('one'))).rejects.toThrow('The testing thread ended.');
    await expect(thread.count(ask('two'))).rejects.toThrow('The testing thread ended.');
  });

  it('does not hold the main thread up for 5 ms while 50 bodies of 200 KB are counted', async () => {
    start();
    await thread.count(ask('warm up'));
    const waiting = Array.from({ length: 50 }, (_, index) =>
      ask(`text ${String(index)} of many words `.repeat(8_000).slice(0, 200_000)),
    );
    let answered = 0;
    let longTurns = 0;
    // Time that this thread worked between two turns of its loop; a busy machine does not add to it.
    let before = process.threadCpuUsage();
    while (answered < 50) {
      const question = waiting.pop();
      if (question !== undefined) {
        void thread.count(question).then(({ ok }) => {
          expect(ok).toBe(true);
          answered++;
        });
      }
      await setTimeout(1);
      const { user, system } = process.threadCpuUsage(before);
      if (user + system >= 5000) longTurns++;
      before = process.threadCpuUsage();
    }
    // Garbage of the whole test is collected here too. A thread that counted would be held up 50 times.
    expect(longTurns).toBeLessThan(3);
  }, 60_000);
});
