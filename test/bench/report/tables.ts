import type { Figures, Workload } from '../figures.ts';
import { OPEN_STREAMS } from '../measure-streams.ts';
import { median } from '../stats.ts';
import { eventCpu, type BudgetRow } from './budgets.ts';

/** Shown in place of what was not measured. */
const NOTHING = '–';

/** The budgets as a table, and one line that says how many are missed. */
export function budgetTable(rows: readonly BudgetRow[]): string {
  const missed = rows.filter((row) => row.value > row.budget);
  const table = markdown(
    ['Figure', 'Measured', 'Rounds', 'Budget', 'Stretch', ''],
    rows.map((row) => [
      row.figure,
      withUnit(row.value, row),
      row.unit === 'streams' ? '' : row.range.map((value) => number(value)).join(' … '),
      `≤ ${withUnit(row.budget, row)}`,
      row.stretch === null ? '' : `≤ ${withUnit(row.stretch, row)}`,
      mark(row),
    ]),
  );
  const verdict =
    missed.length === 0
      ? 'Every measured figure is within its budget.'
      : `Over budget: ${missed.map((row) => row.figure).join('; ')}.`;
  return `${table}\n\n${verdict}`;
}

/** What lies behind the ratios, medians of the rounds. */
export function absoluteTable(all: readonly Figures[], eventsPerStream: number): string {
  const [direct] = all;
  const rows: readonly (readonly [string, (figures: Figures) => string])[] = [
    ['request p50, ms', (one) => number(median(one.rounds('latency').p50Ms))],
    ['request p99, ms', (one) => number(median(one.rounds('latency').p99Ms))],
    ['CPU per request, 1 KB, µs', (one) => cpu(one, 'json1')],
    ['CPU per request, 75 KB, µs', (one) => cpu(one, 'json75')],
    ['CPU per request, 1 MB, µs', (one) => cpu(one, 'json1m')],
    ['CPU per stream event, paced, µs', (one) => number(median(eventCpu(one)) / eventsPerStream)],
    ['CPU per unpaced stream, µs', (one) => cpu(one, 'burst')],
    ['requests a second, 75 KB', (one) => rate(one, 'json75')],
    ['count_tokens, 100 KB and a turn, p50, ms', (one) => counted(one, 0.5)],
    ['count_tokens, 100 KB and a turn, p99, ms', (one) => counted(one, 0.99)],
    ['cold start, ms', (one) => number(median(one.startWallMs))],
    ['cold start, CPU ms', (one) => number(median(one.startCpuMs))],
    ['idle RSS, MiB', (one) => number(median(one.idleRssMiB))],
    [`${String(OPEN_STREAMS)} streams: peak RSS, MiB`, (one) => passes(one, 'peakRssMiB')],
    ['… first byte p99, ms', (one) => passes(one, 'firstByteP99Ms')],
    ['… chunks late p50, ms', (one) => passes(one, 'lateP50Ms')],
    ['… chunks late p99, ms', (one) => passes(one, 'lateP99Ms')],
    ['… CPU per event, µs', (one) => passes(one, 'cpuUsPerEvent')],
    ['bytes exact, request / stream', (one) => exactness(one)],
    ['errors', (one) => String(one.errors)],
  ];
  const note = direct === undefined ? '' : `\n\n\`${direct.name}\` is the fake upstream itself.`;
  const measured = rows
    .map(([name, value]) => [name, ...all.map(value)])
    .filter(([, ...values]) => values.some((value) => value !== NOTHING && value !== ''));
  const table = markdown(['', ...all.map((one) => one.name)], measured);
  return table + note;
}

/** For people who look for what is wrong. */
function mark(row: BudgetRow): string {
  if (row.value > row.budget) return '✗ over';
  return row.stretch !== null && row.value <= row.stretch ? '✓ stretch' : '✓';
}

function cpu(figures: Figures, workload: Workload): string {
  return number(median(figures.rounds(workload).cpuUs));
}

function rate(figures: Figures, workload: Workload): string {
  return number(median(figures.rounds(workload).requestsPerSecond));
}

function counted({ countMs }: Figures, share: number): string {
  return countMs === null ? NOTHING : number(countMs.quantile(share));
}

function passes(figures: Figures, name: Exclude<keyof Figures['streams'], 'exact'>): string {
  return number(median(figures.streams[name]));
}

/** Whether bytes went through unchanged, both ways. */
function exactness({ isRequestExact, isAnswerExact }: Figures): string {
  const word = (isExact: boolean | null): string =>
    isExact === null ? NOTHING : isExact ? 'yes' : 'NO';
  return `${word(isRequestExact)} / ${word(isAnswerExact)}`;
}

function withUnit(value: number, row: BudgetRow): string {
  const sign = row.unit === 'ms' && value > 0 ? '+' : '';
  if (row.unit === 'streams') return String(value);
  return `${sign}${number(value)}${row.unit === '×' ? '×' : ` ${row.unit}`}`;
}

/** Three significant figures: more would be noise. */
function number(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(size >= 1 ? 2 : 3);
}

/** Padded, so that it reads well in a terminal too. */
function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(3, ...all.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
