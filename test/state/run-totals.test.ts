import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countsOf, noSums } from '../../main/core/statistics/figures.ts';
import { RunTotals } from '../../main/state/run-totals.ts';

const part = fc.record({
  channelId: fc.integer({ min: 0, max: 3 }),
  protocol: fc.constantFrom('', 'anthropic', 'gemini'),
  requests: fc.nat(1000),
});

it('adds batches up by channel and protocol, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.array(part)), (batches) => {
      const totals = new RunTotals();
      for (const batch of batches) {
        const usage = batch.map(({ requests, ...key }) => ({
          ...key,
          sums: noSums().with(0, requests),
        }));
        const attempts = batch.map(({ channelId, protocol, requests }) => ({
          channelId,
          outcome: protocol,
          count: requests,
        }));
        totals.add({ usage, attempts });
      }
      for (const channelId of [0, 1, 2, 3]) {
        for (const protocol of ['', 'anthropic', 'gemini']) {
          const expected = batches
            .flat()
            .filter((one) => one.channelId === channelId && one.protocol === protocol);
          const sum = expected.reduce((all, { requests }) => all + requests, 0);
          const usage = totals.usage.filter(
            (one) => one.channelId === channelId && one.protocol === protocol,
          );
          const attempts = totals.attempts.filter(
            (one) => one.channelId === channelId && one.outcome === protocol,
          );
          expect(usage).toHaveLength(expected.length === 0 ? 0 : 1);
          expect(countsOf(usage[0]?.sums ?? noSums()).requests).toBe(sum);
          expect(attempts[0]?.count ?? 0).toBe(sum);
        }
      }
    }),
  );
});

it('forgets channels that are gone, and keeps what no channel served', () => {
  const totals = new RunTotals();
  for (const channelId of [0, 1, 2]) {
    totals.add({
      usage: [{ channelId, protocol: 'anthropic', sums: noSums() }],
      attempts: [{ channelId, outcome: 'answered', count: 1 }],
    });
  }
  totals.retain([{ id: 2 }]);
  expect(totals.usage.map(({ channelId }) => channelId)).toEqual([0, 2]);
  expect(totals.attempts.map(({ channelId }) => channelId)).toEqual([0, 2]);
});
