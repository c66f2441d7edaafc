import { describe, expect, it } from 'vitest';
import { HEALTHY } from '../../main/simulator/behaviour.ts';
import { readMood } from '../../main/simulator/read-mood.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ask, aSimulator, pathOf, PROTOCOLS } from './wire.ts';

/** When the next spell of this kind begins, in milliseconds from the start. */
function beginOf(name: string, kind: string, status: number, afterMs: number): number {
  const mood = readMood(name);
  if (mood?.kind !== 'changing') throw new Error(`${name} does not change`);
  for (let at = afterMs; ;) {
    const { value, fromMs, untilMs } = mood.schedule.at(at);
    const content = value.kind === 'steady' ? value.behaviour.content : null;
    const found =
      (content?.kind === 'html' && content.status === status) ||
      (content?.kind === 'refusal' && content.fault.status === status);
    if (found && content.kind === kind) return Math.max(fromMs, afterMs);
    at = untilMs;
  }
}

describe('what a request meets', () => {
  it('follows the script first, then the key, then the default', async () => {
    const simulator = await aSimulator({ behaviour: 'status-503' });
    simulator.setBehaviour('mine', 'status-402');
    simulator.script(['status-418', HEALTHY]);
    const statuses = [];
    for (const key of ['mine', 'mine', 'mine', 'other', 'sk-sim-status-451_x'])
      statuses.push((await ask(simulator, { key })).status);
    expect(statuses).toEqual([418, 200, 402, 503, 451]);
  });

  it('can be changed for all keys that choose nothing', async () => {
    const simulator = await aSimulator();
    simulator.setBehaviour(null, 'status-500');
    expect((await ask(simulator)).status).toBe(500);
    expect((await ask(simulator, { key: 'sk-sim-healthy' })).status).toBe(200);
  });

  it('fails by the dice it was given', async () => {
    const thrown = [0.1, 0.3, 0.29];
    const simulator = await aSimulator({ dice: () => thrown.shift() ?? 1 });
    const statuses = [];
    for (let turn = 0; turn < 4; turn++)
      statuses.push((await ask(simulator, { key: 'sk-sim-flaky-30-502' })).status);
    expect(statuses).toEqual([502, 200, 502, 200]);
  });

  it('changes with the time of the clock it was given', async () => {
    const clock = new ManualClock();
    const simulator = await aSimulator({ clock });
    const startedAt = clock.now();
    const name = 'moody-stormy-4';
    for (const [kind, status] of [
      ['html', 502],
      ['refusal', 500],
      ['html', 502],
    ] as const) {
      clock.advance(beginOf(name, kind, status, clock.now() - startedAt) + startedAt - clock.now());
      expect((await ask(simulator, { key: `sk-sim-${name}` })).status).toBe(status);
    }
  });

  it('throws where our own code asks for a behaviour that nobody knows', async () => {
    const simulator = await aSimulator();
    expect(() => {
      simulator.script(['helthy']);
    }).toThrow('no behaviour is called helthy');
  });
});

describe('what a request was', () => {
  it.each(PROTOCOLS)('is kept with its key, model and body for %s', async (protocol) => {
    const clock = new ManualClock();
    const simulator = await aSimulator({ clock });
    await (await ask(simulator, { protocol, isStreaming: true, key: 'the-key' })).text();
    expect(simulator.last).toMatchObject({
      method: 'POST',
      url: pathOf(protocol, true),
      at: clock.now(),
      asked: { protocol, operation: 'generate', form: 'events', model: 'a-model', key: 'the-key' },
    });
    expect(simulator.last.body.toString()).toContain('Hello?');
  });

  it('is kept for the newest alone if so wanted', async () => {
    const simulator = await aSimulator({ keepRequests: 2 });
    for (const key of ['first', 'second', 'third']) await (await ask(simulator, { key })).text();
    expect(simulator.requests.map(({ asked }) => asked.key)).toEqual(['second', 'third']);
  });
});

describe('a request that makes no sense', () => {
  it('to an unknown path gets the 404 of its dialect', async () => {
    const { url } = await aSimulator();
    const answer = await fetch(`${url}/v1/nothing`, { headers: { 'anthropic-version': 'x' } });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'error' });
  });

  it('with a body that is no JSON is answered like any other', async () => {
    const { url } = await aSimulator();
    const answer = await fetch(`${url}/v1/messages`, { method: 'POST', body: '{"stream":' });
    expect(await answer.json()).toMatchObject({ type: 'message', model: 'simulated-model' });
  });
});
