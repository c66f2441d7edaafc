import { expect, it } from 'vitest';
import { runTraffic } from '../../../main/simulator/demo/traffic.ts';
import { waitFor } from '../../support/wait-for.ts';
import { aSimulator } from '../wire.ts';

it('goes on through every failure until it is told to end, and counts how clients fared', async () => {
  const simulator = await aSimulator();
  const ending = new AbortController();
  const tokens = [
    'sk-sim-healthy',
    'sk-sim-status-500',
    'sk-sim-reset-middle',
    'sk-sim-reset-before-head',
    'sk-sim-hang-before-head',
  ];
  const thinkingMs = { min: 0, max: 0 };
  const { signal } = ending;
  const tally = runTraffic({ address: simulator.url, tokens, seed: 3, thinkingMs, signal });
  const countOf = (token: string) =>
    simulator.requests.filter(({ asked }) => asked.key === token).length;
  await waitFor(() => tokens.slice(0, 4).every((token) => countOf(token) >= 30), 'many requests');
  ending.abort();
  const { answered, failed, left } = await tally;
  // What was on its way when the end came is not counted.
  expect(answered + left).toBeGreaterThanOrEqual(29);
  expect(answered).toBeLessThanOrEqual(countOf('sk-sim-healthy'));
  expect(failed).toBeGreaterThanOrEqual(60);
  expect(left).toBeGreaterThan(0);
  expect(countOf('sk-sim-hang-before-head')).toBe(1);
});
