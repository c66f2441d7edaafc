import type { Settled } from '../../core/statistics/settled.ts';
import { RunTotals } from '../../state/run-totals.ts';
import { settleRecords } from '../settle-records.ts';
import type { Measured } from './registry.ts';

/** How the library writes a number that is none; strict readers know another spelling. */
const MISSPELT = / Nan$/gm;

export type Exposition = { readonly contentType: string; readonly text: string };

/** What /metrics answers. The library comes with the first question: most programs are never asked. */
export class Metrics {
  readonly totals = new RunTotals();
  #registry: Promise<{ contentType: string; metrics(): Promise<string> }> | null = null;

  /** Told of each batch of records that is written. */
  readonly settled = (settled: Settled): void => {
    this.totals.add(settled);
  };

  async read(measured: Omit<Measured, 'totals'>): Promise<Exposition> {
    this.#registry ??= import('./registry.ts').then(({ makeRegistry }) =>
      makeRegistry({ ...measured, totals: this.totals }),
    );
    const registry = await this.#registry;
    this.totals.retain(measured.channels.all());
    await settleRecords(measured.store.recordWriter, measured.clock);
    const text = await registry.metrics();
    return { contentType: registry.contentType, text: text.replaceAll(MISSPELT, ' NaN') };
  }
}
