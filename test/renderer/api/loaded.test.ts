// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Loaded } from '../../../renderer/src/api/loaded.svelte.ts';
import type { Answer } from '../../../renderer/src/api/problem.ts';

const failure: Answer<string> = { ok: false, problem: { kind: 'unreachable' } };

/** Reads that are answered one by one, in the order the test wants. */
function scripted() {
  const answers: ((answer: Answer<string>) => void)[] = [];
  const loaded = new Loaded<string>(() => new Promise((resolve) => answers.push(resolve)));
  return { answers, loaded };
}

describe('Loaded', () => {
  it('is loading, then there', async () => {
    const { answers, loaded } = scripted();
    expect(loaded.view).toEqual({ kind: 'loading' });
    const done = loaded.load();
    expect(loaded.view).toEqual({ kind: 'loading' });
    answers[0]?.({ ok: true, data: 'one' });
    await done;
    expect(loaded.view).toEqual({ kind: 'ready', data: 'one', problem: null });
  });

  it('has failed when the first read fails', async () => {
    const { answers, loaded } = scripted();
    const done = loaded.load();
    answers[0]?.(failure);
    await done;
    expect(loaded.view).toEqual({ kind: 'failed', problem: { kind: 'unreachable' } });
  });

  it('keeps what was there when a later read fails, and says so until one succeeds', async () => {
    const { answers, loaded } = scripted();
    loaded.replace('one');
    const failing = loaded.load();
    answers[0]?.(failure);
    await failing;
    expect(loaded.view).toMatchObject({ data: 'one', problem: { kind: 'unreachable' } });
    const succeeding = loaded.load();
    answers[1]?.({ ok: true, data: 'two' });
    await succeeding;
    expect(loaded.view).toEqual({ kind: 'ready', data: 'two', problem: null });
  });

  it('drops the answer of a read that a later one overtook', async () => {
    const { answers, loaded } = scripted();
    const first = loaded.load();
    const second = loaded.load();
    answers[1]?.({ ok: true, data: 'newer' });
    await second;
    answers[0]?.({ ok: true, data: 'older' });
    await first;
    expect(loaded.data).toBe('newer');
  });

  it('is done with an overtaken read only when the newer one is there', async () => {
    const { answers, loaded } = scripted();
    const first = loaded.load();
    void loaded.load();
    const seen = first.then(() => loaded.data);
    answers[0]?.({ ok: true, data: 'older' });
    answers[1]?.({ ok: true, data: 'newer' });
    expect(await seen).toBe('newer');
  });

  it('drops the answer of a read that a replacement overtook', async () => {
    const { answers, loaded } = scripted();
    const reading = loaded.load();
    loaded.replace('newer');
    answers[0]?.({ ok: true, data: 'older' });
    await reading;
    expect(loaded.data).toBe('newer');
  });
});
