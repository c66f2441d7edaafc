import type { Section } from './options.ts';
import { ErrorCounts } from './load/errors.ts';
import type { Samples } from './stats.ts';

export type Workload = Exclude<Section, 'choose' | 'convert' | 'start' | 'count' | 'streams'>;

/** One value a round, so that two targets can be compared within each round. NaN where a round failed. */
export type WorkFigures = {
  readonly cpuUs: number[];
  readonly requestsPerSecond: number[];
  readonly p50Ms: number[];
  readonly p99Ms: number[];
};

/** One value a pass. */
export type StreamFigures = {
  readonly exact: number[];
  readonly peakRssMiB: number[];
  readonly lateP50Ms: number[];
  readonly lateP99Ms: number[];
  readonly firstByteP99Ms: number[];
  readonly cpuUsPerEvent: number[];
};

/** All that was measured of one target, or of the fake upstream itself (`direct`). */
export class Figures {
  readonly name: string;
  readonly startWallMs: number[] = [];
  readonly startCpuMs: number[] = [];
  readonly idleRssMiB: number[] = [];
  /** Of `count_tokens` for a request that grew by one turn; null when it was not measured. */
  countMs: Samples | null = null;
  readonly work = new Map<Workload, WorkFigures>();
  readonly streams: StreamFigures = {
    exact: [],
    peakRssMiB: [],
    lateP50Ms: [],
    lateP99Ms: [],
    firstByteP99Ms: [],
    cpuUsPerEvent: [],
  };
  readonly errors = new ErrorCounts();
  /** The upstream got the client's very bytes; null when not checked. */
  isRequestExact: boolean | null = null;
  /** The client got the upstream's very bytes; null when not checked. */
  isAnswerExact: boolean | null = null;

  constructor(name: string) {
    this.name = name;
  }

  /** The rounds of a workload; empty lists when it was not measured. */
  rounds(workload: Workload): WorkFigures {
    const known = this.work.get(workload);
    if (known !== undefined) return known;
    const figures = { cpuUs: [], requestsPerSecond: [], p50Ms: [], p99Ms: [] };
    this.work.set(workload, figures);
    return figures;
  }
}
