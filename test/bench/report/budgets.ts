import { CHOICE_BUDGET_US } from '../choose.ts';
import { EVENT_BUDGET_US } from '../convert.ts';
import type { Figures, Workload } from '../figures.ts';
import { OPEN_STREAMS } from '../measure-streams.ts';
import { median, pairwise } from '../stats.ts';

type Unit = '×' | 'ms' | 'µs' | 'streams';

/** A measured figure beside what it may be; smaller is better in all of them. */
export type BudgetRow = {
  readonly figure: string;
  readonly value: number;
  /** Lowest and highest of the rounds, or of the cases of a choice. */
  readonly range: readonly [number, number];
  readonly unit: Unit;
  readonly budget: number;
  readonly stretch: number | null;
};

type Limits = readonly [budget: number, stretch: number | null];

/** What a peer's request of 75 KB may cost us, as a share of what it costs the peer. */
const PEER_SHARES: Readonly<Record<string, number>> = { portkey: 1 / 8, ccr: 1 / 50 };

/** Every row that was measured: the product against the bare pass-through of the same run. */
export function budgetRows(
  ours: Figures,
  bare: Figures,
  direct: Figures,
  peers: readonly Figures[],
): readonly BudgetRow[] {
  const cpu = (workload: Workload, limits: Limits): BudgetRow =>
    ratio(CPU_NAMES[workload], ours.rounds(workload).cpuUs, bare.rounds(workload).cpuUs, limits);
  const rows = [
    cpu('json1', [1.4, 1.1]),
    cpu('json75', [1.5, 1.3]),
    cpu('json1m', [1.6, 1.3]),
    cpu('converted', [6, 4.5]),
    ratio('CPU per stream event', eventCpu(ours), eventCpu(bare), [1.15, 1]),
    ...peers.map((peer) => peerRow(ours, peer)),
    addedP50(ours, bare),
    ratio('added latency p99', addedP99(ours, direct), addedP99(bare, direct), [1.5, null]),
    lostStreams(ours),
    ratio('peak RSS', ours.streams.peakRssMiB, bare.streams.peakRssMiB, [0.95, 0.8]),
    ratio('chunks late p99', ours.streams.lateP99Ms, bare.streams.lateP99Ms, [1.3, null]),
    ratio('cold start, CPU', ours.startCpuMs, bare.startCpuMs, [1.7, 1.3]),
    ratio('idle RSS', ours.idleRssMiB, bare.idleRssMiB, [1.35, 1.2]),
  ];
  return rows.filter((row) => Number.isFinite(row.value));
}

/** What a choice costs in its dearest case; nothing when that was not measured. */
export function choiceRows(figuresUs: readonly number[]): readonly BudgetRow[] {
  if (figuresUs.length === 0) return [];
  const value = Math.max(...figuresUs);
  return [
    {
      figure: 'CPU of choosing among 200 channels with 20 keys each',
      value,
      range: [Math.min(...figuresUs), value],
      unit: 'µs',
      budget: CHOICE_BUDGET_US,
      stretch: null,
    },
  ];
}

/** What converting one event of a stream costs in the dearest direction. */
export function conversionRows(figuresUs: readonly number[]): readonly BudgetRow[] {
  if (figuresUs.length === 0) return [];
  const value = Math.max(...figuresUs);
  return [
    {
      figure: 'CPU of converting one event of a stream',
      value,
      range: [Math.min(...figuresUs), value],
      unit: 'µs',
      budget: EVENT_BUDGET_US,
      stretch: null,
    },
  ];
}

const CPU_NAMES: Readonly<Record<Workload, string>> = {
  latency: 'CPU per request at one connection, 75 KB',
  json1: 'CPU per request, 1 KB',
  json75: 'CPU per request, 75 KB',
  json1m: 'CPU per request, 1 MB',
  converted: 'CPU per converted request, 75 KB',
  events: 'CPU per paced stream',
  burst: 'CPU per unpaced stream',
};

/** What a paced stream costs beyond a plain request, round by round; the number of events cancels out of a ratio. */
export function eventCpu(figures: Figures): readonly number[] {
  const plain = figures.rounds('json1').cpuUs;
  return figures
    .rounds('events')
    .cpuUs.map((stream, round) => stream - (plain[round] ?? Number.NaN));
}

/** Beyond what the upstream takes by itself. */
function addedP99(figures: Figures, direct: Figures): readonly number[] {
  const base = direct.rounds('latency').p99Ms;
  return figures.rounds('latency').p99Ms.map((value, round) => value - (base[round] ?? Number.NaN));
}

function ratio(
  figure: string,
  ours: readonly number[],
  theirs: readonly number[],
  [budget, stretch]: Limits,
): BudgetRow {
  const found = pairwise(ours, theirs, (our, their) => our / their);
  const range = [found.lowest, found.highest] as const;
  return { figure, value: found.median, range, unit: '×', budget, stretch };
}

function addedP50(ours: Figures, bare: Figures): BudgetRow {
  const found = pairwise(
    ours.rounds('latency').p50Ms,
    bare.rounds('latency').p50Ms,
    (our, their) => our - their,
  );
  const range = [found.lowest, found.highest] as const;
  const figure = 'added latency p50, beyond minimal-node';
  return { figure, value: found.median, range, unit: 'ms', budget: 0.1, stretch: null };
}

function peerRow(ours: Figures, peer: Figures): BudgetRow {
  const budget = PEER_SHARES[peer.name] ?? 1;
  const { cpuUs } = peer.rounds('json75');
  const figure = `CPU per request, 75 KB, against ${peer.name}`;
  return ratio(figure, ours.rounds('json75').cpuUs, cpuUs, [budget, null]);
}

/** Of every pass: not one stream may differ from what the upstream sent. */
function lostStreams({ streams }: Figures): BudgetRow {
  const lost = streams.exact.map((exact) => OPEN_STREAMS - exact);
  const range = [Math.min(...lost), Math.max(...lost)] as const;
  const value = lost.length === 0 ? Number.NaN : Math.max(...lost, median(lost));
  const figure = `of ${String(OPEN_STREAMS)} streams not byte-exact`;
  return { figure, value, range, unit: 'streams', budget: 0, stretch: null };
}
