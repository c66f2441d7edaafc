import { Samples } from '../stats.ts';
import type { AskedQuery } from './queries.ts';

/** What the answers to a query took. CPU is that of the whole program, so it hardly depends on what else runs. */
export class Asked {
  readonly waitMs = new Samples();
  readonly cpuMs = new Samples();
}

/** By the name of the query. */
export type Waits = Map<
  string,
  { readonly kind: AskedQuery['kind']; readonly cold: Asked; readonly warm: Asked }
>;

const TITLES = {
  statistics: 'statistics',
  list: 'pages of the list',
  export: "downloads' first byte",
} as const;

/** Slowest queries that are named. */
const NAMED = 15;

export function report(waits: Waits): string {
  const kinds = Object.entries(TITLES).flatMap(([kind, title]) => {
    const own = [...waits.values()].filter((one) => one.kind === kind);
    return (['warm', 'cold'] as const).map((state) => {
      const wait = together(own.map((one) => one[state].waitMs));
      const cpu = together(own.map((one) => one[state].cpuMs));
      const figures = [wait, cpu].flatMap((all) => [all.quantile(0.5), all.quantile(0.95)]);
      return row(`${title}, ${state}`, ...[...figures, wait.quantile(1)].map(ms));
    });
  });
  const slowest = [...waits]
    .toSorted(([, a], [, b]) => b.cold.waitMs.quantile(0.5) - a.cold.waitMs.quantile(0.5))
    .slice(0, NAMED)
    .map(([name, { warm, cold }]) =>
      row(
        name,
        ...[warm, cold].flatMap(({ waitMs, cpuMs }) => [
          ms(waitMs.quantile(0.5)),
          ms(cpuMs.quantile(0.5)),
        ]),
      ),
    );
  return [
    row('ms', 'p50', 'p95', 'CPU p50', 'CPU p95', 'longest'),
    row(...new Array<string>(6).fill('---')),
    ...kinds,
    '',
    row('slowest when cold, p50', 'warm', 'warm CPU', 'cold', 'cold CPU'),
    row(...new Array<string>(5).fill('---')),
    ...slowest,
  ].join('\n');
}

function together(lists: readonly Samples[]): Samples {
  const all = new Samples();
  for (const list of lists) all.addAll(list);
  return all;
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
