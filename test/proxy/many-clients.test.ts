import { beforeAll, describe, expect, it } from 'vitest';
import { simulate, type Told } from './many-clients/simulation.ts';
import type { World } from './many-clients/world.ts';

/**
 * Discrete events instead of sockets: a manual clock can only go on when everything that follows from the last moment
 * has happened, and nobody can know that of a socket. So the connection to the upstream is the only thing that is
 * replaced; the rest is the program's own code, from a request's first header to the answer's last byte.
 */

/** In each of these, every fault that the simulation has found so far shows. */
const SEEDS = [2, 3];

/** Silence must end well before a request's budget, or it would be the budget that fails it. */
const SETTINGS = {
  firstByteTimeoutMs: 12_000,
  gateTimeoutMs: 20_000,
  idleTimeoutMs: 20_000,
  totalTimeoutMs: 20_000,
  keepAliveAfterMs: 10_000,
};

const KEEP_ALIVE = ': keep-alive\n\n';

describe.each(SEEDS)('300 clients and 20 channels of changing moods (seed %i)', (seed) => {
  let world: World;
  let told: readonly Told[];

  beforeAll(async () => {
    ({ world, told } = await simulate(seed, SETTINGS));
  }, 120_000);

  const count = (isCounted: (one: Told) => boolean) => told.filter(isCounted).length;

  it('fails no request before its gate that a permitted channel would have answered all along', () => {
    const failed = told.filter(
      ({ record }) => record.outcome === 'upstreamFailed' || record.outcome === 'noCandidate',
    );
    const wronged = failed.flatMap(({ record, attempts }) => {
      const fromMs = record.startedAt - world.startedAt;
      const toMs = fromMs + (record.durationMs ?? 0);
      const { protocol, requestedModel } = record;
      const reliable = world.weather.reliable(protocol, requestedModel, fromMs, toMs);
      const tried = attempts.map((one) => `${one.channelName} ${one.outcome}`);
      return reliable.length === 0 ? [] : [{ id: record.id, fromMs, toMs, reliable, tried }];
    });
    expect(wronged).toEqual([]);
    // Otherwise the weather was too good to show anything.
    expect(failed.length).toBeGreaterThan(100);
    expect(count(({ attempts }) => attempts.length > 1)).toBeGreaterThan(1000);
    expect(count(({ record }) => record.outcome === 'answered')).toBeGreaterThan(4000);
    expect(world.availability.forced).toBeGreaterThan(1000);
  });

  it('never uses a channel that is switched off', () => {
    expect(world.upstreams.arrivals.filter(({ isOn }) => !isOn)).toEqual([]);
    expect(world.switches).toBeGreaterThan(50);
  });

  it('gives every client the whole answer of one upstream and nothing else', () => {
    const answered = told.filter(({ record }) => record.outcome === 'answered');
    const wrong = answered.filter(
      ({ answer, composed }) =>
        answer.status !== 200 || answer.body.replaceAll(KEEP_ALIVE, '') !== composed,
    );
    expect(wrong).toEqual([]);
    expect(count(({ answer }) => answer.body.startsWith(KEEP_ALIVE))).toBeGreaterThan(0);
  });

  it('gets every lease back', () => {
    const { leases, runningTrials } = world.availability;
    expect([...leases].filter(({ isEnded }) => !isEnded)).toEqual([]);
    expect(leases.size).toBe(world.upstreams.arrivals.length);
    expect(runningTrials).toBe(0);
    expect(world.deps.inFlight.size).toBe(0);
    expect(count(({ record }) => record.outcome === 'clientLeft')).toBeGreaterThan(10);
  });

  it('ends every cooldown', async () => {
    const { availability, deps, time } = world;
    const { cooldownMaxMs } = deps.settings.current();
    const kinds = new Set<string>();
    for (const { scope, circuit } of world.cooldowns) {
      kinds.add(scope.kind);
      expect(circuit.until - circuit.openedAt).toBeLessThanOrEqual(cooldownMaxMs);
    }
    expect([...kinds].toSorted()).toEqual(['channel', 'key', 'model', 'url']);
    await time.run(Math.max(...world.cooldowns.map(({ circuit }) => circuit.until)));
    const unusable = world.targets().filter((one) => availability.stateOf(one).kind !== 'free');
    expect(unusable).toEqual([]);
  });
});
